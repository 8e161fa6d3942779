/**
 * Plans as one page that needs nothing but a browser: a sentence for whoever approves, policy changes, then each
 * deployment with its picture and its changes, the dangerous first. No script, no request, never above its budget.
 */

import type { PartnerSettings } from '../../model/partner.ts';
import { isFailed, type Plan, type PlanResult } from '../../model/plan.ts';
import type { PolicyChange } from '../../model/policy-change.ts';
import { counted } from '../counts.ts';
import { clip } from '../escape.ts';
import { type Phrase, quote, say } from '../phrase.ts';
import { planSentence } from '../plan/plan-sentence.ts';
import { dangerWords, headlineCounts, overviewWords } from '../plan/plan-words.ts';
import { type Html, html, joined, NOTHING, phrased } from './markup.ts';
import { page } from './page.ts';
import { fitPage, type PagePart } from './page-budget.ts';
import { failedPart, planPart } from './plan-sections-html.ts';
import { listSection } from './section-lists.ts';
import { STYLE } from './style.ts';

/** In bytes. Browsers open it at once, and forges keep and show it. */
export const PAGE_BUDGET = 2_000_000;
/** The page around the parts, besides its style; what is in it is clipped. */
const FRAME = 20_000;
/** Of a name in the page's own heading. */
const MAX_NAME = 200;
/** Of the index each deployment takes about this much, whatever it is called. */
const INDEX_ENTRY = 2_500;

export interface PlanHtmlOptions {
  readonly policyChanges?: readonly PolicyChange[];
  /** Were the plans made with `--base`? Then what is not proposed is told apart. Default: where anything is. */
  readonly comparedToBase?: boolean;
  /** Names the repository. */
  readonly workspace?: string | null;
  /** Ours: they stand in the middle of the picture. */
  readonly localDomains?: readonly string[];
  /** By deployment, what each has now. Without it a picture shows only what the plan names. */
  readonly live?: ReadonlyMap<string, readonly PartnerSettings[]>;
  /** Most bytes; default 2,000,000. Below 100,000 there may be more. */
  readonly budget?: number;
}

export function renderPlansHtml(results: readonly PlanResult[], options: PlanHtmlOptions = {}): string {
  const { policyChanges = [], localDomains = [], budget = PAGE_BUDGET } = options;
  const workspace = options.workspace == null ? null : clip(options.workspace, MAX_NAME);
  const proposes = results.some(
    (result) => !isFailed(result) && result.changes.some(({ causes }) => causes.includes('proposed')),
  );
  const comparedToBase = options.comparedToBase ?? proposes;
  const parts: readonly PagePart[] = [
    [policySection(policyChanges)],
    ...results.map((result, index) => {
      const id = idOf(index);
      if (isFailed(result)) return failedPart(result, id);
      const live = options.live?.get(result.deployment);
      return planPart(result, { id, comparedToBase, localDomains, live, alone: results.length === 1 });
    }),
  ];
  const index = results.length > 1 ? Math.min(results.length * INDEX_ENTRY, budget / 10) : 0;
  const fitted = fitPage(parts, budget - Buffer.byteLength(STYLE) - FRAME - index);
  const left = Math.min(fitted.missing, results.length);
  const shown = results.length - left;
  const missing =
    left === 0
      ? NOTHING
      : html`<p><strong>${counted(left, 'more deployment')} not shown</strong>, because the page would be too large.</p>`;
  return page({
    title: titleOf(results, workspace),
    heading:
      workspace === null
        ? html`What an apply would change`
        : html`What an apply of <bdi>${workspace}</bdi> would change`,
    lead: sentence(results),
    navigation: results.length > 1 ? indexOf(results, shown, index) : NOTHING,
    main: html`${fitted.parts}${missing}`,
    footer: html`A plan of partnerctl. This page has no script and loads nothing.`,
  });
}

function idOf(index: number): string {
  return `d${index + 1}`;
}

function titleOf(results: readonly PlanResult[], workspace: string | null): string {
  const [only] = results;
  const where = workspace === null ? '' : `${workspace}: `;
  if (only === undefined || results.length > 1) return `${where}plan for ${counted(results.length, 'deployment')}`;
  return `${where}plan for ${clip(only.deployment, MAX_NAME)}`;
}

function sentence(results: readonly PlanResult[]): Html {
  const clauses = planSentence(results).map(({ words, strong }) => {
    const text = phrased(words);
    return strong ? html`<strong class="danger">${text}</strong>` : text;
  });
  return joined(clauses, ' ');
}

/** The key is ours, the values are the repository's. */
function policySection(changes: readonly PolicyChange[]) {
  const lines = changes.map(({ path, before, after }) => say`${path}: ${value(before)} → ${value(after)}`);
  return listSection(lines, 'Policy changes, in effect after the merge', { kind: 'note-warn', rank: 0, heading: 'h2' });
}

function value(text: string | null): Phrase {
  return text === null ? ['none'] : [{ value: text }];
}

/** As many entries as fit; the others are on the page nevertheless. */
function indexOf(results: readonly PlanResult[], shown: number, room: number): Html {
  const entries: Html[] = [];
  let left = room;
  for (const [index, result] of results.slice(0, shown).entries()) {
    const entry = html`<li><a href="#${idOf(index)}">${phrased([quote(result.deployment)])}</a>: ${isFailed(result) ? html`<strong class="danger">could not be planned</strong>` : entryWords(result)}</li>
`;
    left -= Buffer.byteLength(entry.markup);
    if (left < 0) break;
    entries.push(entry);
  }
  const more = shown - entries.length;
  return html`<nav aria-label="Deployments">
<p>${overviewWords(results)}</p>
<ul>
${entries}</ul>
${more > 0 ? html`<p>${counted(more, 'more deployment')} further down.</p>` : NOTHING}</nav>`;
}

function entryWords(plan: Plan): Html {
  if (plan.changes.length === 0) return html`no changes`;
  const danger = dangerWords(plan.changes);
  const also = danger.length === 0 ? NOTHING : html`; <strong class="danger">${danger.join(', ')}</strong>`;
  return html`${headlineCounts(plan.summary)}${also}`;
}
