/** Findings for machines: schemas/diagnostics.schema.json. */
import { compareDiagnostics } from '../../model/diagnostic.ts';
import { diagnosticJson } from '../diagnostic-json.ts';
import { versionedJson } from '../json-text.ts';
import { countSeverities, type LintReport } from './lint-report.ts';

export function renderLintJson({ files, diagnostics }: LintReport): string {
  return versionedJson({
    summary: { files, ...countSeverities(diagnostics) },
    diagnostics: [...diagnostics].sort(compareDiagnostics).map(diagnosticJson),
  });
}
