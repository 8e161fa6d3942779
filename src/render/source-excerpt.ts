/** The line a finding is about, with a caret under the range. Columns count UTF-16 units, cells may be wider. */
import type { SourceRange } from '../model/source.ts';
import { escapeTerminal } from './escape.ts';
import { displayWidth } from './layout.ts';
import type { Terminal } from './terminal.ts';

/** Nothing where the range is empty: then the finding is about the whole file. */
export function sourceExcerpt(text: string, { start, end }: SourceRange, screen: Terminal): readonly string[] {
  if (start.line === end.line && start.column === end.column) return [];
  const line = text.split('\n', start.line)[start.line - 1]?.replace(/\r$/, '');
  if (line === undefined || line.trim() === '') return [];
  const from = start.column - 1;
  const to = end.line === start.line ? Math.max(end.column - 1, from + 1) : Math.max(line.length, from + 1);
  const number = String(start.line);
  const margin = ' '.repeat(number.length);
  const room = screen.columns - number.length - 8;
  const { before, marked, after } = around(line, from, to, room);
  const carets = '^'.repeat(Math.max(1, displayWidth(marked)));
  return [
    // Escaped again, because a command may stand across the borders of the parts.
    `    ${screen.paint.dim(`${number} |`)} ${escapeTerminal(before + marked + after)}`,
    `    ${screen.paint.dim(`${margin} |`)} ${' '.repeat(displayWidth(before))}${screen.paint.red(carets)}`,
  ];
}

/** A long line is cut to what is near the range. */
function around(line: string, from: number, to: number, room: number) {
  const before = escapeTerminal(line.slice(0, from));
  const marked = escapeTerminal(line.slice(from, to));
  const after = escapeTerminal(line.slice(to));
  if (displayWidth(before + marked + after) <= room) return { before, marked, after };
  const shownMarked = cutEnd(marked, Math.floor(room * 0.6));
  const shownBefore = cutStart(before, Math.floor(room * 0.3));
  const left = room - displayWidth(shownBefore) - displayWidth(shownMarked);
  return { before: shownBefore, marked: shownMarked, after: shownMarked === marked ? cutEnd(after, left) : '' };
}

function cutEnd(text: string, width: number): string {
  const characters = Array.from(text);
  return characters.length <= width ? text : `${characters.slice(0, Math.max(0, width - 1)).join('')}…`;
}

function cutStart(text: string, width: number): string {
  const characters = Array.from(text);
  return characters.length <= width ? text : `…${characters.slice(characters.length - width + 1).join('')}`;
}
