/** Somebody else changes the deployment: before the first write that is stale, later it costs only what they touched. */
import { describe, expect, it } from 'vitest';
import type { Capabilities } from '../../src/model/adapter.ts';
import { StalePlanError } from '../../src/model/errors.ts';
import type { PartnerSettings } from '../../src/model/partner.ts';
import { partner } from '../support/partners.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';
import { type SetUp, setUp, told } from './harness.ts';
import { ATOMIC, ORDERED, ORDERED_CAS, VARIANTS } from './variants.ts';

const newFolder = temporaryFolders();
const desired = ['a.example', 'b.example', 'c.example'].map((domain) => partner(domain));
const live = [partner('b.example', { connectionLimit: 1 })];

const prepare = async (capabilities: Parameters<typeof setUp>[0]['capabilities'] = ATOMIC): Promise<SetUp> =>
  setUp({ live, desired, capabilities, lockFolder: await newFolder() });

const ALL_APPLIED = ['add a.example applied', 'update b.example applied', 'add c.example applied'];

describe.each(VARIANTS)('$kind: a state that moved', ({ capabilities }) => {
  it('since the plan was made is stale: nothing is written, and the journal says so', async () => {
    const { deployment, apply, journal } = await prepare(capabilities);
    deployment.outOfBand((partners) => partners.delete('b.example'));
    await expect(apply()).rejects.toThrow(StalePlanError);
    expect(deployment.writes).toEqual([]);
    expect(journal.lines).toMatchObject([{ event: 'refused', error: { code: 'stale-plan' } }]);
  });

  it('cannot be hidden behind an equal revision', async () => {
    const { adapter, deployment, apply } = await prepare(capabilities);
    adapter.alterReads((state) => ({ ...state, partners: desired }));
    await expect(apply()).rejects.toThrow(StalePlanError);
    expect(deployment.writes).toEqual([]);
  });
});

describe('a state that moves while it is written', () => {
  it.each([ATOMIC, ORDERED_CAS])('is noticed by compare-and-set: stale, nothing written', async (kind) => {
    const { deployment, adapter, apply } = await prepare(kind);
    const gate = adapter.hold('write');
    const ledger = apply();
    await gate.reached;
    deployment.outOfBand((partners) => partners.set('stranger.example', partner('stranger.example')));
    gate.open();
    await expect(ledger).rejects.toThrow(StalePlanError);
    expect(deployment.writes).toEqual([]);
  });

  it.each([ORDERED, ORDERED_CAS])('later on costs only the partner that moved', async (kind) => {
    const { deployment, adapter, apply } = await prepare(kind);
    const gate = adapter.hold('write', 'after');
    const ledger = apply();
    await gate.reached;
    deployment.outOfBand((partners) => partners.set('b.example', partner('b.example', { connectionLimit: 2 })));
    gate.open();
    expect(told(await ledger)).toEqual(['add a.example applied', 'update b.example failed', 'add c.example applied']);
    expect((await ledger).results[1]?.error).toMatchObject({ code: 'moved' });
    expect(deployment.partners.get('b.example')?.connectionLimit).toBe(2);
  });

  it('between the last reading and the write costs another try, with a fresh revision', async () => {
    const { deployment, adapter, apply } = await prepare(ORDERED_CAS);
    const first = adapter.hold('write', 'after');
    const ledger = apply();
    await first.reached;
    const second = adapter.hold('write');
    first.open();
    await second.reached;
    deployment.outOfBand((partners) => partners.set('stranger.example', partner('stranger.example')));
    second.open();
    expect(told(await ledger)).toEqual(ALL_APPLIED);
    expect(await ledger).toMatchObject({
      verified: false,
      unverified: [{ domain: 'stranger.example', reason: 'it is there, and should not be' }],
      recorded: null,
    });
  });
});

