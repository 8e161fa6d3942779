/** Writes to an atomic deployment: all changes at once, so that either all of them are there or none. */
import type { WriteChange } from '../model/adapter.ts';
import type { Change } from '../model/change.ts';
import { writeOrder } from '../model/write-order.ts';
import { ATTEMPTS } from './patience.ts';
import type { Result } from './settle.ts';
import { type Written, writeOnce } from './write-once.ts';
import { asWrite, type Results, skipped, stalePlan, type Writing } from './writing.ts';

/** Throws StalePlanError where the revision has moved and nothing was written. */
export async function writeWhole(writing: Writing): Promise<Results> {
  const { changes, onSettled } = writing;
  const ordered = writeOrder(changes).flatMap((place) => changes[place] ?? []);
  const results = await write(writing, ordered.map(asWrite));
  const settled = new Map<Change, Result>(ordered.map((change, at) => [change, results[at] ?? { outcome: 'unknown' }]));
  await onSettled(settled);
  return settled;
}

async function write(writing: Writing, writes: readonly WriteChange[]): Promise<readonly Result[]> {
  const { deployment, connection, capabilities, state, mayBegin, pause } = writing;
  const stop = await mayBegin();
  if (stop !== undefined) return writes.map(() => skipped(stop));
  for (let attempt = 1; ; attempt++) {
    const written = await writeOnce(connection, capabilities.fields, writes, state.revision, attempt > 1);
    if (written.moved && allFailed(written)) throw stalePlan(deployment);
    if (attempt === ATTEMPTS || !nothingWritten(written, state.revision)) return written.results;
    await pause(attempt);
    if ((await mayBegin()) !== undefined) return written.results;
  }
}

/** Only what was seen to have changed nothing, and may pass, is written again. */
function nothingWritten(written: Written, before: string): boolean {
  return written.mayPass && written.revision === before && allFailed(written);
}

function allFailed({ results }: Written): boolean {
  return results.every(({ outcome }) => outcome === 'failed');
}
