/**
 * What every adapter must do, according to its capabilities: the port (src/model/adapter.ts) as checks.
 *
 *   adapterContract('file', makeHarness);
 *
 * Each check runs on a fresh deployment of its own. contract.test.ts proves that broken adapters do not pass.
 */
import { describe, it } from 'vitest';
import { badStates } from './contract/bad-states.ts';
import { BATCHES } from './contract/batches.ts';
import { BLOCKS } from './contract/blocks.ts';
import type { Check, MakeHarness } from './contract/harness.ts';
import { MANNERS } from './contract/manners.ts';
import { READING_AND_WRITING } from './contract/reading-and-writing.ts';
import { RECORDS } from './contract/records.ts';
import { REVISIONS } from './contract/revisions.ts';

export function adapterContract(name: string, makeHarness: MakeHarness): void {
  describe(`the contract, kept by ${name}`, async () => {
    for (const check of await contractChecks(makeHarness)) it(check.name, () => runCheck(check, makeHarness));
  });
}

export async function contractChecks(makeHarness: MakeHarness): Promise<readonly Check[]> {
  const harness = await makeHarness();
  const corruptions = Object.keys(harness.corruptions);
  await harness.dispose();
  if (corruptions.length === 0) throw new Error('a harness must be able to break its deployment in one way at least');
  return [
    ...MANNERS,
    ...READING_AND_WRITING,
    ...REVISIONS,
    ...BATCHES,
    ...RECORDS,
    ...BLOCKS,
    ...badStates(corruptions),
  ];
}

export async function runCheck(check: Check, makeHarness: MakeHarness): Promise<void> {
  const harness = await makeHarness();
  try {
    await check.run(harness);
  } finally {
    await harness.adapter.close();
    await harness.dispose();
  }
}
