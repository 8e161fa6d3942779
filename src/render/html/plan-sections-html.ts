/** What one deployment's plan says on a page, as sections that can be cut to a budget. */
import type { Change } from '../../model/change.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { type FailedPlan, type Plan, selectors } from '../../model/plan.ts';
import { counted, thousands } from '../counts.ts';
import { command, quote } from '../phrase.ts';
import { byDoing, dangerWords, headlineCounts, isDangerous, ownDiagnostics } from '../plan/plan-words.ts';
import { changeItem } from './change-html.ts';
import { type Html, html, NOTHING, phrased } from './markup.ts';
import type { PagePart, PageSection } from './page-budget.ts';
import { type Picture, type PictureInput, picture } from './picture/picture.ts';
import { strengthWords } from './picture/spots.ts';
import { blockedSection, digestLines, refusalSection, unmanagedSection } from './plan-notes-html.ts';
import { findingSection, fixed, RANK } from './section-lists.ts';

/** Up to so many dangerous changes are seen without a click. */
const MOST_OPEN = 10;

export interface PartOptions extends Pick<PictureInput, 'live' | 'localDomains'> {
  /** Unique in the page. */
  readonly id: string;
  readonly comparedToBase: boolean;
  /** The only deployment: what is dangerous has been said at the top of the page. */
  readonly alone: boolean;
}

export function failedPart({ deployment, error }: FailedPlan, id: string): PagePart {
  const hint = error.hint === '' ? NOTHING : html`<p>What to do: ${phrased([quote(error.hint)])}</p>`;
  return [
    fixed(html`<section aria-labelledby="${id}">
<h2 id="${id}">${phrased([quote(deployment)])}</h2>
<div class="note-stop"><p><strong>Could not be planned:</strong> ${phrased([quote(error.message)])}</p>
${hint}</div></section>
`),
  ];
}

export function planPart(plan: Plan, options: PartOptions): PagePart {
  const { id } = options;
  const found = ownDiagnostics(plan);
  const changeId = (change: number) => `${id}-c${change + 1}`;
  const drawn = picture({ ...options, plan, changeId, id: `${id}-picture` });
  return [
    fixed(html`<section aria-labelledby="${id}">
<h2 id="${id}">${phrased([quote(plan.deployment)])}</h2>
${headLines(plan, options.alone)}`),
    refusalSection(plan),
    findingSection(found.filter(isError), 'Errors: nothing of this can be applied', {
      kind: 'note-stop',
      rank: RANK.stop,
    }),
    ...pictureSections(drawn, plan),
    ...changeSections(plan, options.comparedToBase, changeId),
    unmanagedSection(plan),
    blockedSection(plan),
    findingSection(
      found.filter((each) => !isError(each)),
      'Findings',
      { kind: 'note-warn', rank: RANK.finding },
    ),
    fixed(html`${digestLines(plan)}</section>
`),
  ].filter(({ open, items }) => open.markup !== '' || items.length > 0);
}

function headLines({ changes, summary }: Plan, alone: boolean): Html {
  const { unchanged, unmanaged, blocked } = summary;
  if (changes.length === 0) {
    const also = headlineCounts({ add: 0, update: 0, remove: 0, unchanged: 0, unmanaged, blocked });
    return html`<p>No changes, ${counted(unchanged, 'partner')} in place${also === '' ? '' : `, ${also}`}.</p>\n`;
  }
  const ending = changes.reduce((sum, { endsSessions = [] }) => sum + endsSessions.length, 0);
  const ends = ending === 0 ? NOTHING : html` Ends <strong>${counted(ending, 'live session')}</strong>.`;
  return html`<p>${headlineCounts(summary)}.${ends}</p>\n${alone ? NOTHING : danger(changes)}`;
}

function danger(changes: readonly Change[]): Html {
  const words = dangerWords(changes);
  if (words.length === 0) return html`<p>Nothing weakens, and nobody is cut off.</p>\n`;
  return html`<p><strong class="danger">${words.join(', ')}.</strong></p>\n`;
}

function pictureSections({ figure, roster }: Picture, plan: Plan): readonly PageSection[] {
  const isEmpty = [...roster.values()].every(({ length }) => length === 0) && plan.changes.length === 0;
  if (isEmpty) return [];
  const lists = [...roster].filter(([, domains]) => domains.length > 0);
  const total = lists.reduce((sum, [, { length }]) => sum + length, 0);
  return [
    {
      open: html`<h3>Who may talk to whom</h3>\n`,
      items: [{ full: () => figure, rank: RANK.picture }],
      close: NOTHING,
      less: () => html`<p>The picture is left out: the page would be too large.</p>`,
    },
    fixed(
      html`<details><summary>Everybody after this plan, by weakest method: ${counted(total, 'partner')}</summary><div>`,
    ),
    ...lists.map(([strength, domains]) => ({
      open: html`<p>${strengthWords(strength)}: ${thousands(domains.length)}</p><ul class="names">`,
      items: domains.map((domain) => ({ full: () => html`<li><code>${domain}</code></li>`, rank: RANK.roster })),
      close: html`</ul>`,
      less: (missing: number) => html`<p>… and ${thousands(missing)} more.</p>`,
    })),
    fixed(html`</div></details>\n`),
  ];
}

function changeSections(
  plan: Plan,
  comparedToBase: boolean,
  changeId: (change: number) => string,
): readonly PageSection[] {
  const { own, waiting, drift } = byDoing(plan, comparedToBase);
  const places = new Map(plan.changes.map((change, index) => [change, index]));
  const open = plan.changes.filter(isDangerous).length <= MOST_OPEN;
  const foreign = comparedToBase ? ' Not the doing of this pull request.' : '';
  const section = (title: string, words: string, changes: readonly Change[], rest: number): PageSection => {
    if (changes.length === 0) return fixed(NOTHING);
    const note = words === '' ? NOTHING : html`<p>${words}</p>\n`;
    return {
      open: html`<h3>${title}</h3>\n${note}`,
      items: changes.map((change) =>
        changeItem(change, {
          id: changeId(places.get(change) ?? 0),
          open: open && isDangerous(change),
          rank: { danger: RANK.danger, rest },
        }),
      ),
      close: NOTHING,
      less: (missing, brief) => lessChanges(plan, missing, brief),
    };
  };
  return [
    section('Changes', '', own, RANK.own),
    section('Waiting', `Committed, but not applied yet.${foreign}`, waiting, RANK.waiting),
    section('Drift', `Somebody changed the server by hand.${foreign}`, drift, RANK.drift),
  ];
}

function lessChanges(plan: Plan, missing: number, brief: number): Html {
  const whole = phrased([command(`partnerctl plan ${selectors(plan)} --format json`)]);
  const parts = [
    ...(missing > 0 ? [`${counted(missing, 'more change')} not shown`] : []),
    ...(brief > 0 ? [`${counted(brief, 'change')} shown without the fields`] : []),
  ];
  return html`<p><strong>${parts.join(', ')}</strong>, because the page would be too large. All of it: ${whole}</p>\n`;
}

function isError({ severity }: Diagnostic): boolean {
  return severity === 'error';
}
