/** From what happened to the ledger: results in the plan's order, counted; verified exactly when nothing falls short. */
import type { ErrorReport } from '../model/errors.ts';
import type { Ledger, LedgerEntry, Outcome, Unverified } from '../model/ledger.ts';
import type { Plan } from '../model/plan.ts';
import type { Result } from './settle.ts';
import { type Results, skipped } from './writing.ts';

export interface Findings {
  readonly results: Results;
  readonly unverified: readonly Unverified[];
  readonly recorded: string | null;
  readonly error?: ErrorReport | undefined;
}

export function ledgerOf(plan: Plan, { results, unverified, recorded, error }: Findings): Ledger {
  const entries = plan.changes.map((change): LedgerEntry => entry(change, results.get(change) ?? NEVER));
  return {
    deployment: plan.deployment,
    plan: plan.digest,
    verified: unverified.length === 0,
    unverified,
    refused: [],
    ...(error && { error }),
    results: entries,
    summary: {
      applied: count(entries, 'applied'),
      failed: count(entries, 'failed'),
      skipped: count(entries, 'skipped'),
      unknown: count(entries, 'unknown'),
    },
    recorded,
  };
}

/** Of an apply that ended before anything was written: `reason` is every change's, `error` the whole apply's. */
export function untouchedLedger(plan: Plan, reason: ErrorReport, error?: ErrorReport): Ledger {
  const results = new Map(plan.changes.map((change) => [change, skipped(reason)]));
  return ledgerOf(plan, { results, unverified: [{ reason: reason.message }], recorded: null, error });
}

const NEVER: Result = { outcome: 'skipped' };

function entry(
  { action, domain }: Pick<LedgerEntry, 'action' | 'domain'>,
  { outcome, error, endedSessions, warnings }: Result,
): LedgerEntry {
  const told = outcome === 'applied' ? undefined : error;
  return {
    action,
    domain,
    outcome,
    ...(told && { error: told }),
    ...(endedSessions && { endedSessions }),
    ...(warnings && { warnings }),
  };
}

function count(entries: readonly LedgerEntry[], outcome: Outcome): number {
  return entries.filter((each) => each.outcome === outcome).length;
}
