/** Findings as golden files show them: one line each, with the exact range, and what to write instead below. */
import { lint } from '../../src/lint/lint.ts';
import { RULES } from '../../src/lint/rules.ts';
import { load } from '../../src/load/load.ts';
import { LOAD_RULES } from '../../src/load/rules.ts';
import { compareDiagnostics, type Diagnostic } from '../../src/model/diagnostic.ts';
import type { Position } from '../../src/model/source.ts';
import { TODAY } from './lint-texts.ts';

/** Everything that reading and lint find in a repository, in the order of the output. */
export function findingsIn(root: string): readonly Diagnostic[] {
  const { workspace, diagnostics, faulty, configBroken } = load({ root, rules: [...LOAD_RULES, ...RULES] });
  const found = lint({ workspace, today: TODAY, faulty, configBroken }, LOAD_RULES);
  return [...diagnostics, ...found].sort(compareDiagnostics);
}

export function goldenText(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map(goldenLines).join('');
}

function goldenLines({ code, severity, message, hint, range, related = [] }: Diagnostic): string {
  const place = range === undefined ? '-' : `${range.file}:${span(range)}`;
  const elsewhere = related.map((other) => `  ${other.file}:${span(other)}: ${other.message}\n`).join('');
  return `${place} ${severity} ${code}: ${message}\n${hint === undefined ? '' : `  hint: ${hint}\n`}${elsewhere}`;
}

function span({ start, end }: { readonly start: Position; readonly end: Position }): string {
  const until = start.line === end.line ? `${end.column}` : `${end.line}:${end.column}`;
  return `${start.line}:${start.column}-${until}`;
}
