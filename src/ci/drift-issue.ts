/** The one issue about a deployment that is not what the files say. Pure. */
import type { Plan } from '../model/plan.ts';
import { counted } from '../render/counts.ts';
import { markdownPhrase, quote } from '../render/phrase.ts';
import type { Place } from '../render/plan/change-markdown.ts';
import { fit } from '../render/plan/markdown-budget.ts';
import { planPart } from '../render/plan/plan-sections-markdown.ts';
import { driftMarker } from './markers.ts';
import { COMMENT_BUDGET } from './plan-comment.ts';

/** What is only pending waits for its apply; a block is somebody's decision, and shown, but no drift. */
export function hasDrift({ changes, drift }: Plan): boolean {
  return drift || changes.some(({ causes }) => causes.length === 0 || causes.includes('drift'));
}

export function driftTitle(deployment: string): string {
  return `Drift on ${deployment}`;
}

export function driftBody(plan: Plan, place: Place): string {
  const { deployment, changes, unmanaged, drift } = plan;
  const moved = changes.filter(({ causes }) => causes.length === 0 || causes.includes('drift')).length;
  const what = [
    ...(moved > 0
      ? [`${counted(moved, 'partner')} ${moved === 1 ? 'was' : 'were'} changed there without a commit`]
      : []),
    ...(drift ? [`${counted(unmanaged.length, 'live partner')} no file declares`] : []),
  ];
  const head = `${driftMarker(deployment)}\n\n**${markdownPhrase([quote(deployment)])} is not what the files say:** ${what.join(', and ')}.

An apply puts back what was changed, unless a guard asks who meant it; to keep it, write it into the files, for instance with ${'`partnerctl import`'}. This issue is closed by itself.\n\n`;
  const { text } = fit(
    [planPart(plan, false, place)],
    COMMENT_BUDGET - head.length,
    () => '**The plan is too long to be shown.**',
  );
  return `${head}${text}\n`;
}

export function cleanBody(deployment: string): string {
  return `${driftMarker(deployment)}\n\n**${markdownPhrase([quote(deployment)])} is what the files say.** It is opened again when that changes.\n`;
}
