/** Who applied what last: kept with the deployment, and advanced only by who says so. */
import { expect } from 'vitest';
import type { LastApplied } from '../../../src/model/adapter.ts';
import { add, apply, type Check, expectPartners, read, remove } from './harness.ts';
import { distinct } from './reading-and-writing.ts';

const RECORD = { workspace: 'contoso-partners', commit: 'c0ffee', actor: 'alice' };
const UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;

function expectRecord(found: LastApplied | undefined, wanted: Partial<LastApplied>, keeps: boolean): void {
  expect(found).toEqual(keeps ? { ...wanted, at: expect.stringMatching(UTC) as string } : undefined);
}

export const RECORDS: readonly Check[] = [
  {
    name: 'the commit is recorded with the write, for every connection, and survives a restart',
    run: async (harness) => {
      const { adapter } = harness;
      const keeps = adapter.capabilities.recordsCommit;
      const [one] = distinct(harness);
      await apply(adapter, [add(one)], RECORD);
      expectRecord((await read(adapter)).lastApplied, RECORD, keeps);
      expectRecord((await read(await harness.connect())).lastApplied, RECORD, keeps);
      expectRecord((await read(await harness.restart())).lastApplied, RECORD, keeps);
    },
  },
  {
    name: 'a write without a commit leaves the record alone',
    run: async (harness) => {
      const { adapter } = harness;
      const [one, two] = distinct(harness);
      await apply(adapter, [add(one)], { commit: null });
      expect((await read(adapter)).lastApplied).toBeUndefined();
      await apply(adapter, [add(two)], RECORD);
      const { lastApplied } = await read(adapter);
      await apply(adapter, [remove(one)], { commit: null, actor: 'bob', workspace: 'other' });
      expect((await read(adapter)).lastApplied).toEqual(lastApplied);
    },
  },
  {
    name: 'an empty batch with a commit only records it, and does not move the revision',
    run: async (harness) => {
      const { adapter } = harness;
      const [one] = distinct(harness);
      await apply(adapter, [add(one)], RECORD);
      const { revision } = await read(adapter);
      const next = { workspace: null, commit: 'facade', actor: 'ci <bot> "ü"' };
      await apply(adapter, [], next);
      const state = await read(adapter);
      expectRecord(state.lastApplied, next, adapter.capabilities.recordsCommit);
      expect(state.revision).toBe(revision);
      await expectPartners(adapter, [one]);
    },
  },
];
