/** Domains that move between partners, on deployments that are not atomic. */
import { describe, expect, it } from 'vitest';
import type { PartnerSettings } from '../../src/model/partner.ts';
import { partner } from '../support/partners.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';
import { setUp, told } from './harness.ts';
import { COMMIT } from './plan-between.ts';
import { ORDERED, ORDERED_CAS, VARIANTS } from './variants.ts';

const newFolder = temporaryFolders();
const having = (domain: string, ...additionalDomains: readonly string[]) => partner(domain, { additionalDomains });

const sorted = (partners: Iterable<PartnerSettings>) => [...partners].sort((a, b) => (a.domain < b.domain ? -1 : 1));

const moved = {
  live: [having('z.example', 'im.example')],
  desired: [having('a.example', 'im.example'), having('c.example')],
};
const swapped = {
  live: [having('a.example', 'one.example'), having('b.example', 'two.example')],
  desired: [having('a.example', 'two.example'), having('b.example', 'one.example')],
};

describe.each(VARIANTS)('$kind', ({ capabilities }) => {
  it.each([
    { case: 'a domain moves to a new partner', ...moved },
    { case: 'two partners swap domains', ...swapped },
    {
      case: 'a partner gets another primary domain',
      live: [having('old.example', 'corp.example', 'new.example')],
      desired: [having('new.example', 'corp.example', 'old.example')],
    },
  ])('$case', async ({ live, desired }) => {
    const { deployment, apply } = setUp({ live, desired, capabilities, lockFolder: await newFolder() });
    expect(await apply()).toMatchObject({ verified: true, summary: { failed: 0, skipped: 0 }, recorded: COMMIT });
    expect(sorted(deployment.partners.values())).toEqual(desired);
  });
});

describe.each([
  { kind: 'ordered', capabilities: ORDERED },
  { kind: 'ordered, with compare-and-set', capabilities: ORDERED_CAS },
])('$kind: a release that fails', ({ capabilities }) => {
  it('skips who needs the domain, and says which', async () => {
    const { adapter, apply, resume } = setUp({ ...moved, capabilities, lockFolder: await newFolder() });
    adapter.failPartner('z.example');
    const ledger = await apply();
    expect(told(ledger)).toEqual(['add a.example skipped', 'add c.example applied', 'remove z.example failed']);
    expect(ledger.results[0]?.error).toEqual({
      code: 'domain-not-released',
      message: 'a.example needs im.example, which z.example has not given up: that change was not applied',
      hint: 'settle z.example first, then run apply again',
    });
    adapter.healPartner('z.example');
    expect(told(await resume())).toEqual(['add a.example applied', 'remove z.example applied']);
  });

  it('skips those who need those who were skipped', async () => {
    const live = [having('a.example'), having('b.example', 'one.example'), having('c.example', 'two.example')];
    const desired = [having('a.example', 'one.example'), having('b.example', 'two.example'), having('c.example')];
    const { adapter, apply } = setUp({ live, desired, capabilities, lockFolder: await newFolder() });
    adapter.failPartner('c.example');
    expect(told(await apply())).toEqual([
      'update a.example skipped',
      'update b.example skipped',
      'update c.example failed',
    ]);
  });

  it('in a swap leaves both as they were', async () => {
    const { deployment, adapter, apply } = setUp({ ...swapped, capabilities, lockFolder: await newFolder() });
    adapter.failPartner('a.example');
    expect(told(await apply())).toEqual(['update a.example failed', 'update b.example skipped']);
    expect([...deployment.partners.values()]).toEqual(swapped.live);
  });
});

describe('a swap that breaks in the middle', () => {
  it('is told as it is: who gave up and did not get the rest has failed half-way', async () => {
    const { deployment, adapter, apply, resume } = setUp({
      ...swapped,
      capabilities: ORDERED,
      lockFolder: await newFolder(),
    });
    const release = adapter.hold('write', 'after');
    const ledger = apply();
    await release.reached;
    adapter.failPartner('b.example');
    release.open();
    const { results, verified, recorded } = await ledger;
    expect(results).toMatchObject([
      { domain: 'a.example', outcome: 'failed', error: { code: 'half-written' } },
      { domain: 'b.example', outcome: 'failed', error: { code: 'partner-refused' } },
    ]);
    expect(results[0]?.error?.message).toBe(
      'a.example has given up what another partner needs, but the rest of its change was not written: ' +
        'a.example needs two.example, which b.example has not given up: that change was not applied',
    );
    expect({ verified, recorded }).toEqual({ verified: false, recorded: null });
    expect([...deployment.partners.values()]).toEqual([having('a.example'), having('b.example', 'two.example')]);
    adapter.healPartner('b.example');
    expect(await resume()).toMatchObject({ verified: true, summary: { applied: 2 } });
    expect(sorted(deployment.partners.values())).toEqual(swapped.desired);
  });

  it('an answer that is lost half-way and found in the end is told as half-way, too', async () => {
    const { adapter, apply } = setUp({ ...swapped, capabilities: ORDERED, lockFolder: await newFolder() });
    const first = adapter.hold('read');
    const ledger = apply();
    await first.reached;
    adapter.loseAnswer('after');
    adapter.failNext('read', { times: 3 });
    first.open();
    expect((await ledger).results).toMatchObject([
      { domain: 'a.example', outcome: 'failed', error: { code: 'half-written' } },
      { domain: 'b.example', outcome: 'skipped' },
    ]);
  });

  it('a second half that was given up is unknown, because it may still land', async () => {
    const { adapter, apply, interrupt } = setUp({ ...swapped, capabilities: ORDERED, lockFolder: await newFolder() });
    let grace = 0;
    const ledger = apply({
      delay: async (_, signal) => {
        grace += 1;
        if (grace > 1) await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      },
    });
    for (let write = 1; write <= 3; write++) {
      const gate = adapter.hold('write', write < 3 ? 'after' : 'before');
      await gate.reached;
      if (write < 3) gate.open();
    }
    interrupt.abort();
    expect((await ledger).results).toMatchObject([
      { domain: 'a.example', outcome: 'unknown', error: { code: 'no-answer' } },
      { domain: 'b.example', outcome: 'applied' },
    ]);
  });

  it('a change that was not split is never half-way, whatever it looks like', async () => {
    const before = [having('a.example', 'one.example')];
    const after = [partner('a.example', { additionalDomains: ['two.example'], keepAlive: false })];
    const run = setUp({ live: before, desired: after, lockFolder: await newFolder() });
    run.adapter.loseAnswer('before');
    const first = run.adapter.hold('read');
    const ledger = run.apply();
    await first.reached;
    const settling = run.adapter.hold('read');
    first.open();
    await settling.reached;
    run.deployment.outOfBand((partners) => partners.set('a.example', having('a.example')));
    settling.open();
    expect((await ledger).results).toMatchObject([{ outcome: 'unknown', error: { code: 'answer-lost' } }]);
  });

  it('ended sessions of both steps are told', async () => {
    const sessions = [
      { domain: 'one.example', direction: 'inbound', method: 'sasl-tls' },
      { domain: 'a.example', direction: 'outbound', method: 'sasl-tls' },
    ] as const;
    const { apply } = setUp({
      live: swapped.live,
      desired: [
        { ...having('a.example', 'two.example'), saslNegotiation: 'NotSupported' },
        ...swapped.desired.slice(1),
      ],
      sessions,
      capabilities: ORDERED,
      lockFolder: await newFolder(),
    });
    const { results, verified } = await apply();
    expect(results[0]).toMatchObject({ outcome: 'applied', endedSessions: sessions });
    expect(verified).toBe(true);
  });
});
