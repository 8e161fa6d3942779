/** Plans in a sentence for whoever approves: what would be done, what of it is dangerous, and what stands in the way. */
import { type FailedPlan, isFailed, type Plan, type PlanResult } from '../../model/plan.ts';
import { counted } from '../counts.ts';
import { type Phrase, quote, say } from '../phrase.ts';
import { dangerWords } from './plan-words.ts';

export interface Clause {
  readonly words: Phrase;
  /** Nobody may overlook it. */
  readonly strong: boolean;
}

export function planSentence(results: readonly PlanResult[]): readonly Clause[] {
  const plans = results.filter((result): result is Plan => !isFailed(result));
  const failed = results.filter(isFailed);
  return [
    ...(plans.length > 0 ? plannedClauses(plans) : []),
    ...(failed.length > 0 ? [failedClause(failed)] : []),
    ...(results.length === 0 ? [usual('There is no deployment to plan for.')] : []),
  ];
}

function plannedClauses(plans: readonly Plan[]): readonly Clause[] {
  const changes = plans.flatMap((plan) => plan.changes);
  const where = places(plans);
  if (changes.length === 0) return [{ words: say`Nothing would change ${where}.`, strong: false }];
  const sum = (action: 'add' | 'update' | 'remove') => plans.reduce((total, plan) => total + plan.summary[action], 0);
  const deeds = [
    ...(sum('add') > 0 ? [`let in ${counted(sum('add'), 'new partner')}`] : []),
    ...(sum('update') > 0 ? [`treat ${counted(sum('update'), 'partner')} differently`] : []),
    ...(sum('remove') > 0 ? [`remove ${counted(sum('remove'), 'partner')}`] : []),
  ];
  const danger = dangerWords(changes);
  const errors = plans.flatMap(({ diagnostics }) => diagnostics).filter(({ severity }) => severity === 'error').length;
  return [
    { words: say`This would ${[inWords(deeds)]} ${where}.`, strong: false },
    danger.length === 0 ? usual('Nothing weakens, and nobody is cut off.') : strong(`${danger.join(', ')}.`),
    ...(errors === 0 ? [] : [strong(`Not as it is: ${counted(errors, 'error')}.`)]),
  ];
}

function failedClause(failed: readonly FailedPlan[]): Clause {
  return strong(`${counted(failed.length, 'deployment')} could not be planned.`);
}

function places(plans: readonly Plan[]): Phrase {
  const [only] = plans;
  if (plans.length === 1 && only !== undefined) return say`on ${quote(only.deployment)}`;
  return [`on ${counted(plans.length, 'deployment')}`];
}

function inWords(deeds: readonly string[]): string {
  if (deeds.length < 2) return deeds.join('');
  return `${deeds.slice(0, -1).join(', ')} and ${deeds.at(-1)}`;
}

function usual(text: string): Clause {
  return { words: [text], strong: false };
}

function strong(text: string): Clause {
  return { words: [text], strong: true };
}
