/**
 * The pipeline as prose. `check`: files are read and judged. `plan`: every chosen deployment is read, and compared
 * with what the files say. `apply`: plans afresh, holds back what must be held back, asks, writes, and tells what
 * became of each change. What goes wrong at one deployment neither stops nor hides the others.
 */
import { bounded } from './apply/bounded.ts';
import type { Ledger } from './model/ledger.ts';
import type { PartnerSettings } from './model/partner.ts';
import type { Plan, PlanResult } from './model/plan.ts';
import { isFailed } from './model/plan.ts';
import type { PolicyChange } from './model/policy-change.ts';
import type { Config } from './model/workspace.ts';
import { applyDeployment } from './reconcile/apply-deployment.ts';
import { type Checked, type CheckOptions, check as checkFiles } from './reconcile/check.ts';
import type { Edges } from './reconcile/edges.ts';
import type { Expectations } from './reconcile/expectations.ts';
import { closeAll, DEPLOYMENTS_AT_ONCE, openPlans, type PlanOptions } from './reconcile/plan-run.ts';
import { judge } from './reconcile/verdict.ts';

/** Reads the repository and runs every rule. Never throws on bad input: it becomes diagnostics. */
export function check(options: CheckOptions, onProgress?: (text: string) => void): Checked {
  return checkFiles(options, onProgress);
}

/** Errors in the files: there is no plan at all. */
export interface Invalid {
  readonly kind: 'invalid';
  readonly checked: Checked;
}

export interface Planned {
  readonly kind: 'planned';
  /** One for each chosen deployment, sorted by name. */
  readonly results: readonly PlanResult[];
  /** What a pull request changes in partnerctl.yaml; empty without `base`. */
  readonly policyChanges: readonly PolicyChange[];
  /** By deployment, the partners that it has now, where it could be read: a plan holds only what changes. */
  readonly live: ReadonlyMap<string, readonly PartnerSettings[]>;
  /** What counted: that of `base`, where there is one. */
  readonly config: Config;
}

/** Reads only. Throws UsageError for names that do not exist, HistoryError where Git cannot tell. */
export async function plan(options: PlanOptions, edges: Edges): Promise<Invalid | Planned> {
  const run = await openPlans(options, edges);
  if (run.kind === 'invalid') return run;
  await closeAll(run.plans);
  return {
    kind: 'planned',
    results: run.plans.map(({ result }) => result),
    policyChanges: run.policyChanges,
    live: new Map(
      run.plans.flatMap(({ deployment, live }) => (live === null ? [] : [[deployment.name, live.partners] as const])),
    ),
    config: run.checked.workspace.config,
  };
}

export interface ApplyOptions extends Omit<PlanOptions, 'base'>, Expectations {
  /** Who applies: for the lock, the journal and the record. */
  readonly actor: string;
  /** Shows the plans and asks; false: nothing is written. `toWrite` are those that have changes and may be applied. */
  readonly confirm: (results: readonly PlanResult[], toWrite: readonly Plan[]) => Promise<boolean>;
}

export type Applied = { readonly kind: 'declined' } | { readonly kind: 'applied'; readonly ledgers: readonly Ledger[] };

/** One ledger for each chosen deployment, sorted by name. */
export async function apply(options: ApplyOptions, edges: Edges): Promise<Invalid | Applied> {
  const run = await openPlans(options, edges);
  if (run.kind === 'invalid') return run;
  try {
    const results = run.plans.map(({ result }) => result);
    const fresh = results.filter((result): result is Plan => !isFailed(result));
    const verdicts = run.plans.map((open) => ({ open, verdict: judge(open, fresh, options) }));
    const toWrite = verdicts.flatMap(({ verdict }) =>
      verdict.kind === 'go' && verdict.plan.changes.length > 0 ? [verdict.plan] : [],
    );
    if (!(await options.confirm(results, toWrite))) return { kind: 'declined' };
    const context = { root: options.root, actor: options.actor, workspace: run.checked.workspace.config.workspace };
    const ledgers = await bounded(DEPLOYMENTS_AT_ONCE, verdicts, async ({ open, verdict }) =>
      verdict.kind === 'go' ? await applyDeployment(verdict.plan, open, context, edges) : verdict.ledger,
    );
    return { kind: 'applied', ledgers };
  } finally {
    await closeAll(run.plans);
  }
}
