/** What `import` did, for people and machines: schemas/import.schema.json. */
import type { ImportReport } from '../../model/import-report.ts';
import type { TerminalOptions } from '../options.ts';

export function renderImportPretty(report: ImportReport, _options: TerminalOptions): string {
  return `${report.deployment}\n`;
}

export function renderImportJson(report: ImportReport): string {
  return `${JSON.stringify({ formatVersion: 1, ...report })}\n`;
}
