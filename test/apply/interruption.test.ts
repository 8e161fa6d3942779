/** Ctrl-C: no new write begins, the one under way is awaited and settled, and the ledger tells the truth. */
import { describe, expect, it } from 'vitest';
import { GRACE_MS } from '../../src/apply/patience.ts';
import { StalePlanError } from '../../src/model/errors.ts';
import { partner } from '../support/partners.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';
import { type SetUp, setUp, told } from './harness.ts';
import { ATOMIC, ORDERED, VARIANTS } from './variants.ts';

const newFolder = temporaryFolders();
const desired = ['a.example', 'b.example', 'c.example'].map((domain) => partner(domain));

const prepare = async (capabilities: Parameters<typeof setUp>[0]['capabilities'] = ATOMIC): Promise<SetUp> =>
  setUp({ desired, capabilities, lockFolder: await newFolder() });

const INTERRUPTION = { reason: 'the apply was interrupted' };
const NOT_BEGUN = { code: 'interrupted', message: 'not begun: the apply was interrupted' };

describe.each(VARIANTS)('$kind: an interruption', ({ capabilities }) => {
  it('before the apply has begun: nothing is called', async () => {
    const { adapter, apply, interrupt } = await prepare(capabilities);
    interrupt.abort();
    const ledger = await apply();
    expect(ledger).toMatchObject({ verified: false, summary: { skipped: 3 }, recorded: null });
    expect(ledger.results[0]).toMatchObject({ outcome: 'skipped', error: NOT_BEGUN });
    expect(adapter.calls).toEqual([]);
  });

  it('during the first reading ends it at once', async () => {
    const { adapter, apply, interrupt, deployment, journal } = await prepare(capabilities);
    const gate = adapter.hold('read');
    const ledger = apply();
    await gate.reached;
    interrupt.abort();
    expect(await ledger).toMatchObject({ verified: false, summary: { skipped: 3 } });
    expect(deployment.writes).toEqual([]);
    expect(journal.lines).toMatchObject([{ event: 'refused', error: { code: 'interrupted' } }]);
  });

  it('during a write that is answered: that one is applied, nothing more is begun', async () => {
    const { adapter, apply, interrupt, deployment } = await prepare(capabilities);
    const gate = adapter.hold('write', 'after');
    const ledger = apply();
    await gate.reached;
    interrupt.abort();
    gate.open();
    const { results, verified, unverified, recorded } = await ledger;
    const applied = results.filter(({ outcome }) => outcome === 'applied').map(({ domain }) => domain);
    expect(applied).toEqual([...deployment.partners.keys()]);
    for (const { outcome, error } of results.slice(applied.length))
      expect({ outcome, error }).toMatchObject({ outcome: 'skipped', error: NOT_BEGUN });
    expect({ verified, recorded, first: unverified[0] }).toEqual({
      verified: false,
      recorded: null,
      first: INTERRUPTION,
    });
    expect(deployment.writes).toHaveLength(1);
  });

  it('during a write whose answer is lost: settled by reading, with time to do so, and not tried again', async () => {
    const { adapter, apply, interrupt, deployment } = await prepare(capabilities);
    const read = adapter.hold('read');
    const ledger = apply();
    await read.reached;
    adapter.loseAnswer('before');
    const settling = adapter.hold('read');
    read.open();
    await settling.reached;
    interrupt.abort();
    settling.open();
    expect((await ledger).results[0]).toMatchObject({ outcome: 'failed', error: { code: 'answer-lost' } });
    expect(deployment.writes).toEqual([]);
  });

  it('while waiting to try again ends the waiting', async () => {
    const { adapter, apply, interrupt, deployment } = await prepare(capabilities);
    adapter.loseAnswer('before');
    const ledger = await apply({
      delay: async (ms) => (ms < GRACE_MS ? interrupt.abort() : await new Promise<never>(() => {})),
    });
    expect(ledger.results[0]).toMatchObject({ outcome: 'failed', error: { code: 'answer-lost' } });
    expect(deployment.writes).toEqual([]);
  });
});

