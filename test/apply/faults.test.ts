/** Whatever fails, the ledger says what is really there; to resume is to run again. */
import { describe, expect, it } from 'vitest';
import { partner } from '../support/partners.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';
import { type SetUp, setUp, told } from './harness.ts';
import { COMMIT } from './plan-between.ts';
import { ATOMIC, ORDERED, ORDERED_CAS, VARIANTS } from './variants.ts';

const newFolder = temporaryFolders();
const desired = ['a.example', 'b.example', 'c.example'].map((domain) => partner(domain));
const live = [partner('b.example', { connectionLimit: 1 })];

const prepare = async (capabilities: Parameters<typeof setUp>[0]['capabilities'] = ATOMIC): Promise<SetUp> =>
  setUp({ live, desired, capabilities, lockFolder: await newFolder() });

const ALL_APPLIED = ['add a.example applied', 'update b.example applied', 'add c.example applied'];

describe('a partner that fails', () => {
  it.each(VARIANTS.filter(({ capabilities }) => capabilities.atomic))(
    '$kind: the culprit failed, the others are skipped, nothing is written',
    async ({ capabilities }) => {
      const { deployment, adapter, apply } = await prepare(capabilities);
      adapter.failPartner('b.example');
      const ledger = await apply();
      expect(told(ledger)).toEqual(['add a.example skipped', 'update b.example failed', 'add c.example skipped']);
      expect(ledger.results[1]?.error?.code).toBe('partner-refused');
      expect(ledger).toMatchObject({ verified: false, recorded: null });
      expect([...deployment.partners.values()]).toEqual(live);
    },
  );

  it.each(VARIANTS.filter(({ capabilities }) => !capabilities.atomic))(
    '$kind: the others are gone on with, and running again does the rest',
    async ({ capabilities }) => {
      const { adapter, apply, resume } = await prepare(capabilities);
      adapter.failPartner('b.example');
      const ledger = await apply();
      expect(told(ledger)).toEqual(['add a.example applied', 'update b.example failed', 'add c.example applied']);
      expect(ledger).toMatchObject({
        verified: false,
        unverified: [{ domain: 'b.example', reason: 'it differs from what was wanted: connectionLimit' }],
        recorded: null,
        summary: { applied: 2, failed: 1 },
      });
      adapter.healPartner('b.example');
      expect(await resume()).toMatchObject({ verified: true, summary: { applied: 1 }, recorded: COMMIT });
    },
  );
});

describe.each(VARIANTS)('$kind: a lost answer', ({ capabilities }) => {
  it('after the write was performed is applied, and written once', async () => {
    const { deployment, adapter, apply, backOffs } = await prepare(capabilities);
    adapter.loseAnswer('after');
    const ledger = await apply();
    expect(told(ledger)).toEqual(ALL_APPLIED);
    expect(ledger).toMatchObject({ verified: true, recorded: COMMIT });
    const domains = deployment.writes.flatMap(({ changes }) => changes.map(({ domain }) => domain));
    expect(domains.toSorted()).toEqual(['a.example', 'b.example', 'c.example']);
    expect(backOffs).toEqual([]);
  });

  it('before the write was performed is tried again, after waiting', async () => {
    const { adapter, apply, backOffs } = await prepare(capabilities);
    adapter.loseAnswer('before', { times: 2 });
    expect(told(await apply())).toEqual(ALL_APPLIED);
    expect(backOffs).toEqual([375, 750]);
  });

  it('three times is enough', async () => {
    const { adapter, apply, resume, deployment } = await prepare(capabilities);
    adapter.loseAnswer('before', { times: 3 });
    const ledger = await apply();
    expect(ledger.results[0]).toMatchObject({ outcome: 'failed', error: { code: 'answer-lost' } });
    expect(deployment.partners.has('a.example')).toBe(false);
    expect(await resume()).toMatchObject({ verified: true, recorded: COMMIT });
  });

  it('that is not worth another try is not tried again', async () => {
    const { adapter, apply, backOffs } = await prepare(capabilities);
    adapter.loseAnswer('before', { retryable: false });
    expect((await apply()).results[0]).toMatchObject({ outcome: 'failed', error: { code: 'answer-lost' } });
    expect(backOffs).toEqual([]);
  });

  it('that cannot be settled, because reading fails, is unknown', async () => {
    const { adapter, apply } = await prepare(capabilities);
    const gate = adapter.hold('write');
    const ledger = apply();
    await gate.reached;
    adapter.loseAnswer('after');
    adapter.failNext('read', { times: Number.POSITIVE_INFINITY });
    gate.open();
    const { results, verified, unverified, summary } = await ledger;
    expect(results[0]).toMatchObject({ outcome: 'unknown', error: { code: 'answer-lost' } });
    expect(results[0]?.error?.message).toContain('reading again failed: read: read-failed');
    expect(summary.applied + summary.failed).toBe(0);
    expect(verified).toBe(false);
    expect(unverified).toEqual([{ reason: 'it could not be read again: read: read-failed (the test wants it so)' }]);
  });

  it('whose partner is neither as before nor as wanted is unknown', async () => {
    const { deployment, adapter, apply } = await prepare(capabilities);
    adapter.loseAnswer('before');
    const first = adapter.hold('read');
    const ledger = apply();
    await first.reached;
    const settling = adapter.hold('read');
    first.open();
    await settling.reached;
    deployment.outOfBand((partners) => partners.set('a.example', partner('a.example', { keepAlive: false })));
    settling.open();
    const { results, verified, unverified } = await ledger;
    expect(results[0]).toMatchObject({ outcome: 'unknown', error: { code: 'answer-lost' } });
    expect(verified).toBe(false);
    expect(unverified[0]).toEqual({ domain: 'a.example', reason: 'it differs from what was wanted: keepAlive' });
  });

  it('that reading settles only in the end is settled then, and the journal amended', async () => {
    const { adapter, apply, journal } = await prepare(capabilities);
    adapter.loseAnswer('after');
    const first = adapter.hold('read');
    const ledger = apply();
    await first.reached;
    adapter.failNext('read', { times: 3 });
    const more = capabilities.atomic !== true && capabilities.concurrency === undefined;
    if (more) adapter.failNext('read', { times: 3 });
    first.open();
    const { results } = await ledger;
    expect(results[0]).toMatchObject({ outcome: 'applied' });
    const lines = journal.lines.filter(({ event, domain }) => event === 'result' && domain === 'a.example');
    expect(lines.map(({ outcome }) => outcome)).toEqual(['unknown', 'applied']);
  });
});

