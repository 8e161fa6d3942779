/**
 * Writes a few independent steps to a deployment that is not atomic: each partner must still be as planned, what was
 * seen to have changed nothing is tried again, and the state is read afresh before each try.
 */
import type { LiveState } from '../model/adapter.ts';
import { type ErrorReport, reportOf } from '../model/errors.ts';
import type { Step } from '../model/write-order.ts';
import { ATTEMPTS } from './patience.ts';
import { byDomain, type Result, type Standing, standing } from './settle.ts';
import { writeOnce } from './write-once.ts';
import { skipped, stalePlan, type Writing } from './writing.ts';

export interface Batch {
  readonly steps: readonly Step[];
  /** What was read already; null: read before the first try, too. */
  readonly state: LiveState | null;
  /** Was anything of this plan written before? */
  readonly afterWrites: boolean;
}

export interface BatchResult {
  /** In the order of the steps. */
  readonly results: readonly Result[];
  /** The deployment could not be read: it makes no sense to go on. */
  readonly broken?: ErrorReport;
}

/** Throws StalePlanError where compare-and-set refused and nothing of the plan was written. */
export async function writeBatch(writing: Writing, { steps, state, afterWrites }: Batch): Promise<BatchResult> {
  const { connection, capabilities, deployment, mayBegin, pause } = writing;
  const found = new Map<Step, Result>();
  const told = (broken?: ErrorReport): BatchResult => ({
    results: steps.map((step) => found.get(step) ?? skipped(broken ?? UNTOLD)),
    ...(broken && { broken }),
  });
  let pending = steps;
  for (let attempt = 1; ; attempt++) {
    const read = attempt === 1 && state !== null ? state : await readBefore(writing);
    if ('code' in read) return told(read);
    const partners = byDomain(read.partners);
    const ready = pending.filter((step) => {
      const now = standing(capabilities.fields, step.write, partners);
      if (now !== 'before') found.set(step, notAsPlanned(step.write.domain, now, found.get(step)));
      return now === 'before';
    });
    if (ready.length === 0) return told();
    const writes = ready.map(({ write }) => write);
    const written = await writeOnce(connection, capabilities.fields, writes, read.revision, attempt > 1);
    for (const [at, step] of ready.entries()) found.set(step, written.results[at] ?? skipped(UNTOLD));
    const failed = ready.filter((step) => found.get(step)?.outcome === 'failed');
    if (written.moved && !afterWrites && failed.length === steps.length) throw stalePlan(deployment);
    pending = written.moved || written.mayPass ? failed : [];
    if (pending.length === 0 || attempt === ATTEMPTS) return told();
    await pause(attempt);
    if ((await mayBegin()) !== undefined) return told();
  }
}

async function readBefore({ connection }: Writing): Promise<LiveState | ErrorReport> {
  try {
    return await connection.readAgain();
  } catch (error) {
    const { code, message, hint } = reportOf(error);
    return { code, message: `not begun: the deployment could not be read before the write: ${message}`, hint };
  }
}

/** Somebody changed it meanwhile; or an earlier try of ours, thought to have failed, has landed after all. */
function notAsPlanned(domain: string, now: Standing, earlier: Result | undefined): Result {
  if (earlier !== undefined && now === 'after') return { outcome: 'applied' };
  if (earlier !== undefined) return { ...earlier, outcome: 'unknown' };
  const message = `${domain} is no longer as planned: somebody changed it while this apply was under way`;
  return { outcome: 'failed', error: { code: 'moved', message, hint: 'run plan again and look at what is different' } };
}

/** Cannot happen: each write has one result. */
const UNTOLD: ErrorReport = { code: 'internal', message: 'no result', hint: 'this is a bug in partnerctl' };
