/** What one deployment's plan says on a page, as sections that can be cut to a budget. */
import type { Change } from '../../model/change.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { shortDigest } from '../../model/digest-prefix.ts';
import { displayDomain } from '../../model/domain-name.ts';
import { type FailedPlan, type Plan, selectors } from '../../model/plan.ts';
import { counted, thousands } from '../counts.ts';
import { command, type Phrase, quote, say } from '../phrase.ts';
import {
  blockedWords,
  byDoing,
  dangerWords,
  headlineCounts,
  isDangerous,
  ownDiagnostics,
  UNMANAGED_WORDS,
} from '../plan/plan-words.ts';
import { wayOut } from '../refusal-pretty.ts';
import { changeItem } from './change-html.ts';
import { type Html, html, NOTHING, phrased } from './markup.ts';
import type { PageItem, PagePart, PageSection } from './page-budget.ts';
import { type Picture, type PictureInput, picture } from './picture/picture.ts';
import { strengthWords } from './picture/spots.ts';

/** Lower goes first. */
const RANK = {
  stop: 0,
  picture: 1,
  danger: 2,
  own: 3,
  finding: 4,
  waiting: 5,
  drift: 6,
  blocked: 7,
  unmanaged: 8,
  roster: 9,
} as const;
/** Up to so many dangerous changes are seen without a click. */
const MOST_OPEN = 10;

export interface PartOptions extends Pick<PictureInput, 'live' | 'localDomains'> {
  /** Unique in the page. */
  readonly id: string;
  readonly comparedToBase: boolean;
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
${headLines(plan)}`),
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

function headLines({ changes, summary }: Plan): Html {
  const { unchanged, unmanaged, blocked } = summary;
  if (changes.length === 0) {
    const also = headlineCounts({ add: 0, update: 0, remove: 0, unchanged: 0, unmanaged, blocked });
    return html`<p>No changes, ${counted(unchanged, 'partner')} in place${also === '' ? '' : `, ${also}`}.</p>`;
  }
  const danger = dangerWords(changes);
  const ending = changes.reduce((sum, { endsSessions = [] }) => sum + endsSessions.length, 0);
  return html`<p>${headlineCounts(summary)}.</p>
<p>${danger.length === 0 ? 'Nothing weakens, and nobody is cut off.' : html`<strong class="danger">${danger.join(', ')}.</strong>`}${ending === 0 ? NOTHING : html` Ends <strong>${counted(ending, 'live session')}</strong>.`}</p>`;
}

function refusalSection({ refusals }: Plan): PageSection {
  const lines = refusals.map((refusal) => say`${quote(refusal.message)} (${refusal.guard}); ${wayOut(refusal)}`);
  return listSection(lines, 'An apply will be refused', { kind: 'note-warn', rank: RANK.stop });
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
  const { own, waiting, drift } = byDoing(plan.changes, comparedToBase);
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

function unmanagedSection({ unmanaged, deployment }: Plan): PageSection {
  if (unmanaged.length === 0) return fixed(NOTHING);
  const write = command(`partnerctl import --deployment ${deployment}`);
  return {
    open: html`<h3>Unmanaged</h3>
<p>${counted(unmanaged.length, 'live partner')} that no file declares: kept. To write files for them: ${phrased([write])}</p>
<details><summary>Which, and why they are kept</summary><div><ul>`,
    items: unmanaged.map(({ domain, reason }) => ({
      full: () => html`<li>${phrased(say`${displayDomain(domain)}: ${[UNMANAGED_WORDS[reason]]}`)}</li>\n`,
      rank: RANK.unmanaged,
    })),
    close: html`</ul></div></details>\n`,
    less: (missing) => html`<p>${thousands(missing)} more.</p>`,
  };
}

function blockedSection({ blocked, deployment }: Plan): PageSection {
  if (blocked.length === 0) return fixed(NOTHING);
  const lift = command(`partnerctl unblock DOMAIN --deployment ${deployment}`);
  return {
    open: html`<h3>Blocked, whatever the files say</h3>\n<ul>`,
    items: blocked.map((block) => ({
      full: () => html`<li>${phrased(blockedWords(block))}</li>\n`,
      rank: RANK.blocked,
    })),
    close: html`</ul><p>To lift one: ${phrased([lift])}</p>\n`,
    less: (missing) => html`<p>${thousands(missing)} more.</p>`,
  };
}

export function findingSection(diagnostics: readonly Diagnostic[], title: string, look: ListLook): PageSection {
  const lines = diagnostics.map(({ code, severity, message, hint, range }): Phrase => {
    const place = range === undefined ? [] : say` ${`${range.file}:${range.start.line}:${range.start.column}`}`;
    const advice = hint === undefined ? [] : say` What to do: ${quote(hint)}`;
    return [severity, ...place, ' ', quote(message), ' (', { value: code }, ').', ...advice];
  });
  return listSection(lines, title, look);
}

export interface ListLook {
  readonly kind: 'note-stop' | 'note-warn';
  readonly rank: number;
  /** Default: below a deployment's heading. */
  readonly heading?: 'h2' | 'h3';
}

export function listSection(lines: readonly Phrase[], title: string, look: ListLook): PageSection {
  const { kind, rank, heading = 'h3' } = look;
  if (lines.length === 0) return fixed(NOTHING);
  const items = lines.map((line): PageItem => ({ full: () => html`<li>${phrased(line)}</li>\n`, rank }));
  return {
    open: html`<div class="${kind}"><${heading}>${title}</${heading}><ul>`,
    items,
    close: html`</ul></div>\n`,
    less: (missing) => html`<p>${thousands(missing)} more.</p>`,
  };
}

function digestLines(plan: Plan): Html {
  const { digest, partial, desired, live, changes } = plan;
  const commit = desired.commit === null ? say`outside Git` : say`at commit ${desired.commit.slice(0, 12)}`;
  const uncommitted = desired.uncommitted ? ', with changes that are not committed' : '';
  const lines: readonly Phrase[] = [
    ...(partial ? [['Only what was selected: other partners differ, too.']] : []),
    say`Planned from files ${commit}${[uncommitted]}, on the server's revision ${live.revision}.`,
    ...(changes.length === 0
      ? []
      : [
          say`Plan ${digest}.`,
          say`Exactly this: ${command(`partnerctl apply ${selectors(plan)} --expect ${shortDigest(digest)}`)}`,
        ]),
  ];
  return html`<h3>Digests</h3>\n${lines.map((line) => html`<p>${phrased(line)}</p>\n`)}`;
}

export function fixed(open: Html): PageSection {
  return { open, items: [], close: NOTHING, less: () => NOTHING };
}

function isError({ severity }: Diagnostic): boolean {
  return severity === 'error';
}
