/**
 * Plans as GitHub-flavoured Markdown, for a pull request's comment or a job's summary: first a sentence for whoever
 * approves, then policy changes, then each deployment. It never exceeds its budget.
 */
import { isFailed, type Plan, type PlanResult } from '../../model/plan.ts';
import type { PolicyChange } from '../../model/policy-change.ts';
import { counted } from '../counts.ts';
import { markdownPhrase } from '../phrase.ts';
import { fit } from './markdown-budget.ts';
import { failedPart, planPart, policySection } from './plan-sections-markdown.ts';
import { planSentence } from './plan-sentence.ts';

/** GitHub refuses comments of more than 65,536 characters. */
const DEFAULT_BUDGET = 60_000;

export interface PlanMarkdownOptions {
  readonly policyChanges?: readonly PolicyChange[];
  /** Most characters (UTF-16 units); default 60,000. Below 2,000 there may be more. */
  readonly budget?: number;
  /** Were the plans made with `--base`? Then what is not proposed is told apart. Default: where anything is. */
  readonly comparedToBase?: boolean;
}

export function renderPlansMarkdown(results: readonly PlanResult[], options: PlanMarkdownOptions = {}): string {
  const { policyChanges = [], budget = DEFAULT_BUDGET } = options;
  const plans = results.filter((result): result is Plan => !isFailed(result));
  const proposes = plans.some(({ changes }) => changes.some(({ causes }) => causes.includes('proposed')));
  const comparedToBase = options.comparedToBase ?? proposes;
  const sentence = `${sentenceOf(results)}\n\n`;
  const parts = [
    [policySection(policyChanges)],
    ...results.map((result) => (isFailed(result) ? failedPart(result) : planPart(result, comparedToBase))),
  ];
  const { text } = fit(
    parts,
    budget - sentence.length - 1,
    (left) => `**${counted(left, 'more deployment')} not shown.**`,
  );
  return `${sentence}${text}\n`;
}

function sentenceOf(results: readonly PlanResult[]): string {
  const clauses = planSentence(results).map(({ words, strong }) => {
    const text = markdownPhrase(words);
    return strong ? `**${text}**` : text;
  });
  return clauses.join(' ');
}
