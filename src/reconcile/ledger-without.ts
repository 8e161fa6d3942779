/** The ledger of an apply that wrote nothing, and why. */
import type { ErrorReport } from '../model/errors.ts';
import type { Refusal } from '../model/guard.ts';
import type { Ledger } from '../model/ledger.ts';
import type { Plan } from '../model/plan.ts';

export function ledgerWithout(
  deployment: string,
  plan: Plan | null,
  why: { readonly error?: ErrorReport; readonly refused?: readonly Refusal[] },
): Ledger {
  const results = (plan?.changes ?? []).map(({ action, domain }) => ({ action, domain, outcome: 'skipped' as const }));
  const reason = why.error === undefined ? 'refused, nothing was written' : why.error.message;
  return {
    deployment,
    plan: plan?.digest ?? null,
    verified: false,
    unverified: [{ reason }],
    refused: why.refused ?? [],
    ...(why.error !== undefined && { error: why.error }),
    results,
    summary: { applied: 0, failed: 0, skipped: results.length, unknown: 0 },
    recorded: null,
  };
}
