/** Findings as GitHub workflow commands, which become annotations. */
import type { LintReport } from './lint-report.ts';

export function renderLintGithub(report: LintReport): string {
  return `${report.files}\n`;
}
