/**
 * The ledger is true: interrupted at every point, under every mix of faults, for any two sets of partners. And running
 * again, without faults, leaves the second set.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Capabilities } from '../../src/model/adapter.ts';
import type { PartnerSettings } from '../../src/model/partner.ts';
import { partner } from '../support/partners.ts';
import { partnersArbitrary } from '../support/partners-arbitrary.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';
import { type SetUp, setUp } from './harness.ts';
import { movesArbitrary } from './moves-arbitrary.ts';
import { liesOf } from './observer.ts';
import { VARIANTS } from './variants.ts';

const newFolder = temporaryFolders();
const having = (domain: string, ...additionalDomains: readonly string[]) => partner(domain, { additionalDomains });

const SCENARIOS = [
  {
    scenario: 'additions, an update and a removal',
    live: [partner('b.example', { connectionLimit: 1 }), partner('d.example')],
    desired: [partner('a.example'), partner('b.example'), partner('c.example')],
  },
  {
    scenario: 'a swap and a move',
    live: [having('a.example', 'one.example'), having('b.example', 'two.example'), having('z.example', 'im.example')],
    desired: [
      having('a.example', 'two.example'),
      having('b.example', 'one.example'),
      having('y.example', 'im.example'),
    ],
  },
  { scenario: 'nothing but the record', live: [partner('a.example')], desired: [partner('a.example')] },
];

/** Interrupts at the `n`-th event, where events are the begin and the end of every call to the outside. */
function interruptAt(run: SetUp, n: number) {
  let events = 0;
  const tick = (): void => {
    events += 1;
    if (events === n) run.interrupt.abort();
  };
  const around = async <T>(call: () => Promise<T>): Promise<T> => {
    tick();
    const answer = await call();
    tick();
    return answer;
  };
  const { adapter, journal } = run;
  const sessions = adapter.sessions?.bind(adapter);
  const ticking = {
    ...adapter,
    read: (signal: AbortSignal) => around(() => adapter.read(signal)),
    write: (...args: Parameters<typeof adapter.write>) => around(() => adapter.write(...args)),
    ...(sessions && { sessions: (signal: AbortSignal) => around(() => sessions(signal)) }),
  };
  return {
    adapter: ticking,
    journal: {
      run: journal.run,
      append: (lines: Parameters<typeof journal.append>[0]) => around(() => journal.append(lines)),
    },
    happened: () => events >= n,
  };
}

const CASES = VARIANTS.flatMap((variant) => SCENARIOS.map((scenario) => ({ ...variant, ...scenario })));

describe.each(CASES)('$kind, $scenario', ({ capabilities, live, desired }) => {
  it('interrupted at every point, the ledger is true, and running again does the rest', async () => {
    const lockFolder = await newFolder();
    let n = 1;
    for (; ; n++) {
      const run = setUp({ live, desired, capabilities, lockFolder });
      const { happened, ...edges } = interruptAt(run, n);
      const ledger = await run.apply(edges);
      if (!happened()) break;
      expect({ n, lies: liesOf(ledger, run, desired) }).toEqual({ n, lies: [] });
      expect(await run.resume()).toMatchObject({ verified: true });
      expect(new Set(run.deployment.partners.values())).toEqual(new Set(desired));
    }
    expect(n).toBeGreaterThan(10);
  });
});

interface Fault {
  readonly name: string;
  readonly arm: (run: SetUp) => void;
  readonly blinds?: boolean;
}

/** None of them alters what is there behind our back: that is what moved.test.ts is about. */
const FAULTS: readonly Fault[] = [
  { name: 'a bad partner', arm: ({ adapter, plan }) => adapter.failPartner(plan.changes[0]?.domain ?? '') },
  { name: 'another bad partner', arm: ({ adapter, plan }) => adapter.failPartner(plan.changes.at(-1)?.domain ?? '') },
  { name: 'an answer lost before', arm: ({ adapter }) => adapter.loseAnswer('before') },
  { name: 'an answer lost before, for good', arm: ({ adapter }) => adapter.loseAnswer('before', { retryable: false }) },
  { name: 'an answer lost after', arm: ({ adapter }) => adapter.loseAnswer('after') },
  { name: 'two answers lost after', arm: ({ adapter }) => adapter.loseAnswer('after', { times: 2 }) },
  { name: 'a failed read', arm: ({ adapter }) => adapter.failNext('read') },
  { name: 'a truncated read', arm: ({ adapter }) => adapter.truncateNextRead() },
  { name: 'failed reads', arm: ({ adapter }) => adapter.failNext('read', { times: 3 }), blinds: true },
  { name: 'death after one change', arm: ({ adapter }) => adapter.dieAfter(1), blinds: true },
  { name: 'death after two changes', arm: ({ adapter }) => adapter.dieAfter(2), blinds: true },
  { name: 'failed sessions', arm: ({ adapter }) => adapter.failNext('sessions', { times: 3 }) },
];

interface Story {
  readonly live: readonly PartnerSettings[];
  readonly desired: readonly PartnerSettings[];
  readonly capabilities: Partial<Capabilities>;
  readonly faults: readonly Fault[];
  /** The event at which it is interrupted. */
  readonly n: number;
}

const story: fc.Arbitrary<Story> = fc
  .record({
    sets: movesArbitrary,
    capabilities: fc.constantFrom(...VARIANTS.map(({ capabilities }) => capabilities)),
    faults: fc.subarray([...FAULTS], { maxLength: 3 }),
    n: fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.integer({ min: 1, max: 20 })),
  })
  .map(({ sets, ...rest }) => ({ ...sets, ...rest }));

describe('whatever happens', () => {
  it('the ledger is true, and running again without faults leaves what is desired', async () => {
    const lockFolder = await newFolder();
    await fc.assert(
      fc.asyncProperty(story, async ({ live, desired, capabilities, faults, n }) => {
        const run = setUp({ live, desired, capabilities, lockFolder });
        for (const fault of faults) fault.arm(run);
        const { happened: _, ...edges } = interruptAt(run, n);
        const ledger = await run.apply(edges);
        const mayBeUnknown = faults.some(({ blinds }) => blinds);
        expect(liesOf(ledger, run, desired, mayBeUnknown)).toEqual([]);
        const fresh = setUp({ live: [...run.deployment.partners.values()], desired, capabilities, lockFolder });
        const again = await fresh.apply();
        expect(again.verified).toBe(true);
        expect(liesOf(again, fresh, desired)).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it.each(VARIANTS)('$kind: from any set of partners to any other', async ({ capabilities }) => {
    const lockFolder = await newFolder();
    const set = partnersArbitrary({ maxPartners: 4 });
    await fc.assert(
      fc.asyncProperty(set, set, async (live, desired) => {
        const run = setUp({ live, desired, capabilities, lockFolder });
        expect(liesOf(await run.apply(), run, desired)).toEqual([]);
        expect(await run.resume()).toMatchObject({ verified: true, results: [], recorded: null });
      }),
      { numRuns: 15 },
    );
  });
});
