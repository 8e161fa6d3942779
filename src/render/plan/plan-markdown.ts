/**
 * Plans as GitHub-flavoured Markdown, for a pull request's comment or a job's summary: first a sentence for whoever
 * approves, then policy changes, then each deployment. It never exceeds its budget.
 */
import { type FailedPlan, isFailed, type Plan, type PlanResult } from '../../model/plan.ts';
import type { PolicyChange } from '../../model/policy-change.ts';
import { counted } from '../counts.ts';
import { markdownPhrase, quote } from '../phrase.ts';
import { fit } from './markdown-budget.ts';
import { failedPart, planPart, policySection } from './plan-sections-markdown.ts';
import { dangerWords } from './plan-words.ts';

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
  const sentence = `${sentenceOf(results, plans)}\n\n`;
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

function sentenceOf(results: readonly PlanResult[], plans: readonly Plan[]): string {
  const failed = results.filter(isFailed);
  return [
    ...(plans.length > 0 ? [plannedSentence(plans)] : []),
    ...(failed.length > 0 ? [failedSentence(failed)] : []),
    ...(results.length === 0 ? ['There is no deployment to plan for.'] : []),
  ].join(' ');
}

function plannedSentence(plans: readonly Plan[]): string {
  const changes = plans.flatMap((plan) => plan.changes);
  const where = places(plans);
  if (changes.length === 0) return `Nothing would change ${where}.`;
  const sum = (action: 'add' | 'update' | 'remove') => plans.reduce((total, plan) => total + plan.summary[action], 0);
  const deeds = [
    ...(sum('add') > 0 ? [`let in ${counted(sum('add'), 'new partner')}`] : []),
    ...(sum('update') > 0 ? [`treat ${counted(sum('update'), 'partner')} differently`] : []),
    ...(sum('remove') > 0 ? [`remove ${counted(sum('remove'), 'partner')}`] : []),
  ];
  const danger = dangerWords(changes);
  const safety = danger.length === 0 ? 'Nothing weakens, and nobody is cut off.' : `**${danger.join(', ')}.**`;
  const errors = plans.flatMap(({ diagnostics }) => diagnostics).filter(({ severity }) => severity === 'error').length;
  const stop = errors === 0 ? '' : ` **Not as it is: ${counted(errors, 'error')}.**`;
  return `This would ${inWords(deeds)} ${where}. ${safety}${stop}`;
}

function failedSentence(failed: readonly FailedPlan[]): string {
  return `**${counted(failed.length, 'deployment')} could not be planned.**`;
}

function places(plans: readonly Plan[]): string {
  const [only] = plans;
  if (plans.length === 1 && only !== undefined) return `on ${markdownPhrase([quote(only.deployment)])}`;
  return `on ${counted(plans.length, 'deployment')}`;
}

function inWords(deeds: readonly string[]): string {
  if (deeds.length < 2) return deeds.join('');
  return `${deeds.slice(0, -1).join(', ')} and ${deeds.at(-1)}`;
}
