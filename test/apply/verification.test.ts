/** Verified: the state read again is what was wanted, no live session violates it, and the server enforces it. */
import { describe, expect, it } from 'vitest';
import type { Session } from '../../src/model/adapter.ts';
import type { Block } from '../../src/model/block.ts';
import type { Health } from '../../src/model/health.ts';
import { ALL_FIELDS } from '../../src/model/partner-fields.ts';
import { partner } from '../support/partners.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';
import { setUp } from './harness.ts';
import { VARIANTS } from './variants.ts';

const newFolder = temporaryFolders();
const fabrikam = partner('fabrikam.com', { additionalDomains: ['corp.fabrikam.com'] });
const unmanaged = partner('legacy.example', { saslNegotiation: 'NotSupported' });
const session = (domain: string, method: Session['method']): Session => ({ domain, direction: 'inbound', method });

describe.each(VARIANTS)('$kind: the state read again', ({ capabilities }) => {
  it.each([
    {
      case: 'a write that did nothing',
      alter: { partners: [unmanaged], revision: 'as-before' },
      told: [{ domain: 'fabrikam.com', reason: 'it should be there, and is not' }],
    },
    {
      case: 'a write that lost a field',
      alter: { partners: [unmanaged, partner('fabrikam.com')], revision: 'other' },
      told: [{ domain: 'fabrikam.com', reason: 'it differs from what was wanted: additionalDomains' }],
    },
    {
      case: 'a write that took somebody else with it',
      alter: { partners: [fabrikam], revision: 'other' },
      told: [{ domain: 'legacy.example', reason: 'it should be there, and is not' }],
    },
  ])('does not hide $case, whatever the answer said', async ({ alter, told }) => {
    const run = setUp({
      live: [unmanaged],
      desired: [fabrikam, unmanaged],
      capabilities,
      lockFolder: await newFolder(),
    });
    const gate = run.adapter.hold('write', 'after');
    const ledger = run.apply();
    await gate.reached;
    run.adapter.alterReads(() => alter);
    gate.open();
    expect(await ledger).toMatchObject({ verified: false, unverified: told, recorded: null });
    expect((await ledger).results[0]?.outcome).toBe('applied');
  });
});

describe('live sessions', () => {
  const stubborn = { live: [partner('old.example')], desired: [fabrikam], keepsSessions: true };

  it('that a change should have ended, and did not', async () => {
    const sessions = [session('old.example', 'sasl-tls'), session('fabrikam.com', 'sasl-tls')];
    const { apply, backOffs } = setUp({ ...stubborn, sessions, lockFolder: await newFolder() });
    expect(await apply()).toMatchObject({
      verified: false,
      unverified: [{ domain: 'old.example', reason: 'a live inbound session, although no partner covers the domain' }],
    });
    expect(backOffs).toEqual([375, 750]);
  });

  it('are not waited for where the partners are not as wanted anyway', async () => {
    const sessions = [session('old.example', 'sasl-tls')];
    const { adapter, apply, backOffs } = setUp({ ...stubborn, sessions, lockFolder: await newFolder() });
    adapter.failPartner('old.example');
    expect(await apply()).toMatchObject({ verified: false, summary: { failed: 1 } });
    expect(backOffs).toEqual([]);
  });

  it('that end a moment later are no violation', async () => {
    const sessions = [session('old.example', 'sasl-tls')];
    const { deployment, adapter, apply } = setUp({ ...stubborn, sessions, lockFolder: await newFolder() });
    const gate = adapter.hold('sessions', 'after');
    const ledger = apply();
    await gate.reached;
    deployment.sessions = [];
    gate.open();
    expect(await ledger).toMatchObject({ verified: true });
  });

  it('of unmanaged partners, and those not authenticated yet, are none', async () => {
    const sessions = [session('legacy.example', 'tls-dialback'), session('stranger.example', null)];
    const { apply } = setUp({
      live: [unmanaged],
      desired: [fabrikam, unmanaged],
      sessions,
      keepsSessions: true,
      lockFolder: await newFolder(),
    });
    expect(await apply()).toMatchObject({ verified: true });
  });

  it('that cannot be listed leave the apply unproven', async () => {
    const { adapter, apply } = setUp({ desired: [fabrikam], lockFolder: await newFolder() });
    adapter.failNext('sessions', { times: Number.POSITIVE_INFINITY });
    const { verified, unverified, results } = await apply();
    expect(verified).toBe(false);
    expect(unverified[0]?.reason).toBe(
      'its sessions could not be listed: sessions: sessions-failed (the test wants it so)',
    );
    expect(results[0]?.outcome).toBe('applied');
  });

  it('are not asked for where the deployment cannot tell', async () => {
    const { adapter, apply } = setUp({ desired: [fabrikam], lockFolder: await newFolder() });
    const silent = { ...adapter, capabilities: { ...adapter.capabilities, sessions: false } };
    expect(await apply({ adapter: silent })).toMatchObject({ verified: true });
    expect(adapter.calls).not.toContain('sessions');
  });
});

