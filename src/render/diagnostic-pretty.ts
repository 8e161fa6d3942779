/** One finding at a terminal: place, severity, message, the line it is about, and what to write instead. */
import type { Diagnostic, Severity } from '../model/diagnostic.ts';
import type { SourceRange } from '../model/source.ts';
import type { Paint } from './colors.ts';
import { escapeTerminal } from './escape.ts';
import { quote, terminalPhrase } from './phrase.ts';
import { sourceExcerpt } from './source-excerpt.ts';
import { paragraph, type Terminal } from './terminal.ts';

export interface DiagnosticPrettyOptions {
  readonly indent?: number;
  /** Where it is known, the line is shown. */
  readonly textOf?: ((file: string) => string | undefined) | undefined;
}

export function diagnosticPretty(
  { code, severity, message, hint, range, related = [] }: Diagnostic,
  screen: Terminal,
  { indent = 0, textOf }: DiagnosticPrettyOptions = {},
): string {
  const { paint } = screen;
  const margin = ' '.repeat(indent);
  const lines = range === undefined ? [] : [margin + paint.bold(place(range))];
  const inner = indent + (range === undefined ? 0 : 2);
  const said = `${severityPaint(severity, screen)(severity)} ${terminalPhrase([quote(message)])} ${paint.dim(`(${escapeTerminal(code)})`)}`;
  lines.push(paragraph(said, inner, screen));
  const text = range === undefined ? undefined : textOf?.(range.file);
  if (range !== undefined && text !== undefined) lines.push(...sourceExcerpt(text, range, screen));
  for (const other of related) lines.push(paragraph([`${place(other)} `, quote(other.message)], inner + 2, screen));
  if (hint !== undefined) lines.push(paragraph(['hint: ', quote(hint)], inner + 2, screen));
  return lines.join('\n');
}

/** As terminals and editors make it clickable. */
function place({ file, start }: SourceRange): string {
  return `${escapeTerminal(file)}:${start.line}:${start.column}`;
}

export function severityPaint(severity: Severity, { paint }: Terminal): Paint {
  if (severity === 'error') return (text) => paint.bold(paint.red(text));
  return severity === 'warning' ? paint.yellow : paint.cyan;
}
