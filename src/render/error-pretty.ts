/** An error and what to do about it, at a terminal. */
import type { ErrorReport } from '../model/errors.ts';
import { quote } from './phrase.ts';
import { paragraph, type Terminal } from './terminal.ts';

export function errorLines({ message, hint }: ErrorReport, indent: number, terminal: Terminal): readonly string[] {
  const lines = [paragraph([quote(message)], indent, terminal)];
  if (hint !== '') lines.push(paragraph(['hint: ', quote(hint)], indent, terminal));
  return lines;
}
