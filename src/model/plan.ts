/** A plan: the sorted changes for one deployment. Plain data, no clock, no randomness. */
import type { Block } from './block.ts';
import type { Change } from './change.ts';
import type { Diagnostic } from './diagnostic.ts';
import { shortDigest } from './digest-prefix.ts';
import type { ErrorReport } from './errors.ts';
import type { Refusal } from './guard.ts';
import type { PartnerSettings } from './partner.ts';

/** Why a live partner that no file declares is kept. */
export type UnmanagedReason =
  /** No commit on this history ever declared it for this deployment. */
  | 'never-declared'
  /** The tree no longer declares it, HEAD still does: commit first. */
  | 'uncommitted'
  /** Outside Git nothing can explain a removal. */
  | 'outside-git';

export interface Unmanaged {
  readonly domain: string;
  readonly reason: UnmanagedReason;
  readonly settings: PartnerSettings;
}

/** A partner or domain that is cut off by a block, whatever the files say. */
export interface Blocked extends Block {
  /** The live or declared partner that covers the domain, where there is one. */
  readonly partner: string | null;
}

export interface PlanSummary {
  readonly add: number;
  readonly update: number;
  readonly remove: number;
  readonly unchanged: number;
  readonly unmanaged: number;
  readonly blocked: number;
}

export interface Plan {
  readonly deployment: string;
  readonly adapter: string;
  /** `commit` is null outside Git; `uncommitted` is true where the tree differs from it. */
  readonly desired: { readonly commit: string | null; readonly uncommitted: boolean; readonly digest: string };
  /** `lastApplied`: the commit recorded there as applied last, where there is one. */
  readonly live: { readonly revision: string; readonly digest: string; readonly lastApplied?: string };
  readonly summary: PlanSummary;
  /** An apply cannot write there: the plan is carried out by hand, as a script. */
  readonly byScript?: true;
  /** Sorted by first effect, then domain. */
  readonly changes: readonly Change[];
  readonly unmanaged: readonly Unmanaged[];
  readonly blocked: readonly Blocked[];
  /** Errors mean that nothing of this plan can be applied. */
  readonly diagnostics: readonly Diagnostic[];
  readonly refusals: readonly Refusal[];
  /** The domains that were selected, sorted; empty: all. Without them it would be another plan. */
  readonly only: readonly string[];
  /** True where the selection left something out. */
  readonly partial: boolean;
  /** May an apply of this plan advance the last applied commit? Not when partial, uncommitted, old or foreign. */
  readonly advances: boolean;
  /** Are there unmanaged partners that count as drift, or is the server otherwise than is declared of it? */
  readonly drift: boolean;
  /** `sha256:…` over the sorted list of the changes' digests. */
  readonly digest: string;
}

/** A deployment that could not be read or planned. */
export interface FailedPlan {
  readonly deployment: string;
  readonly error: ErrorReport;
}

export type PlanResult = Plan | FailedPlan;

export function isFailed(result: PlanResult): result is FailedPlan {
  return 'error' in result;
}

/** The command that does what the plan says: what is reviewed there is what is applied. */
export function pinnedCommand(plan: Pick<Plan, 'deployment' | 'only' | 'digest' | 'byScript'>): string {
  if (plan.byScript === true) return `partnerctl plan ${selectors(plan)} --format powershell`;
  return `partnerctl apply ${selectors(plan)} --expect ${shortDigest(plan.digest)}`;
}

/** The options that make a command look at what this plan looked at. Names of deployments and domains need no quotes. */
export function selectors({ deployment, only }: Pick<Plan, 'deployment' | 'only'>): string {
  return `--deployment ${deployment}${only.length === 0 ? '' : ` --only ${only.join(' ')}`}`;
}
