/** The revision is the partners' own: equal for equal ones, moved by nothing else; and compare-and-set goes by it. */
import fc from 'fast-check';
import { expect } from 'vitest';
import { REVISION_MOVED } from '../../../src/model/adapter.ts';
import { partner } from '../../support/partners.ts';
import { partnersArbitrary } from '../../support/partners-arbitrary.ts';
import { add, apply, become, type Check, expectPartners, fitting, read, remove, sorted, write } from './harness.ts';
import { distinct } from './reading-and-writing.ts';

export const REVISIONS: readonly Check[] = [
  {
    name: 'the revision is equal exactly where the partners are equal',
    run: async (harness) => {
      const { adapter } = harness;
      const sets = partnersArbitrary({ expressible: adapter.capabilities, maxPartners: 3 });
      const seen = new Map<string, string>();
      await fc.assert(
        fc.asyncProperty(sets, async (set) => {
          const partners = fitting(harness, set);
          await become(adapter, partners);
          const { revision } = await read(adapter);
          const state = JSON.stringify(sorted(partners));
          for (const [other, its] of seen) expect(its === revision).toBe(other === state);
          seen.set(state, revision);
        }),
        { numRuns: 15 },
      );
    },
  },
  {
    name: 'the revision comes back with the partners, whatever the way there',
    run: async (harness) => {
      const { adapter } = harness;
      const [one, two, three] = distinct(harness);
      await apply(adapter, [add(one), add(two)]);
      const { revision } = await read(adapter);
      await apply(adapter, [add(three), remove(one)]);
      expect((await read(adapter)).revision).not.toBe(revision);
      await apply(adapter, [remove(three), remove(two)]);
      await apply(adapter, [add(two), add(one)]);
      expect((await read(adapter)).revision).toBe(revision);
    },
  },
  {
    name: 'the revision is the same over every connection and after a restart',
    run: async (harness) => {
      const [one, two] = distinct(harness);
      await apply(harness.adapter, [add(one), add(two)]);
      const { revision } = await read(harness.adapter);
      expect((await read(await harness.connect())).revision).toBe(revision);
      const restarted = await harness.restart();
      expect((await read(restarted)).revision).toBe(revision);
      await expectPartners(restarted, [one, two]);
    },
  },
  {
    name: 'a change by hand moves the revision',
    run: async (harness) => {
      const [one, two] = distinct(harness);
      await apply(harness.adapter, [add(one)]);
      const { revision } = await read(harness.adapter);
      await harness.addByHand(two);
      expect((await read(harness.adapter)).revision).not.toBe(revision);
      await expectPartners(harness.adapter, [one, two]);
    },
  },
  {
    name: 'a write on a revision that has moved is refused whole, where the deployment can compare',
    run: async (harness) => {
      const { adapter } = harness;
      const [one, two, three] = distinct(harness);
      await apply(adapter, [add(one)]);
      const { revision } = await read(adapter);
      await harness.addByHand(two);
      if (!adapter.capabilities.compareAndSet) {
        await apply(adapter, [add(three)], { revision });
        return expectPartners(adapter, [one, two, three]);
      }
      for (const changes of [[add(three), remove(one)], [add(one)], []])
        await expect(write(adapter, changes, { revision, commit: 'c0ffee' })).rejects.toMatchObject({
          name: 'AdapterError',
          operation: 'write',
          code: REVISION_MOVED,
          retryable: false,
        });
      await expectPartners(adapter, [one, two]);
      expect((await read(adapter)).lastApplied).toBeUndefined();
    },
  },
  {
    name: 'of writers at the same time one wins, where the deployment can compare; else all are heard',
    run: async (harness) => {
      const partners = fitting(
        harness,
        ['a', 'b', 'c', 'd', 'e'].map((name) => partner(`${name}.example`)),
      );
      const { revision } = await read(harness.adapter);
      const connections = await Promise.all(partners.map(() => harness.connect()));
      const tries = await Promise.allSettled(
        connections.map((adapter, index) => write(adapter, partners.slice(index, index + 1).map(add), { revision })),
      );
      const winners = partners.filter((_, index) => tries[index]?.status === 'fulfilled');
      expect(winners).toHaveLength(harness.adapter.capabilities.compareAndSet ? 1 : partners.length);
      for (const each of tries)
        if (each.status === 'rejected') expect(each.reason).toMatchObject({ code: REVISION_MOVED });
      await expectPartners(harness.adapter, winners);
    },
  },
];
