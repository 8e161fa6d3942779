/** What `lint` has to tell. */
import type { Diagnostic, Severity } from '../../model/diagnostic.ts';

export interface LintReport {
  /** How many files were looked at. */
  readonly files: number;
  readonly diagnostics: readonly Diagnostic[];
  /** A file's text, without its BOM, where it is at hand: for the line under a finding. */
  readonly textOf?: (file: string) => string | undefined;
}

export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info'];

export interface SeverityCounts {
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
}

export function countSeverities(diagnostics: readonly Diagnostic[]): SeverityCounts {
  const count = (severity: Severity) => diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
  return { errors: count('error'), warnings: count('warning'), infos: count('info') };
}
