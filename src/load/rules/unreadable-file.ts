/** `unreadable-file`: not a regular file, too large, not UTF-8, no permission. */
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { RuleInfo } from '../../model/rule.ts';
import { fileStart, type SourceRange } from '../../model/source.ts';

export const unreadableFile: RuleInfo = {
  code: 'unreadable-file',
  severity: 'error',
  configurable: false,
  summary: 'A file is not regular, too large, not UTF-8, or may not be read.',
};

export function unreadable(
  file: string,
  message: string,
  hint: string,
  range: SourceRange = fileStart(file),
): Diagnostic {
  return { code: unreadableFile.code, severity: 'error', message, hint, range };
}

export function notRegular(file: string, what: string): Diagnostic {
  return unreadable(file, `it is ${what}`, 'put a regular file in its place');
}
