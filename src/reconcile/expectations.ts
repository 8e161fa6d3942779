/** What was reviewed is what is applied: fresh plans against the digests that somebody expects or overrides. */
import type { Deployment } from '../model/deployment.ts';
import { planDigest } from '../model/digest.ts';
import { matchesDigest, shortDigest } from '../model/digest-prefix.ts';
import type { Refusal } from '../model/guard.ts';
import { type Plan, selectors } from '../model/plan.ts';
import type { Reviewed } from '../model/reviewed.ts';
import { unreviewed } from './unreviewed.ts';

export interface Expectations {
  /** `--expect`: digests or prefixes of them. */
  readonly expect: readonly string[];
  /** PLAN: a digest for each deployment in it, recomputed from its content. */
  readonly saved: ReadonlyMap<string, string> | null;
  /** `--override`: digests or prefixes of them. */
  readonly override: readonly string[];
  readonly allowUncommitted: boolean;
  /** `--reviewed`: what was shown before it was merged, by deployment; absent: nobody asks. */
  readonly reviewed?: ReadonlyMap<string, Reviewed>;
}

const NOTHING_TO_DO = planDigest([]);

/**
 * Why this plan must not be applied; empty: it may. `all` are the fresh plans of this run: a digest that fits none of
 * them was reviewed for a situation that is gone.
 */
export function holdBacks(
  plan: Plan,
  deployment: Deployment,
  all: readonly Plan[],
  expectations: Expectations,
): readonly Refusal[] {
  const stale = staleness(plan, all, expectations);
  if (stale !== undefined) return [stale];
  const overridden = expectations.override.some((typed) => matchesDigest(typed, plan.digest));
  const { reviewed } = expectations;
  const unseen = reviewed === undefined ? [] : unreviewed(plan, reviewed.get(plan.deployment));
  return [...uncommitted(plan, deployment, expectations), ...(overridden ? [] : [...unseen, ...plan.refusals])];
}

/** A guard that was overridden, knowingly, does not keep the record back either. */
export function advancesAfterOverride(plan: Plan, { override }: Expectations): boolean {
  if (plan.advances) return true;
  const overridden = override.some((typed) => matchesDigest(typed, plan.digest));
  return overridden && !plan.partial && !plan.desired.uncommitted && plan.desired.commit !== null;
}

function staleness(plan: Plan, all: readonly Plan[], { expect, saved, override }: Expectations): Refusal | undefined {
  const wanted = saved?.get(plan.deployment);
  if (saved !== null && wanted !== plan.digest)
    return stale(plan, wanted === undefined ? 'nothing' : shortDigest(wanted));
  const gone = [...expect, ...override].find((typed) => !all.some(({ digest }) => matchesDigest(typed, digest)));
  if (gone !== undefined) return stale(plan, gone);
  const unexpected =
    expect.length > 0 && plan.digest !== NOTHING_TO_DO && !expect.some((typed) => matchesDigest(typed, plan.digest));
  return unexpected ? stale(plan, expect.join(', ')) : undefined;
}

function stale(plan: Plan, expected: string): Refusal {
  return {
    guard: 'stale',
    message: `the plan is ${shortDigest(plan.digest)}, expected was ${expected}: the files or the server have moved since`,
    override: `partnerctl plan ${selectors(plan)}`,
  };
}

function uncommitted(plan: Plan, deployment: Deployment, { allowUncommitted }: Expectations): readonly Refusal[] {
  if (!plan.desired.uncommitted || allowUncommitted || deployment.adapter === 'file' || plan.changes.length === 0)
    return [];
  return [
    {
      guard: 'unreviewed',
      message: 'the partner files differ from HEAD: nobody has reviewed them',
      override: 'commit them, or add --allow-uncommitted',
    },
  ];
}
