/** What a terminal renderer works with: its colours and its width. */
import { type Colors, colors } from './colors.ts';
import { wrap } from './layout.ts';
import { DEFAULT_COLUMNS, type TerminalOptions } from './options.ts';
import { type Phrase, terminalPhrase } from './phrase.ts';

export interface Terminal {
  readonly paint: Colors;
  readonly columns: number;
  readonly verbose: boolean;
}

/** Narrower than this nothing can be laid out. */
const MIN_COLUMNS = 40;

export function terminal(options: TerminalOptions & { readonly verbose?: boolean }): Terminal {
  return {
    paint: colors(options.color),
    columns: Math.max(MIN_COLUMNS, options.columns ?? DEFAULT_COLUMNS),
    verbose: options.verbose ?? false,
  };
}

/** A phrase as an indented paragraph. */
export function paragraph(phrase: Phrase | string, indent: number, { columns }: Terminal): string {
  const text = typeof phrase === 'string' ? phrase : terminalPhrase(phrase);
  return wrap(text, { first: ' '.repeat(indent), indent: indent + 2, columns });
}
