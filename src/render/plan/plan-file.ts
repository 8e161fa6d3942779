/** A saved plan, read back: hostile input, whose every value is looked at. Digests are recomputed by the caller. */
import type { PlanResult } from '../../model/plan.ts';
import type { PolicyChange } from '../../model/policy-change.ts';

export interface PlanFile {
  readonly plans: readonly PlanResult[];
  readonly policyChanges: readonly PolicyChange[];
}

/** `message` completes "PLAN cannot be used: …". */
export type ParsedPlanFile =
  | { readonly kind: 'plans'; readonly file: PlanFile }
  | { readonly kind: 'problem'; readonly message: string; readonly hint: string };

export function parsePlanFile(_text: string): ParsedPlanFile {
  return { kind: 'problem', message: 'not yet', hint: '' };
}
