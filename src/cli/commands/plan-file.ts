/** A saved plan as an expectation: its digests are computed anew from what it holds. */
import { changeDigest, planDigest } from '../../model/digest.ts';
import { type ErrorReport, StalePlanError, UsageError } from '../../model/errors.ts';
import { isFailed, type Plan } from '../../model/plan.ts';
import { type PlanFile, parsePlanFile } from '../../render/plan/plan-file.ts';
import { readInput } from '../input-file.ts';

export interface SavedPlan {
  /** Deployment → digest. Deployments that could not be planned then are not in it. */
  readonly digests: ReadonlyMap<string, string>;
  /** What was selected then; empty: all. */
  readonly only: readonly string[];
}

const HINT = 'name a file that plan --out has written';

export function readPlanFile(path: string, cwd: string): SavedPlan {
  const file = checkedPlans(path, cwd);
  if ('failed' in file)
    throw new UsageError(`${path} cannot be used: the planning had failed (${file.failed.code})`, HINT);
  const digests = new Map(
    file.plans.flatMap((plan) => (isFailed(plan) ? [] : [[plan.deployment, plan.digest] as const])),
  );
  if (digests.size === 0) throw new UsageError(`${path} holds no plan that could be made`, 'plan again with --out');
  const selections = new Set(file.plans.flatMap((plan) => (isFailed(plan) ? [] : [plan.only.join(' ')])));
  if (selections.size > 1) throw new UsageError(`${path} holds plans of different selections`, 'plan again with --out');
  const [only = ''] = selections;
  return { digests, only: only === '' ? [] : only.split(' ') };
}

/**
 * What a file of plans holds, or why nothing was planned. Every digest is that of what stands beside it: computed from
 * the content, never believed.
 */
export function checkedPlans(path: string, cwd: string): PlanFile | { readonly failed: ErrorReport } {
  const parsed = parsePlanFile(readInput(path, cwd, HINT));
  if (parsed.kind === 'problem') {
    if (parsed.failed !== undefined) return { failed: parsed.failed };
    throw new UsageError(`${path} cannot be used: ${parsed.message}`, parsed.hint);
  }
  for (const plan of parsed.file.plans) if (!isFailed(plan)) checkDigests(plan, path);
  return parsed.file;
}

function checkDigests(plan: Plan, path: string): void {
  const digests = plan.changes.map((change) => ({ digest: changeDigest(plan.deployment, change) }));
  const agrees = plan.changes.every(({ digest }, index) => digest === digests[index]?.digest);
  if (!agrees || planDigest(digests) !== plan.digest)
    throw new StalePlanError(`${path} was altered: its content has another digest`, 'plan again');
}
