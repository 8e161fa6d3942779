/** Plans → ledgers: plans afresh, holds back what must be, asks, applies, and tells what became of each change. */
import { join } from 'node:path';
import { applyPlan } from '../apply/apply.ts';
import { bounded } from '../apply/bounded.ts';
import { fileJournal } from '../apply/journal.ts';
import { hasErrors } from '../model/diagnostic.ts';
import type { ErrorReport } from '../model/errors.ts';
import { PartnerctlError, reportOf, StalePlanError } from '../model/errors.ts';
import type { Refusal } from '../model/guard.ts';
import type { Ledger } from '../model/ledger.ts';
import type { Plan } from '../model/plan.ts';
import { isFailed } from '../model/plan.ts';
import type { Checked } from './check.ts';
import type { Edges } from './edges.ts';
import { advancesAfterOverride, type Expectations, holdBacks } from './expectations.ts';
import type { OpenPlan } from './plan-deployment.ts';
import { closeAll, DEPLOYMENTS_AT_ONCE, openPlans, type PlanOptions } from './plan-run.ts';
import { JOURNAL, STATE_FOLDER } from './state-folder.ts';

export interface ApplyOptions extends Omit<PlanOptions, 'base'>, Expectations {
  /** Who applies: for the lock, the journal and the record. */
  readonly actor: string;
  /** Shows the plans and asks; false: do not apply. Not called where nothing would be written. */
  readonly confirm: (plans: readonly OpenPlan[], toWrite: readonly Plan[]) => Promise<boolean>;
}

export type ApplyRun =
  | { readonly kind: 'invalid'; readonly checked: Checked }
  | { readonly kind: 'declined' }
  | { readonly kind: 'applied'; readonly ledgers: readonly Ledger[] };

export async function applyAll(options: ApplyOptions, edges: Edges): Promise<ApplyRun> {
  const run = await openPlans(options, edges);
  if (run.kind === 'invalid') return run;
  try {
    const all = run.plans.flatMap(({ result }) => (isFailed(result) ? [] : [result]));
    const verdicts = run.plans.map((open) => ({ open, verdict: judge(open, all, options) }));
    const toWrite = verdicts.flatMap(({ verdict }) =>
      verdict.kind === 'go' && verdict.plan.changes.length > 0 ? [verdict.plan] : [],
    );
    if (!(await options.confirm(run.plans, toWrite))) return { kind: 'declined' };
    const workspace = run.checked.workspace.config.workspace;
    const ledgers = await bounded(DEPLOYMENTS_AT_ONCE, verdicts, async ({ open, verdict }) => {
      if (verdict.kind !== 'go') return verdict.ledger;
      return await applyOne(verdict.plan, open, workspace, options, edges);
    });
    return { kind: 'applied', ledgers };
  } finally {
    await closeAll(run.plans);
  }
}

type Verdict = { readonly kind: 'go'; readonly plan: Plan } | { readonly kind: 'held'; readonly ledger: Ledger };

function judge({ deployment, result }: OpenPlan, all: readonly Plan[], options: ApplyOptions): Verdict {
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

async function applyOne(
  plan: Plan,
  { adapter }: OpenPlan,
  workspace: string | null,
  options: ApplyOptions,
  edges: Edges,
): Promise<Ledger> {
  if (adapter === null) throw new TypeError('a plan without a connection');
  try {
    const lockFolder = join(options.root, STATE_FOLDER);
    return await applyPlan(plan, adapter, {
      workspace,
      actor: options.actor,
      lockFolder,
      journal: fileJournal(join(lockFolder, JOURNAL), edges.run),
      now: edges.now,
      random: edges.random,
      delay: edges.delay,
      signal: edges.signal,
      onProgress: (done, total, domain) => edges.onProgress?.(`${plan.deployment}: ${done}/${total} ${domain}`),
    });
  } catch (error) {
    if (error instanceof StalePlanError) {
      const override = `partnerctl plan --deployment ${plan.deployment}`;
      return ledgerWithout(plan.deployment, plan, { refused: [{ guard: 'stale', message: error.message, override }] });
    }
    if (error instanceof PartnerctlError) return ledgerWithout(plan.deployment, plan, { error: reportOf(error) });
    throw error;
  }
}

/** Of an apply that wrote nothing. */
function ledgerWithout(
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
