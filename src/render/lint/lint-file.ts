/** Findings of `lint --format json`, read back. They may come from anywhere: every value is looked at. */
import { listOf, object, wholeNumber } from '../../json/decode.ts';
import { readJson } from '../../json/read.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { FORMAT_VERSION } from '../json-text.ts';
import { readDiagnostic } from '../plan/plan-shape.ts';

export interface LintFile {
  readonly files: number;
  readonly diagnostics: readonly Diagnostic[];
}

const count = wholeNumber(0);
const lintFile = object({
  formatVersion: wholeNumber(1),
  summary: object({ files: count, errors: count, warnings: count, infos: count }),
  diagnostics: listOf(readDiagnostic),
});

/** `problem` completes "FILE cannot be used: ". */
export function parseLintFile(text: string): { readonly lint: LintFile } | { readonly problem: string } {
  const read = readJson(text, lintFile);
  if ('problem' in read) return read;
  const { formatVersion, summary, diagnostics } = read.value;
  if (formatVersion !== FORMAT_VERSION) return { problem: `its formatVersion is not ${FORMAT_VERSION}` };
  return { lint: { files: summary.files, diagnostics } };
}
