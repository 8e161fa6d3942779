/**
 * Writes to a deployment that is not atomic: step by step, who gives a domain up before who takes it, going on with
 * the others after a failure. Up to `concurrency` independent steps go into one call, which the adapter may have under
 * way at once; without compare-and-set it is one step a call, so that each is preceded by its own reading.
 */
import type { Change } from '../model/change.ts';
import type { ErrorReport } from '../model/errors.ts';
import { orderedSteps, type Step } from '../model/write-order.ts';
import { mergedResult } from './change-result.ts';
import type { Result } from './settle.ts';
import { type BatchResult, writeBatch } from './write-batch.ts';
import { asWrite, type Results, skipped, type Writing } from './writing.ts';

/** Throws StalePlanError where the revision has moved and nothing was written. */
export async function writeInOrder(writing: Writing): Promise<Results> {
  const { changes, capabilities, mayBegin, onSettled } = writing;
  const steps = orderedSteps(changes.map(asWrite));
  const size = capabilities.compareAndSet ? Math.max(1, capabilities.concurrency) : 1;
  const results: Result[] = [];
  const settled = new Map<Change, Result>();
  let stop: ErrorReport | undefined;
  while (results.length < steps.length) {
    const from = results.length;
    stop ??= await mayBegin();
    const written = stop === undefined ? await writeNext(writing, steps, results, size) : skipNext(stop);
    stop ??= written.broken;
    results.push(...written.results);
    const now = settledNow(changes, steps, results, from);
    for (const [change, result] of now) settled.set(change, result);
    if (now.size > 0) await onSettled(now);
  }
  return settled;
}

function skipNext(reason: ErrorReport): BatchResult {
  return { results: [skipped(reason)] };
}

async function writeNext(
  writing: Writing,
  steps: readonly Step[],
  results: readonly Result[],
  size: number,
): Promise<BatchResult> {
  const missing = missingNeed(steps, results);
  if (missing !== undefined) return skipNext(missing);
  const batch = nextBatch(steps, results, size);
  const afterWrites = results.some(({ outcome }) => outcome === 'applied' || outcome === 'unknown');
  const neverTried = results.every(({ outcome }) => outcome === 'skipped');
  return writeBatch(writing, { steps: batch, state: neverTried ? writing.state : null, afterWrites });
}

/** Why the next step cannot be written: a domain that it takes has not been given up. */
function missingNeed(steps: readonly Step[], results: readonly Result[]): ErrorReport | undefined {
  const next = steps[results.length];
  const need = next?.needs.find(({ step }) => results[step]?.outcome !== 'applied');
  if (next === undefined || need === undefined) return undefined;
  const { domain } = need;
  const holder = steps[need.step]?.write.domain ?? '';
  const message = `${next.write.domain} needs ${domain}, which ${holder} has not given up: that change was not applied`;
  return { code: 'domain-not-released', message, hint: `settle ${holder} first, then run apply again` };
}

/** The next step, and those after it that need nothing which is not there yet. */
function nextBatch(steps: readonly Step[], results: readonly Result[], size: number): readonly Step[] {
  const candidates = steps.slice(results.length, results.length + size);
  const end = candidates.findIndex(({ needs }) => needs.some(({ step }) => results[step]?.outcome !== 'applied'));
  return end === -1 ? candidates : candidates.slice(0, end);
}

/** The changes whose last step is among the results from `from` on. */
function settledNow(
  changes: readonly Change[],
  steps: readonly Step[],
  results: readonly Result[],
  from: number,
): ReadonlyMap<Change, Result> {
  const now = new Map<Change, Result>();
  for (const [at, { change: place, needs, part }] of steps.slice(from, results.length).entries()) {
    const change = changes[place];
    const result = results[from + at];
    if (change === undefined || result === undefined || part === 'release') continue;
    const release = needs.find(({ step }) => steps[step]?.change === place);
    now.set(change, release === undefined ? result : mergedResult(change.domain, results[release.step], result));
  }
  return now;
}
