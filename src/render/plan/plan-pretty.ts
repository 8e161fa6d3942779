/** Plans for people at a terminal. */
import type { PlanResult } from '../../model/plan.ts';
import type { PolicyChange } from '../../model/policy-change.ts';
import type { TerminalOptions } from '../options.ts';

export interface PlanPrettyOptions extends TerminalOptions {
  /** Nothing is folded. */
  readonly verbose?: boolean;
  /** Rendered first. */
  readonly policyChanges?: readonly PolicyChange[];
}

export function renderPlansPretty(results: readonly PlanResult[], options: PlanPrettyOptions): string {
  return `${results.length} ${options.verbose === true}\n`;
}
