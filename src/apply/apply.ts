/**
 * Plan + adapter → ledger, for one deployment: lock, read again, journal, write, settle, read again, verify, record.
 *
 * The invariant: the ledger is true, whatever fails and whenever it is interrupted. Before the first write anything may
 * end the apply; from then on nothing throws, and what cannot be known is `unknown`.
 */
import type { Adapter, LiveState } from '../model/adapter.ts';
import { hasErrors } from '../model/diagnostic.ts';
import { type ErrorReport, PartnerctlError, reportOf, StalePlanError } from '../model/errors.ts';
import type { Ledger } from '../model/ledger.ts';
import type { Plan } from '../model/plan.ts';
import type { ApplyOptions } from './apply-options.ts';
import { carryOut } from './carry-out.ts';
import { lockDeployment } from './deployment-lock.ts';
import { createJob, type Job } from './job.ts';
import { ledgerOf, untouchedLedger } from './ledger-of.ts';
import { commitToRecord } from './record.ts';
import { verify } from './verify.ts';
import { isAsPlanned } from './wanted.ts';
import { INTERRUPTED, stalePlan } from './writing.ts';

/**
 * Throws StalePlanError where the deployment is not as planned any more and nothing was written. Whatever else keeps
 * the apply from beginning (a lock that is held, a failed read, an interruption) is in the ledger.
 */
export async function applyPlan(plan: Plan, adapter: Adapter, options: ApplyOptions): Promise<Ledger> {
  const job = createJob(plan, adapter, options);
  if (hasErrors(plan.diagnostics)) return untouchedLedger(plan, PLAN_HAS_ERRORS, PLAN_HAS_ERRORS);
  try {
    options.signal.throwIfAborted();
    return (await nothingToDo(job)) ?? (await underLock(job));
  } catch (error) {
    return await notBegun(job, error);
  }
}

const PLAN_HAS_ERRORS: ErrorReport = {
  code: 'plan-has-errors',
  message: 'the plan has errors: nothing was written',
  hint: 'run plan to see them',
};

/** Where nothing is to be changed, recorded or settled, nothing is locked or journalled either: it is only verified. */
async function nothingToDo(job: Job): Promise<Ledger | undefined> {
  const { plan, capabilities, options } = job;
  if (plan.changes.length > 0) return undefined;
  const state = await readAsPlanned(job);
  if (state.unsettled === true || commitToRecord(plan, capabilities, options.workspace, state) !== null)
    return undefined;
  const unverified = await verify(job, state.partners, state);
  return ledgerOf(plan, { results: new Map(), unverified, recorded: null });
}

async function underLock(job: Job): Promise<Ledger> {
  const lock = await lockDeployment(job.plan.deployment, job.options);
  try {
    const state = await readAsPlanned(job);
    await job.scribe.begin(state.revision);
    return await carryOut(job, state, lock);
  } finally {
    // a lock that could not be removed is this process's, and dies with it
    await lock.release().catch(() => undefined);
  }
}

async function readAsPlanned({ plan, capabilities, connection }: Job): Promise<LiveState> {
  const state = await connection.readAtFirst();
  if (!isAsPlanned(capabilities, plan, state)) throw stalePlan(plan.deployment);
  return state;
}

/** Nothing was written. A journal that cannot even take this is no reason to hide why. */
async function notBegun({ plan, interrupted, scribe }: Job, error: unknown): Promise<Ledger> {
  const ended = interrupted() && !(error instanceof StalePlanError);
  if (!ended && !(error instanceof PartnerctlError)) throw error;
  const report = ended ? INTERRUPTED : reportOf(error);
  await scribe.refused(report).catch(() => undefined);
  if (error instanceof StalePlanError) throw error;
  return ended ? untouchedLedger(plan, INTERRUPTED) : untouchedLedger(plan, nothingWritten(report), report);
}

function nothingWritten({ code, message, hint }: ErrorReport): ErrorReport {
  return { code, message: `nothing was written: ${message}`, hint };
}
