/** Whether a fresh plan may be applied; if not, its ledger is written already. */
import { hasErrors } from '../model/diagnostic.ts';
import type { ErrorReport } from '../model/errors.ts';
import type { Ledger } from '../model/ledger.ts';
import type { Plan } from '../model/plan.ts';
import { isFailed } from '../model/plan.ts';
import { advancesAfterOverride, type Expectations, holdBacks } from './expectations.ts';
import { ledgerWithout } from './ledger-without.ts';
import type { OpenPlan } from './plan-deployment.ts';

export type Verdict = { readonly kind: 'go'; readonly plan: Plan } | { readonly kind: 'held'; readonly ledger: Ledger };

export function judge({ deployment, result }: OpenPlan, all: readonly Plan[], options: Expectations): Verdict {
  if (isFailed(result)) return held(ledgerWithout(result.deployment, null, { error: result.error }));
  if (hasErrors(result.diagnostics)) return held(ledgerWithout(result.deployment, result, { error: PLAN_ERRORS }));
  const refused = holdBacks(result, deployment, all, options);
  if (refused.length > 0) return held(ledgerWithout(result.deployment, result, { refused }));
  return { kind: 'go', plan: { ...result, advances: advancesAfterOverride(result, options) } };
}

const PLAN_ERRORS: ErrorReport = {
  code: 'plan-errors',
  message: 'the plan has errors, nothing was written',
  hint: 'see `partnerctl plan` for each of them',
};

function held(ledger: Ledger): Verdict {
  return { kind: 'held', ledger };
}
