/** What is written is what is read, to the last field; and writing it again changes nothing. */
import fc from 'fast-check';
import { expect } from 'vitest';
import type { PartnerSettings } from '../../../src/model/partner.ts';
import { partner } from '../../support/partners.ts';
import { partnersArbitrary, versionsArbitrary } from '../../support/partners-arbitrary.ts';
import { EXAMPLES, fabrikam, litware, plain } from './examples.ts';
import { add, apply, become, type Check, expectPartners, fitting, read, remove, update, write } from './harness.ts';

/** Every run writes for real, so not many. */
const RUNS = 12;

export const READING_AND_WRITING: readonly Check[] = [
  {
    name: 'a fresh deployment has no partners, no record and no blocks',
    run: async ({ adapter }) => {
      const state = await read(adapter);
      expect(state.partners).toEqual([]);
      expect(state.lastApplied).toBeUndefined();
      expect(state.blocks ?? []).toEqual([]);
      expect(state.revision).toMatch(/./);
    },
  },
  {
    name: 'every row, type, text, domain and limit is read as it was written, also over another connection',
    run: async (harness) => {
      const partners = fitting(harness, EXAMPLES);
      await apply(harness.adapter, partners.map(add));
      await expectPartners(harness.adapter, partners);
      await expectPartners(await harness.connect(), partners);
    },
  },
  {
    name: 'whatever set of partners is applied, nothing differs afterwards',
    run: async (harness) => {
      const sets = partnersArbitrary({ expressible: harness.adapter.capabilities });
      await fc.assert(
        fc.asyncProperty(sets, async (set) => {
          const partners = fitting(harness, set);
          await become(harness.adapter, partners);
          await expectPartners(harness.adapter, partners);
        }),
        { numRuns: RUNS },
      );
    },
  },
  {
    name: 'whatever a partner is updated to, nothing differs afterwards',
    run: async (harness) => {
      const { adapter } = harness;
      await fc.assert(
        fc.asyncProperty(versionsArbitrary(adapter.capabilities), async (versions) => {
          let before: PartnerSettings | undefined;
          for (const after of fitting(harness, versions)) {
            await apply(adapter, [before === undefined ? add(after) : update(before, after)]);
            await expectPartners(adapter, [after]);
            before = after;
          }
          if (before !== undefined) await apply(adapter, [remove(before)]);
        }),
        { numRuns: RUNS },
      );
    },
  },
  {
    name: 'one batch adds, updates and removes, and answers in its order',
    run: async (harness) => {
      const { adapter } = harness;
      const [one, two, three] = distinct(harness);
      const changed = { ...two, domain: one.domain, additionalDomains: [] };
      await apply(adapter, [add(one), add(three)]);
      await apply(adapter, [remove(three), update(one, changed), add({ ...two, additionalDomains: [] })]);
      await expectPartners(adapter, [changed, { ...two, additionalDomains: [] }]);
    },
  },
  {
    name: 'a domain moves from one partner to another within a batch, given up first',
    run: async (harness) => {
      const { adapter } = harness;
      const [one] = distinct(harness);
      await apply(adapter, [add(one)]);
      const heir = fitting(harness, [partner('heir.example', { additionalDomains: [one.domain] })])[0];
      if (heir === undefined) return;
      await apply(adapter, [remove(one), add(heir)]);
      await expectPartners(adapter, [heir]);
    },
  },
  {
    name: 'writing what is there already succeeds and changes nothing',
    run: async (harness) => {
      const { adapter } = harness;
      const [one, two] = distinct(harness);
      await apply(adapter, [add(one), add(two)]);
      const { revision } = await read(adapter);
      await apply(adapter, [add(one), update(two, two)]);
      await expectPartners(adapter, [one, two]);
      expect((await read(adapter)).revision).toBe(revision);
    },
  },
  {
    name: 'removing what is absent succeeds and changes nothing',
    run: async (harness) => {
      const { adapter } = harness;
      const [one, two] = distinct(harness);
      await apply(adapter, [add(one)]);
      await apply(adapter, [remove(two)]);
      await expectPartners(adapter, [one]);
    },
  },
  {
    name: 'an empty batch is answered with nothing and changes nothing',
    run: async ({ adapter }) => {
      const { revision } = await read(adapter);
      expect(await write(adapter, [])).toEqual([]);
      expect((await read(adapter)).revision).toBe(revision);
    },
  },
];

/** Three partners that differ, as far as the deployment can express it. */
export function distinct(
  harness: Parameters<Check['run']>[0],
): readonly [PartnerSettings, PartnerSettings, PartnerSettings] {
  const [one, two, three] = fitting(harness, [fabrikam, litware, plain]);
  if (one === undefined || two === undefined || three === undefined)
    throw new Error('the deployment must accept three ordinary partners');
  return [one, two, three];
}
