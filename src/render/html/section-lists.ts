/** Sections of a page that are lists, and the order in which sections give way. */
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { SourceRange } from '../../model/source.ts';
import { thousands } from '../counts.ts';
import { type Phrase, quote, say } from '../phrase.ts';
import { type Html, html, NOTHING, phrased } from './markup.ts';
import type { PageItem, PageSection } from './page-budget.ts';

/** Lower goes first. */
export const RANK = {
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

export function findingSection(diagnostics: readonly Diagnostic[], title: string, look: ListLook): PageSection {
  const lines = diagnostics.map(({ code, severity, message, hint, range, related = [] }): Phrase => {
    const place = range === undefined ? [] : say` ${placeOf(range)}`;
    const elsewhere = related.flatMap((other) => say` ${placeOf(other)}: ${quote(other.message)}.`);
    const advice = hint === undefined ? [] : say` What to do: ${quote(hint)}`;
    return [severity, ...place, ' ', quote(message), ' (', { value: code }, ').', ...elsewhere, ...advice];
  });
  return listSection(lines, title, look);
}

function placeOf({ file, start }: SourceRange): string {
  return `${file}:${start.line}:${start.column}`;
}

interface ListLook {
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

/** Always there. */
export function fixed(open: Html): PageSection {
  return { open, items: [], close: NOTHING, less: () => NOTHING };
}
