/** Plans as GitHub-flavoured Markdown, for a pull request's comment or a job's summary. */
import type { PlanResult } from '../../model/plan.ts';
import type { PolicyChange } from '../../model/policy-change.ts';

export interface PlanMarkdownOptions {
  readonly policyChanges?: readonly PolicyChange[];
  /** Most characters (UTF-16 units); default 60,000. */
  readonly budget?: number;
}

export function renderPlansMarkdown(results: readonly PlanResult[], _options: PlanMarkdownOptions = {}): string {
  return `${results.length}\n`;
}
