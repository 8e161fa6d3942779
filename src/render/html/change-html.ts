/** One change: its effect and what it means in the line that is always seen, everything else below it. */
import type { Change, FieldChange } from '../../model/change.ts';
import { displayDomain } from '../../model/domain-name.ts';
import { fieldLabel } from '../field-value.ts';
import { listed, type Phrase, say } from '../phrase.ts';
import { essentialsOf } from '../plan/essentials.ts';
import { fieldDifference } from '../plan/field-difference.ts';
import { meaningOf } from '../plan/meaning.ts';
import { causeWords, EFFECT_WORDS, evidenceWords, isDangerous, sessionWords } from '../plan/plan-words.ts';
import { isProbeRefused, probeWords } from '../probe/beside-change.ts';
import { fieldTable } from './difference-html.ts';
import { type Html, html, joined, NOTHING, phrased } from './markup.ts';
import type { PageItem } from './page-budget.ts';

const SHOWN = 5;
const SHOWN_SESSIONS = 50;

export interface ChangeItemOptions {
  /** Unique in the page. */
  readonly id: string;
  /** Is it seen without a click? */
  readonly open: boolean;
  readonly rank: { readonly danger: number; readonly rest: number };
}

export function changeItem(change: Change, { id, open, rank }: ChangeItemOptions): PageItem {
  const kind = change.effects[0] ?? 'neutral';
  return {
    full: () => html`<details class="${kind}" id="${id}"${open ? html` open=""` : NOTHING}><summary>${head(change)}</summary>
<div>${whole(change)}</div></details>
`,
    brief: () => html`<p class="row" id="${id}">${head(change)}</p>
`,
    rank: isDangerous(change) ? rank.danger : rank.rest,
    urgent: isDangerous(change),
  };
}

const ACTION_WORDS: Readonly<Record<Change['action'], string>> = { add: 'new', update: 'update', remove: 'remove' };

function head(change: Change): Html {
  const { action, domain, effects } = change;
  const badges = effects.map((effect) => html`<span class="badge ${effect}">${EFFECT_WORDS[effect]}</span>`);
  const refused = isProbeRefused(change) ? html` <span class="badge closes">PROBE: REFUSED</span>` : NOTHING;
  return html`${joined(badges, ' ')}${refused} ${ACTION_WORDS[action]} <code>${displayDomain(domain)}</code> <span class="gist">${joined(gistOf(change).map(phrased), '; ')}</span>`;
}

/** What it comes to, for whoever reads no further: whose access comes or goes, and what else it means. */
function gistOf(change: Change): readonly Phrase[] {
  const { action, before, after, fields } = change;
  const settings = after ?? before;
  if (action !== 'update' && settings !== null) return [essentialsOf(settings, SHOWN), ...meaningOf(change)];
  const gist = [...meaningOf(change), ...fields.flatMap(domainsThatMove)];
  return gist.length > 0 ? gist : [[fields.map(({ field }) => fieldLabel(field)).join(', ')]];
}

function domainsThatMove({ field, before, after }: FieldChange): readonly Phrase[] {
  const difference = fieldDifference(field, before, after);
  if (difference.kind !== 'list') return [];
  const { added, removed } = difference;
  return [
    ...(removed.length > 0 ? [['without ', ...listed(removed, SHOWN)]] : []),
    ...(added.length > 0 ? [['with ', ...listed(added, SHOWN)]] : []),
  ];
}

function whole(change: Change): Html {
  const { evidence, causes, endsSessions = [], file, digest } = change;
  const lines: readonly Phrase[] = [
    ...probeWords(change),
    ...(evidence === undefined ? [] : [evidenceWords(evidence)]),
    ...(causes.length === 0 ? [] : [[causeWords(causes)]]),
    ...(endsSessions.length === 0 ? [] : [sessionWords(endsSessions, 'ends', SHOWN_SESSIONS)]),
    ...(file === undefined ? [] : [say`in ${file}`]),
    say`digest ${digest}`,
  ];
  return html`${fieldTable(change)}
<ul>${lines.map((line) => html`<li>${phrased(line)}</li>`)}</ul>`;
}