describe('a state that moves after a result that is unknown', () => {
  it('is not stale: something may have been written', async () => {
    const { deployment, adapter, apply } = await prepare(ORDERED_CAS);
    adapter.loseAnswer('after');
    const first = adapter.hold('read');
    const ledger = apply();
    await first.reached;
    const settling = adapter.hold('read');
    first.open();
    await settling.reached;
    deployment.outOfBand((partners) => partners.set('a.example', partner('a.example', { keepAlive: false })));
    const next = adapter.hold('write');
    settling.open();
    await next.reached;
    deployment.outOfBand((partners) => partners.set('x.example', partner('x.example')));
    next.open();
    expect(told(await ledger)).toEqual(['add a.example unknown', 'update b.example applied', 'add c.example applied']);
  });
});

describe('between two tries', () => {
  /** The first write fails; the rest happens while the apply waits for the second. */
  const lostThen = async (
    capabilities: Partial<Capabilities>,
    happens: (partners: Map<string, PartnerSettings>) => void,
  ) => {
    const { deployment, adapter, apply } = await prepare(capabilities);
    adapter.loseAnswer('before');
    let waits = 0;
    const delay = async () => {
      waits += 1;
      if (waits === 1) deployment.outOfBand(happens);
    };
    return { deployment, ledger: apply({ delay }) };
  };

  it.each(VARIANTS)('$kind: the first try lands late: applied, by whichever', async ({ capabilities }) => {
    const { deployment, ledger } = await lostThen(capabilities, (partners) => {
      for (const each of desired) partners.set(each.domain, each);
    });
    const { results } = await ledger;
    expect(results[0]?.outcome).toBe('applied');
    expect([...deployment.partners.values()]).toEqual(expect.arrayContaining(desired));
  });

  it.each([ATOMIC, ORDERED_CAS])(
    'it lands even later, after the state was read for the second: applied',
    async (kind) => {
      const { deployment, adapter, apply } = await prepare(kind);
      adapter.loseAnswer('before');
      let waits = 0;
      let second: Promise<void> | undefined;
      const delay = async () => {
        waits += 1;
        if (waits > 1) return;
        const gate = adapter.hold('write');
        second = gate.reached.then(() => {
          deployment.outOfBand((partners) => {
            for (const each of desired) partners.set(each.domain, each);
          });
          gate.open();
        });
      };
      const { results } = await apply({ delay });
      await second;
      expect(results[0]?.outcome).toBe('applied');
    },
  );

  it.each(VARIANTS.filter(({ capabilities }) => !capabilities.atomic || capabilities.compareAndSet))(
    '$kind: somebody makes something else of the partner: unknown, and left alone',
    async ({ capabilities }) => {
      const other = partner('a.example', { keepAlive: false });
      const { deployment, ledger } = await lostThen(capabilities, (partners) => partners.set('a.example', other));
      expect((await ledger).results[0]).toMatchObject({ outcome: 'unknown' });
      expect(deployment.partners.get('a.example')).toEqual(other);
    },
  );

  it('atomic: somebody changes another partner: stale, nothing written', async () => {
    const { deployment, ledger } = await lostThen(ATOMIC, (partners) =>
      partners.set('x.example', partner('x.example')),
    );
    await expect(ledger).rejects.toThrow(StalePlanError);
    expect(deployment.writes).toEqual([]);
  });
});

describe('an atomic deployment without compare-and-set', () => {
  it('is not written again where reading shows another revision: nobody would notice what is overwritten', async () => {
    const { deployment, adapter, apply } = await prepare({ atomic: true, compareAndSet: false });
    adapter.loseAnswer('before');
    const first = adapter.hold('read');
    const ledger = apply();
    await first.reached;
    const settling = adapter.hold('read');
    first.open();
    await settling.reached;
    deployment.outOfBand((partners) => partners.set('x.example', partner('x.example')));
    settling.open();
    expect(await ledger).toMatchObject({ summary: { failed: 3 }, verified: false });
    expect(deployment.writes).toEqual([]);
  });
});