describe('a deployment that dies between two writes', () => {
  it.each([
    { kind: 'between two calls', capabilities: ORDERED, outcomes: ['applied', 'skipped', 'skipped'] },
    { kind: 'between two calls', capabilities: ORDERED_CAS, outcomes: ['applied', 'skipped', 'skipped'] },
    {
      kind: 'within one call',
      capabilities: { ...ORDERED_CAS, concurrency: 3 },
      outcomes: ['unknown', 'unknown', 'unknown'],
    },
  ])('$kind: what can be known is told, the rest is not begun', async ({ capabilities, outcomes }) => {
    const { deployment, adapter, apply, resume } = await prepare(capabilities);
    adapter.dieAfter(1);
    const ledger = await apply();
    expect(ledger.results.map(({ outcome }) => outcome)).toEqual(outcomes);
    expect(ledger).toMatchObject({ verified: false, recorded: null });
    expect([...deployment.partners.keys()]).toEqual(['b.example', 'a.example']);
    // once at first, three times before the next write or to settle, three times in the end: not for every change
    expect(adapter.calls.filter((operation) => operation === 'read')).toHaveLength(7);
    adapter.revive();
    const again = await resume();
    expect(told(again)).toEqual(['update b.example applied', 'add c.example applied']);
    expect(again).toMatchObject({ verified: true, recorded: COMMIT });
  });

  it('after the writes, but before the proof: applied, not verified, not recorded', async () => {
    const { adapter, apply } = await prepare();
    const gate = adapter.hold('write', 'after');
    const ledger = apply();
    await gate.reached;
    adapter.failNext('read', { times: Number.POSITIVE_INFINITY });
    gate.open();
    expect(told(await ledger)).toEqual(ALL_APPLIED);
    expect(await ledger).toMatchObject({ verified: false, recorded: null });
  });
});

describe('reads', () => {
  it('are tried again', async () => {
    const { adapter, apply, backOffs } = await prepare();
    adapter.failNext('read', { times: 2 });
    expect(await apply()).toMatchObject({ verified: true });
    expect(backOffs).toEqual([375, 750]);
  });

  it.each([
    { case: 'three times', options: { times: 3 } },
    { case: 'once, for good', options: { retryable: false } },
  ])('that fail before anything is written end the apply: $case', async ({ options }) => {
    const { deployment, adapter, apply, journal } = await prepare();
    adapter.failNext('read', options);
    const ledger = await apply();
    expect(ledger).toMatchObject({ verified: false, error: { code: 'read-failed' }, summary: { skipped: 3 } });
    expect(deployment.writes).toEqual([]);
    expect(journal.lines).toMatchObject([{ event: 'refused', error: { code: 'read-failed' } }]);
  });

  it('that break off are no state', async () => {
    const { deployment, adapter, apply } = await prepare();
    for (let time = 0; time < 3; time++) adapter.truncateNextRead();
    expect(await apply()).toMatchObject({ error: { code: 'truncated' }, summary: { skipped: 3 } });
    expect(deployment.writes).toEqual([]);
  });
});