describe('the server', () => {
  const withHealth = async (health: () => Partial<Health>) =>
    setUp({ desired: [fabrikam], health, lockFolder: await newFolder() });

  it('that does not enforce makes the apply unproven, with each of its reasons', async () => {
    const { apply } = await withHealth(() => ({ enforcing: false, reasons: ['not loaded on muc.contoso.com', 'old'] }));
    expect(await apply()).toMatchObject({
      verified: false,
      unverified: [
        { reason: 'the server says that it is not enforcing: not loaded on muc.contoso.com' },
        { reason: 'the server says that it is not enforcing: old' },
      ],
    });
  });

  it('that needs a moment gets it', async () => {
    let asked = 0;
    const { apply, backOffs } = await withHealth(() => ({ enforcing: ++asked > 2, reasons: ['reloading'] }));
    expect(await apply()).toMatchObject({ verified: true });
    expect(backOffs).toEqual([375, 750]);
  });

  it('that enforces another revision than the one that was read makes the apply unproven', async () => {
    const { apply, backOffs } = await withHealth(() => ({ revision: 'sha256:0' }));
    const { verified, unverified } = await apply();
    expect(verified).toBe(false);
    expect(unverified[0]?.reason).toMatch(/^the server enforces the revision sha256:0, and .* was read again$/);
    expect(backOffs).toEqual([375, 750]);
  });

  it('that cannot say how it is, is not asked more often than the connection does by itself', async () => {
    const { adapter, apply, backOffs } = await withHealth(() => ({}));
    adapter.failNext('health', { times: Number.POSITIVE_INFINITY });
    expect((await apply()).unverified[0]?.reason).toContain('its health could not be asked for');
    expect(adapter.calls.filter((call) => call === 'health')).toHaveLength(3);
    expect(backOffs).toEqual([375, 750]);
  });

  it('is asked also where nothing was to be done', async () => {
    const health = () => ({ enforcing: false, reasons: ['off'] });
    const { apply } = setUp({ live: [fabrikam], desired: [fabrikam], health, lockFolder: await newFolder() });
    expect(await apply()).toMatchObject({ verified: false, results: [], recorded: null });
  });
});

describe('what is no violation', () => {
  it('a blocked partner: the block is above every file', async () => {
    const block: Block = {
      domain: 'fabrikam.com',
      reason: 'abuse',
      actor: 'bob',
      at: '2029-01-01T00:00:00Z',
      until: null,
    };
    const { deployment, apply } = setUp({ desired: [fabrikam], blocks: [block], lockFolder: await newFolder() });
    expect(await apply()).toMatchObject({ verified: true });
    expect(deployment.blocks.has('fabrikam.com')).toBe(true);
  });

  it.each(VARIANTS)('$kind: a field that the deployment cannot hold', async ({ capabilities }) => {
    const fields = new Set([...ALL_FIELDS].filter((field) => field !== 'keepAlive' && field !== 'saslNegotiation'));
    const wanted = partner('fabrikam.com', {
      dialbackNegotiation: false,
      keepAlive: true,
      saslNegotiation: 'Required',
    });
    const fixed = { keepAlive: true, saslNegotiation: 'Optional' } as const;
    const { apply, deployment } = setUp({
      desired: [wanted],
      capabilities: { ...capabilities, fields, fixed },
      lockFolder: await newFolder(),
    });
    expect(await apply()).toMatchObject({ verified: true, summary: { applied: 1 } });
    expect(deployment.partners.get('fabrikam.com')?.saslNegotiation).toBe('Optional');
  });
});