describe('an interruption', () => {
  it('while waiting to read again ends the apply, and nothing is read behind its back', async () => {
    const { adapter, apply, interrupt } = await prepare();
    adapter.failNext('read');
    const ledger = await apply({ delay: async () => interrupt.abort() });
    expect(ledger).toMatchObject({ verified: false, summary: { skipped: 3 } });
    await new Promise((resolve) => setImmediate(resolve));
    expect(adapter.calls).toEqual(['read']);
  });

  it('during the verification leaves the apply unproven, also where nothing would be recorded', async () => {
    const { adapter, apply, interrupt } = await prepare({ recordsCommit: false });
    const gate = adapter.hold('sessions', 'after');
    const ledger = apply();
    await gate.reached;
    interrupt.abort();
    gate.open();
    expect(await ledger).toMatchObject({ verified: false, unverified: [INTERRUPTION], summary: { applied: 3 } });
  });

  it('does not hide that the plan is stale', async () => {
    const { adapter, apply, interrupt, deployment, journal } = await prepare();
    const gate = adapter.hold('write');
    const ledger = apply();
    await gate.reached;
    interrupt.abort();
    deployment.outOfBand((partners) => partners.set('x.example', partner('x.example')));
    gate.open();
    await expect(ledger).rejects.toThrow(StalePlanError);
    expect(journal.lines.at(-1)).toMatchObject({ event: 'refused', error: { code: 'stale-plan' } });
  });
});

describe('a write that does not end after the interruption', () => {
  it.each(VARIANTS)(
    '$kind: is given up after a while, and unknown, because it may still land',
    async ({ capabilities }) => {
      const { adapter, apply, interrupt, endPatience, deployment } = await prepare(capabilities);
      const gate = adapter.hold('write');
      const ledger = apply();
      await gate.reached;
      interrupt.abort();
      const settling = adapter.hold('read');
      endPatience();
      await settling.reached;
      settling.open();
      const { results, verified } = await ledger;
      expect(results[0]).toMatchObject({ outcome: 'unknown', error: { code: 'no-answer' } });
      expect(verified).toBe(false);
      expect(deployment.partners.size).toBe(0);
    },
  );

  it('but was performed, is applied all the same', async () => {
    const { adapter, apply, interrupt, journal } = await prepare();
    const gate = adapter.hold('write', 'after');
    let grace = 0;
    const ledger = apply({
      // only the write's own time is over
      delay: async (ms, signal) => {
        if (ms === GRACE_MS && ++grace === 1) return;
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
      },
    });
    await gate.reached;
    interrupt.abort();
    expect(told(await ledger)).toEqual(desired.map(({ domain }) => `add ${domain} applied`));
    expect(await ledger).toMatchObject({ verified: false, unverified: [INTERRUPTION], recorded: null });
    expect(journal.lines.at(-1)).toMatchObject({ event: 'end', verified: false });
  });
});

describe('after the interruption', () => {
  it('reading that does not end, either, leaves the result unknown', async () => {
    const { adapter, apply, interrupt, endPatience } = await prepare(ORDERED);
    const gate = adapter.hold('write', 'after');
    const ledger = apply();
    await gate.reached;
    interrupt.abort();
    adapter.hold('read');
    adapter.hold('read');
    endPatience();
    const { results, unverified } = await ledger;
    expect(results.map(({ outcome }) => outcome)).toEqual(['unknown', 'skipped', 'skipped']);
    expect(unverified).toMatchObject([
      INTERRUPTION,
      { reason: 'it could not be read again: edge-eu did not answer in time after the interruption' },
    ]);
  });

  it('running again does the rest', async () => {
    const { adapter, apply, interrupt, resume } = await prepare(ORDERED);
    const gate = adapter.hold('write', 'after');
    const ledger = apply();
    await gate.reached;
    interrupt.abort();
    gate.open();
    expect(await ledger).toMatchObject({ summary: { applied: 1, skipped: 2 } });
    expect(await resume()).toMatchObject({ verified: true, summary: { applied: 2 } });
  });
});
