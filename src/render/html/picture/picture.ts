/** The picture of a deployment with its legend and the list of everybody, which says the same in words. */
import { displayDomain } from '../../../model/domain-name.ts';
import type { PartnerSettings } from '../../../model/partner.ts';
import type { Plan } from '../../../model/plan.ts';
import { counted, thousands } from '../../counts.ts';
import { METHOD_MEANINGS } from '../../method-words.ts';
import { type Html, html, NOTHING } from '../markup.ts';
import { draw, type Scene } from './draw.ts';
import { narrowLayout, wideLayout } from './layout.ts';
import { pictureWords, spotsOf, strengthWords } from './spots.ts';
import { type Census, census, type Mark, STRENGTHS, type Standing, type Strength, standings } from './standing.ts';
import { symbolAlone } from './symbols.ts';

export interface PictureInput extends Pick<Scene, 'localDomains' | 'id' | 'changeId'> {
  readonly plan: Plan;
  /** Undefined: only what the plan names can be drawn. */
  readonly live: readonly PartnerSettings[] | undefined;
}

export interface Picture {
  readonly figure: Html;
  /** Everybody after the plan, by method, weakest first. */
  readonly roster: ReadonlyMap<Strength, readonly string[]>;
}

export function picture({ plan, live, ...given }: PictureInput): Picture {
  const everybody = standings(plan, live);
  const spots = spotsOf(everybody);
  const { deployment } = plan;
  const words = pictureWords(deployment, spots, everybody.length);
  const scene: Scene = { ...given, deployment, words };
  const missing = live === undefined ? plan.summary.unchanged : 0;
  const left =
    missing === 0
      ? ''
      : ` ${counted(missing, 'partner')} that nothing changes about ${missing === 1 ? 'is' : 'are'} not drawn.`;
  const figure = html`<figure>
${draw(wideLayout(spots.spots), scene)}
${draw(narrowLayout(spots.spots), scene)}
<figcaption>${words}${left}</figcaption>
${legend(live === undefined ? undefined : census(plan, live))}
${key(everybody)}
</figure>`;
  return { figure, roster: rosterOf(everybody) };
}

function legend(counts: ReadonlyMap<Strength, Census> | undefined): Html {
  const shown = STRENGTHS.filter(
    (strength) => strength !== 'none' || (counts !== undefined && someOf(counts.get(strength))),
  );
  const rows = shown.map((strength) => {
    const count = counts?.get(strength);
    const numbers =
      count === undefined
        ? NOTHING
        : html`<td class="number">${thousands(count.now)}</td><td class="number${count.now === count.after ? '' : ' moved'}">${thousands(count.after)}</td>`;
    return html`<tr class="m-${strength}"><th scope="row">${symbolAlone({ strength, mark: 'unchanged', blocked: false, many: false })} ${strengthWords(strength)}</th><td>${meaning(strength)}</td>${numbers}</tr>\n`;
  });
  const columns =
    counts === undefined
      ? NOTHING
      : html`<th scope="col" class="number">Now</th><th scope="col" class="number">After</th>`;
  return html`<table class="legend"><caption>Partners by the weakest method they may authenticate by</caption>
<thead><tr><th scope="col">Weakest method</th><th scope="col">Means</th>${columns}</tr></thead>
<tbody>${rows}</tbody></table>`;
}

function someOf(count: Census | undefined): boolean {
  return count !== undefined && count.now + count.after > 0;
}

function meaning(strength: Strength): string {
  return strength === 'none' ? 'no method is permitted' : METHOD_MEANINGS[strength];
}

/** Only the signs that occur. */
function key(everybody: readonly Standing[]): Html {
  const having = (test: (standing: Standing) => boolean) => everybody.some(test);
  const isChanged = ({ mark, change }: Standing) => change !== undefined && mark !== 'removed';
  const entry = (mark: Mark, blocked: boolean, words: string) =>
    html`<li>${symbolAlone({ strength: 'sasl-tls', mark, blocked, many: false })} ${words}</li>`;
  const entries = [
    ...(having(isChanged) ? [entry('changed', false, 'in a ring: new, or changed by this plan')] : []),
    ...(having(({ mark }) => mark === 'removed') ? [entry('removed', false, 'hollow, struck through: removed')] : []),
    ...(having(({ mark }) => mark === 'unmanaged')
      ? [entry('unmanaged', false, 'dashed: unmanaged, no file declares it')]
      : []),
    ...(having(({ blocked }) => blocked !== null)
      ? [entry('unchanged', true, 'barred: blocked, the whole or a domain of it')]
      : []),
  ];
  return entries.length === 0 ? NOTHING : html`<ul class="key">${entries}</ul>`;
}

function rosterOf(everybody: readonly Standing[]): ReadonlyMap<Strength, readonly string[]> {
  const staying = everybody.filter(({ mark }) => mark !== 'removed');
  return new Map(
    STRENGTHS.map((strength) => [
      strength,
      staying.filter((standing) => standing.strength === strength).map(({ domain }) => displayDomain(domain)),
    ]),
  );
}
