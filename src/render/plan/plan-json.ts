/** Plans for machines, and for `apply PLAN`: schemas/plan.schema.json. */
import type { PlanResult } from '../../model/plan.ts';
import type { PolicyChange } from '../../model/policy-change.ts';

export interface PlanJsonOptions {
  readonly policyChanges?: readonly PolicyChange[];
}

export function renderPlansJson(results: readonly PlanResult[], _options: PlanJsonOptions = {}): string {
  return `${JSON.stringify({ formatVersion: 1, plans: results })}\n`;
}
