/** Plans as annotations at the lines of a pull request: what is wrong, what weakens, who is cut off, who gets in. Pure. */
import type { Change } from '../model/change.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { displayDomain } from '../model/domain-name.ts';
import { type FailedPlan, isFailed, type Plan, type PlanResult } from '../model/plan.ts';
import { terminalPhrase } from '../render/phrase.ts';
import { meaningOf } from '../render/plan/meaning.ts';
import { byDoing, EFFECT_WORDS } from '../render/plan/plan-words.ts';
import type { LineOf } from './place.ts';

export interface AnnotationOptions {
  readonly lineOf: LineOf;
  /** A run without secrets: what could not be planned for want of one is a note. */
  readonly fork: boolean;
}

export function planAnnotations(results: readonly PlanResult[], options: AnnotationOptions): readonly Diagnostic[] {
  return results.flatMap((result) =>
    isFailed(result)
      ? [failure(result, options.fork)]
      : [
          ...result.diagnostics,
          ...byDoing(result, true).own.flatMap((change) => annotation(result, change, options.lineOf)),
        ],
  );
}

function failure({ deployment, error }: FailedPlan, fork: boolean): Diagnostic {
  if (!fork || error.code !== 'missing-secret')
    return { code: error.code, severity: 'error', message: `${deployment}: ${error.message}`, hint: error.hint };
  return {
    code: 'not-planned',
    severity: 'info',
    message: `${deployment} was not planned: ${error.message}, since runs of forks get no secrets`,
    hint: 'whoever may write to this repository can push the branch here',
  };
}

function annotation({ deployment }: Plan, change: Change, lineOf: LineOf): readonly Diagnostic[] {
  const { effects, action, domain, file, fields } = change;
  const [effect = 'neutral'] = effects;
  if (effect === 'neutral' || effect === 'tightens') return [];
  const meaning = meaningOf(change).map(terminalPhrase);
  const words = [`${displayDomain(domain)} on ${deployment}: ${action}, ${EFFECT_WORDS[effect]}`, ...meaning];
  const line = file === undefined ? undefined : lineOf(file, fields[0]?.field);
  const at = line === undefined ? undefined : { line, column: 1 };
  return [
    {
      code: effect,
      severity: effect === 'opens' ? 'info' : 'warning',
      message: words.join('; '),
      ...(file !== undefined && at !== undefined && { range: { file, start: at, end: at } }),
    },
  ];
}
