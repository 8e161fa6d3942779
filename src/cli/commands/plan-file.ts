/** A saved plan as an expectation: its digests are computed anew from what it holds. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { changeDigest, planDigest } from '../../model/digest.ts';
import { StalePlanError, UsageError } from '../../model/errors.ts';
import { isFailed } from '../../model/plan.ts';
import { systemMessage } from '../../model/system-message.ts';
import { parsePlanFile } from '../../render/plan/plan-file.ts';

/** Larger than any plan of 100,000 partners. */
const MAX_BYTES = 512 * 1024 * 1024;

export interface SavedPlan {
  /** Deployment → digest. Deployments that could not be planned then are not in it. */
  readonly digests: ReadonlyMap<string, string>;
  /** What was selected then; empty: all. */
  readonly only: readonly string[];
}

export function readPlanFile(path: string, cwd: string): SavedPlan {
  const parsed = parsePlanFile(readText(path, cwd));
  if (parsed.kind === 'problem') throw new UsageError(`${path} cannot be used: ${parsed.message}`, parsed.hint);
  const digests = new Map<string, string>();
  for (const plan of parsed.file.plans) {
    if (isFailed(plan)) continue;
    const digest = planDigest(plan.changes.map((change) => ({ digest: changeDigest(plan.deployment, change) })));
    if (digest !== plan.digest)
      throw new StalePlanError(`${path} was altered: its content has another digest`, 'plan again');
    digests.set(plan.deployment, digest);
  }
  if (digests.size === 0) throw new UsageError(`${path} holds no plan that could be made`, 'plan again with --out');
  const selections = new Set(parsed.file.plans.flatMap((plan) => (isFailed(plan) ? [] : [plan.only.join(' ')])));
  if (selections.size > 1) throw new UsageError(`${path} holds plans of different selections`, 'plan again with --out');
  const [only = ''] = selections;
  return { digests, only: only === '' ? [] : only.split(' ') };
}

function readText(path: string, cwd: string): string {
  try {
    const bytes = readFileSync(resolve(cwd, path));
    if (bytes.length > MAX_BYTES)
      throw new UsageError(`${path} is too large for a plan`, 'name a file that plan --out has written');
    return bytes.toString('utf8');
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${path} cannot be read: ${systemMessage(error)}`, 'name a file that plan --out has written');
  }
}
