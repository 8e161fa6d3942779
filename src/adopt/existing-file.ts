/** Nothing is ever overwritten: a file that is in the way is a finding, also when it came in a race. */
import type { Diagnostic } from '../model/diagnostic.ts';
import { fileStart } from '../model/source.ts';

export function fileExists(file: string): Diagnostic {
  return {
    code: 'file-name',
    severity: 'error',
    message: `${file} exists already`,
    hint: 'edit that file: nothing is ever overwritten',
    range: fileStart(file),
  };
}
