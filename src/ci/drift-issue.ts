/** The one issue about a deployment that is not what the files say. Pure. */
import type { Change } from '../model/change.ts';
import type { Plan } from '../model/plan.ts';
import { counted } from '../render/counts.ts';
import { markdownPhrase, quote } from '../render/phrase.ts';
import type { Place } from '../render/plan/change-markdown.ts';
import { fit } from '../render/plan/markdown-budget.ts';
import { planPart } from '../render/plan/plan-sections-markdown.ts';
import { driftMarker } from './markers.ts';
import { COMMENT_BUDGET } from './plan-comment.ts';

/** What is only pending waits for its apply; a block is somebody's decision, and shown, but no drift. */
export function hasDrift(plan: Plan): boolean {
  return plan.drift || moved(plan).length > 0;
}

/** A cause that is not known may be drift; but not where nothing was ever applied. */
function moved({ changes, live }: Plan): readonly Change[] {
  return changes.filter(
    ({ causes }) => causes.includes('drift') || (causes.length === 0 && live.lastApplied !== undefined),
  );
}

export function driftTitle(deployment: string): string {
  return `Drift on ${deployment}`;
}

export function driftBody(plan: Plan, place: Place): string {
  const { deployment, unmanaged, drift, diagnostics } = plan;
  const departs = diagnostics.some(({ code }) => code === 'declaration-differs');
  const count = moved(plan).length;
  const what = [
    ...(count > 0
      ? [`${counted(count, 'partner')} ${count === 1 ? 'was' : 'were'} changed there without a commit`]
      : []),
    ...(drift && unmanaged.length > 0 ? [`${counted(unmanaged.length, 'live partner')} no file declares`] : []),
    ...(departs ? ['the server does otherwise than `enforces` declares'] : []),
    // the one reason that is left
    ...(drift && unmanaged.length === 0 && !departs ? ['what stands written there is not what is in force'] : []),
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
  return `${driftMarker(deployment)}\n\n**There is no drift on ${markdownPhrase([quote(deployment)])}.** This is opened again when there is.\n`;
}
