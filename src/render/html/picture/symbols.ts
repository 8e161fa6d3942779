/** One sign for each method, so that nobody needs to see colours: circle, square, triangle; a cross where nobody may. */
import { type Html, html, NOTHING } from '../markup.ts';
import { rounded } from './layout.ts';
import type { Mark, Strength } from './standing.ts';

/** Marks of what the plan changes: they get a ring. */
const RINGED: ReadonlySet<Mark> = new Set(['weakened', 'narrowed', 'added', 'widened', 'tightened', 'changed']);

export interface SymbolLook {
  readonly strength: Strength;
  readonly mark: Mark;
  readonly blocked: boolean;
  /** A group is a pile. */
  readonly many: boolean;
}

export function symbol({ strength, mark, blocked, many }: SymbolLook, x: number, y: number): Html {
  const looks = [
    'shape',
    ...(mark === 'removed' ? ['hollow'] : []),
    ...(mark === 'unmanaged' ? ['dashed'] : []),
    ...(strength === 'none' ? ['stroked'] : []),
  ].join(' ');
  const shape = (offset: number) =>
    html`<path class="${looks}" d="${outline(strength, rounded(x + offset), rounded(y - offset))}"/>`;
  const ring = RINGED.has(mark) && !many ? html`<circle class="ring" cx="${x}" cy="${y}" r="11.5"/>` : NOTHING;
  const bar = blocked ? html`<path class="bar" d="M${rounded(x - 9)} ${rounded(y + 9)}l18 -18"/>` : NOTHING;
  return html`${many ? [shape(5), shape(2.5)] : []}${shape(0)}${ring}${bar}`;
}

function outline(strength: Strength, x: number, y: number): string {
  switch (strength) {
    case 'sasl-tls':
      return `M${rounded(x - 6)} ${y}a6 6 0 1 0 12 0a6 6 0 1 0 -12 0z`;
    case 'tls-dialback':
      return `M${rounded(x - 5.5)} ${rounded(y - 5.5)}h11v11h-11z`;
    case 'tcp-dialback':
      return `M${x} ${rounded(y - 7)}l7 12.5h-14z`;
    case 'none':
      return `M${rounded(x - 5)} ${rounded(y - 5)}l10 10m0 -10l-10 10`;
  }
}

/** In a legend or a list, beside words that say the same. */
export function symbolAlone(look: SymbolLook): Html {
  return html`<svg class="sign m-${look.strength}" viewBox="0 0 26 26" aria-hidden="true">${symbol(look, 13, 13)}</svg>`;
}
