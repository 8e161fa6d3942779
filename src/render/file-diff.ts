/** What would change in a file, as a unified diff at a terminal: what cannot be seen is shown as an escape. */
import { colors } from './colors.ts';
import { escapeTerminal } from './escape.ts';
import type { TerminalOptions } from './options.ts';
import { lineDiff } from './text-diff.ts';

/** Ends with a line end; empty where the texts are equal. */
export function renderFileDiff(file: string, before: string, after: string, options: TerminalOptions): string {
  const hunks = lineDiff(before, after);
  if (hunks.length === 0) return '';
  const paint = colors(options.color);
  const bySign: Readonly<Record<string, (text: string) => string>> = {
    '+': paint.green,
    '-': paint.red,
    '@': paint.cyan,
  };
  const header = [paint.bold(`--- ${escapeTerminal(file)}`), paint.bold(`+++ ${escapeTerminal(file)}`)];
  const lines = hunks.map((line) => (bySign[line.charAt(0)] ?? String)(escapeTerminal(line)));
  return `${[...header, ...lines].join('\n')}\n`;
}
