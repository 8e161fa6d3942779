/** Findings for machines: schemas/diagnostics.schema.json. */
import type { LintReport } from './lint-report.ts';

export function renderLintJson(report: LintReport): string {
  return `${JSON.stringify({ formatVersion: 1, files: report.files })}\n`;
}
