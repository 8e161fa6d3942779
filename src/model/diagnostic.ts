/** A finding: about a file, a plan, a server. Bad input is data of this shape, never an exception. */
import type { SourceRange } from './source.ts';

export type Severity = 'error' | 'warning' | 'info';

/** Another place that belongs to a finding, for instance the earlier declaration of the same domain. */
export interface RelatedPlace extends SourceRange {
  readonly message: string;
}

export interface Diagnostic {
  /** The rule's name, which is also the heading in docs/rules.md. */
  readonly code: string;
  readonly severity: Severity;
  /** What is wrong, quoting the offending value. One sentence. */
  readonly message: string;
  /** What to write or do instead. */
  readonly hint?: string;
  readonly range?: SourceRange;
  readonly related?: readonly RelatedPlace[];
}

/** By file, line, column, code, message: the order of every list of findings. Findings without a file come first. */
export function compareDiagnostics(a: Diagnostic, b: Diagnostic): number {
  return (
    compareText(a.range?.file ?? '', b.range?.file ?? '') ||
    (a.range?.start.line ?? 0) - (b.range?.start.line ?? 0) ||
    (a.range?.start.column ?? 0) - (b.range?.start.column ?? 0) ||
    compareText(a.code, b.code) ||
    compareText(a.message, b.message)
  );
}

/** By UTF-16 code units: the same on every machine, whatever its locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}
