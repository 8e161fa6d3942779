/**
 * The comment on a pull request for one deployment. It opens with a sentence for whoever approves; policy changes,
 * the changes, the dangerous first, what was waiting, what is drift, and the digests follow. Pure: the same plan gives
 * the same comment.
 */
import type { PlanResult } from '../model/plan.ts';
import { isFailed } from '../model/plan.ts';
import type { PolicyChange } from '../model/policy-change.ts';
import { markdownPhrase } from '../render/phrase.ts';
import type { Place } from '../render/plan/change-markdown.ts';
import { headlineOf } from '../render/plan/headline.ts';
import { fit } from '../render/plan/markdown-budget.ts';
import { failedPart, planPart, policySection } from '../render/plan/plan-sections-markdown.ts';
import { NOTHING_SHOWN, planMarker, type Shown, shownLine } from './markers.ts';

/** GitHub refuses comments of more than 65,536 characters. */
export const COMMENT_BUDGET = 60_000;

export interface PlanCommentOptions {
  readonly policyChanges: readonly PolicyChange[];
  readonly place: Place;
  /** Where the whole plan can be had. */
  readonly runUrl?: string;
  readonly budget?: number;
}

export function planComment(result: PlanResult, options: PlanCommentOptions): string {
  const { budget = COMMENT_BUDGET } = options;
  const part = isFailed(result) ? failedPart(result) : planPart(result, true, options.place);
  const head = markdownPhrase(headlineOf(result));
  const foot = footer(options.runUrl);
  for (let room = budget; ; ) {
    const { text, shown } = fit([[policySection(options.policyChanges)], part], room, () => NOT_SHOWN);
    const lines = shownLine(isFailed(result) ? NOTHING_SHOWN : shownOf(result.digest, shown));
    const body = `${planMarker(result.deployment)}\n${lines}\n\n${head}\n\n${text}${foot}\n`;
    // each change that is shown leaves its digest, so that the room for them is known only afterwards
    if (body.length <= budget || room <= 0) return body;
    room -= body.length - budget;
  }
}

const NOT_SHOWN = '**The plan is too long to be shown.**';

/** The plan's digest stands for those that are counted only, too; but not where not even the first are shown. */
function shownOf(plan: string, changes: readonly string[]): Shown {
  return changes.length === 0 ? NOTHING_SHOWN : { plan, changes };
}

function footer(runUrl: string | undefined): string {
  return runUrl === undefined
    ? ''
    : `\n\nThe whole plan, as a page and as JSON, is among the artifacts of [this run](${runUrl}).`;
}

/** Is there anything that a pull request's author or reviewer must be told? Without it no comment is begun. */
export function saysSomething(result: PlanResult, policyChanges: readonly PolicyChange[]): boolean {
  if (isFailed(result) || policyChanges.length > 0 || result.changes.length > 0) return true;
  return result.diagnostics.some(({ severity }) => severity === 'error');
}

/** Each policy change in the comment of the deployment that it is about, and all others in the first comment. */
export function policyChangesFor(
  deployment: string,
  all: readonly string[],
  changes: readonly PolicyChange[],
): readonly PolicyChange[] {
  const about = ({ path }: PolicyChange) => all.find((name) => path.startsWith(`deployments.${name}.`)) ?? all[0];
  return changes.filter((change) => about(change) === deployment);
}
