/** What `lint` has to tell. */
import type { Diagnostic } from '../../model/diagnostic.ts';

export interface LintReport {
  /** How many files were looked at. */
  readonly files: number;
  /** Sorted. */
  readonly diagnostics: readonly Diagnostic[];
  /** A file's text, without its BOM, where it is at hand: for the line under a finding. */
  readonly textOf?: (file: string) => string | undefined;
}
