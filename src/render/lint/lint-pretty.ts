/** Findings for people at a terminal. */
import type { TerminalOptions } from '../options.ts';
import type { LintReport } from './lint-report.ts';

export interface LintPrettyOptions extends TerminalOptions {
  /** Only the summary line. */
  readonly quiet?: boolean;
}

export function renderLintPretty(report: LintReport, options: LintPrettyOptions): string {
  return `${report.diagnostics.length} ${options.quiet === true}\n`;
}
