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
    const checks = contractChecks(await corruptionsOf(makeHarness));
    for (const check of checks) it(check.name, () => runCheck(check, makeHarness));
  });
}

export async function corruptionsOf(makeHarness: MakeHarness): Promise<readonly string[]> {
  const harness = await makeHarness();
  await harness.dispose();
  return Object.keys(harness.corruptions);
}

/** `corruptions`: the names of the ways in which the harness can break its deployment. */
export function contractChecks(corruptions: readonly string[]): readonly Check[] {
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
