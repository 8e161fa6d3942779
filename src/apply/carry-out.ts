/** From the first write to the ledger. Nothing here throws but StalePlanError, and that only while nothing is written. */
import type { Lock } from '../disk/lock.ts';
import type { LiveState } from '../model/adapter.ts';
import { type ErrorReport, reportOf } from '../model/errors.ts';
import type { Ledger, Unverified } from '../model/ledger.ts';
import { settledChange } from './change-result.ts';
import type { Job } from './job.ts';
import { ledgerOf } from './ledger-of.ts';
import { type NoteTaker, noteTaker } from './note-taker.ts';
import { commitToRecord, record } from './record.ts';
import { byDomain } from './settle.ts';
import { INTERRUPTION, verify } from './verify.ts';
import { wantedPartners } from './wanted.ts';
import { writeInOrder } from './write-in-order.ts';
import { writeWhole } from './write-whole.ts';
import { INTERRUPTED, type Results } from './writing.ts';

type MayBegin = () => Promise<ErrorReport | undefined>;

/** `state` was just read, at the plan's revision; the lock is held and the beginning is journalled. */
export async function carryOut(job: Job, state: LiveState, lock: Lock): Promise<Ledger> {
  const notes = noteTaker(job);
  const mayBegin: MayBegin = async () => {
    if (job.interrupted()) return INTERRUPTED;
    return notes.failure() ?? (await whyLost(lock));
  };
  const told = await write(job, state, mayBegin, notes);
  const isToSettle = job.plan.changes.length === 0 && state.unsettled === true;
  const notSettled = isToSettle ? await settleWritten(job, state, mayBegin) : undefined;
  const again = job.plan.changes.length === 0 && !isToSettle ? state : await readBack(job);
  const results = 'message' in again ? told : await settleLate(job, told, again, notes);
  const shortfalls =
    'message' in again
      ? unreadable(job, again)
      : [...(await verify(job, wantedPartners(state, job.plan.changes), again)), ...doubts(results)];
  const recording =
    'message' in again ? NOT_RECORDED : await recordIfDue(job, again, results, shortfalls.length === 0, mayBegin);
  const wasInterrupted = recording.error === INTERRUPTED;
  const unverified = wasInterrupted ? [INTERRUPTION, ...shortfalls] : shortfalls;
  const error = notes.failure() ?? (wasInterrupted ? undefined : (notSettled ?? recording.error));
  const ledger = ledgerOf(job.plan, { results, unverified, recorded: recording.recorded, error });
  return await notes.end(ledger);
}

async function write(job: Job, state: LiveState, mayBegin: MayBegin, notes: NoteTaker): Promise<Results> {
  const { plan, connection, capabilities, pause } = job;
  const { deployment, changes } = plan;
  if (changes.length === 0) return new Map();
  const run = capabilities.atomic ? writeWhole : writeInOrder;
  return await run({ deployment, changes, connection, capabilities, state, mayBegin, pause, onSettled: notes.settled });
}

/** Puts in force what should be, and writes over what stands there instead. Undefined: done. */
async function settleWritten(
  { connection }: Job,
  { revision }: LiveState,
  mayBegin: MayBegin,
): Promise<ErrorReport | undefined> {
  const stop = await mayBegin();
  if (stop !== undefined) return stop;
  try {
    await connection.write([], revision, null);
    return undefined;
  } catch (error) {
    return reportOf(error);
  }
}

async function readBack({ connection }: Job): Promise<LiveState | ErrorReport> {
  try {
    return await connection.readAgain();
  } catch (error) {
    return reportOf(error);
  }
}

function unreadable({ interrupted }: Job, { message }: ErrorReport): readonly Unverified[] {
  return [...(interrupted() ? [INTERRUPTION] : []), { reason: `it could not be read again: ${message}` }];
}

/** What the deployment itself says is not in force everywhere. */
function doubts(results: Results): readonly Unverified[] {
  return [...results].flatMap(([{ domain }, { outcome, unverified }]) =>
    outcome === 'applied' && unverified !== undefined ? [{ domain, reason: unverified }] : [],
  );
}

/** What was still unknown may be known now. */
async function settleLate(job: Job, told: Results, again: LiveState, notes: NoteTaker): Promise<Results> {
  const partners = byDomain(again.partners);
  const { fields } = job.capabilities;
  const results = new Map(
    [...told].map(([change, result]) => [change, settledChange(fields, change, result, partners)]),
  );
  await notes.amended(new Map([...results].filter(([change, result]) => result !== told.get(change))));
  return results;
}

interface Recorded {
  readonly recorded: string | null;
  readonly error?: ErrorReport;
}

const NOT_RECORDED: Recorded = { recorded: null };

/** The record advances only after a verified apply with nothing failed. */
async function recordIfDue(
  { plan, connection, capabilities, options, pause }: Job,
  state: LiveState,
  results: Results,
  verified: boolean,
  mayBegin: MayBegin,
): Promise<Recorded> {
  const { workspace } = options;
  const commit = commitToRecord(plan, capabilities, workspace, state);
  const allApplied = [...results.values()].every(({ outcome }) => outcome === 'applied');
  if (commit === null || !verified || !allApplied) return NOT_RECORDED;
  const error = await record(connection, { commit, workspace, revision: state.revision, mayBegin, pause });
  return error === undefined ? { recorded: commit } : { recorded: null, error };
}

async function whyLost(lock: Lock): Promise<ErrorReport | undefined> {
  try {
    await lock.assertHeld();
    return undefined;
  } catch (error) {
    const { code, message, hint } = reportOf(error);
    return { code, message: `not begun: ${message}`, hint };
  }
}
