/** A bad change: the whole batch fails where the deployment is atomic, else the others are applied; it is never lost. */
import { expect } from 'vitest';
import type { Adapter, ChangeResult, WriteChange } from '../../../src/model/adapter.ts';
import { ALL_FIELDS } from '../../../src/model/partner-fields.ts';
import { partner } from '../../support/partners.ts';
import { add, apply, type Check, expectPartners, read, remove, write } from './harness.ts';
import { distinct } from './reading-and-writing.ts';

export const BATCHES: readonly Check[] = [
  {
    name: 'one bad change fails the batch where it is atomic, else itself alone',
    run: async (harness) => {
      const { adapter } = harness;
      const [one, two, three] = distinct(harness);
      const bad = badChange(adapter, three);
      await apply(adapter, [add(one), add(three)]);
      const results = await write(adapter, [remove(one), bad, add(two)], { commit: 'c0ffee' });
      const others = adapter.capabilities.atomic ? 'skipped' : 'applied';
      expect(results.map(brief)).toEqual([
        ['remove', one.domain, others],
        ['add', bad.domain, 'failed'],
        ['add', two.domain, others],
      ]);
      expectReasons(results);
      await expectPartners(adapter, adapter.capabilities.atomic ? [one, three] : [two, three]);
      // nothing is recorded that was not applied
      expect((await read(adapter)).lastApplied).toBeUndefined();
    },
  },
  {
    name: 'a bad change alone fails, and the deployment goes on to work',
    run: async (harness) => {
      const { adapter } = harness;
      const [one, two] = distinct(harness);
      await apply(adapter, [add(one)]);
      const results = await write(adapter, [badChange(adapter, one)]);
      expect(results.map(({ outcome }) => outcome)).toEqual(['failed']);
      expectReasons(results);
      await apply(adapter, [add(two)]);
      await expectPartners(adapter, [one, two]);
    },
  },
];

/** What cannot be: a domain of two partners, or a value that the deployment has no field for. */
function badChange({ capabilities }: Adapter, owner: { readonly domain: string }): WriteChange {
  const { fields, fixed } = capabilities;
  if (fields.has('additionalDomains')) return add(partner('bad.example', { additionalDomains: [owner.domain] }));
  expect([...ALL_FIELDS].filter((field) => !fields.has(field))).toContain('additionalDomains');
  expect(fixed.additionalDomains ?? []).toEqual([]);
  return add(partner('bad.example', { additionalDomains: ['other.bad.example'] }));
}

function brief({ action, domain, outcome }: ChangeResult): readonly string[] {
  return [action, domain, outcome];
}

/** Only what failed says why, as data. */
function expectReasons(results: readonly ChangeResult[]): void {
  for (const { outcome, error } of results) {
    expect(error !== undefined).toBe(outcome === 'failed');
    if (error === undefined) continue;
    for (const text of [error.code, error.message, error.hint]) expect(text).toMatch(/./);
  }
}
