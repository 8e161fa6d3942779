/** The script of a command that has no plan to show: whoever runs it is told why, and nothing is done. */
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { ErrorReport } from '../../model/errors.ts';
import { counted } from '../counts.ts';
import { type Phrase, quote, say } from '../phrase.ts';
import { commentLines, plainText } from './comment.ts';
import { textLiteral } from './literal.ts';

const SHOWN_ERRORS = 50;

/** `diagnostics`: the errors, where they are the reason. */
export function renderErrorPowerShell(
  { message, hint, code }: ErrorReport,
  diagnostics: readonly Diagnostic[] = [],
): string {
  const more = diagnostics.length - SHOWN_ERRORS;
  const comments: readonly Phrase[] = [
    ['There is no plan, and so nothing to run.'],
    say`${quote(message)} (${code})`,
    ...(hint === '' ? [] : [say`What to do: ${quote(hint)}`]),
    ...diagnostics.slice(0, SHOWN_ERRORS).map(errorWords),
    ...(more > 0 ? [[`... and ${counted(more, 'more error')}`]] : []),
  ];
  const thrown = plainText(say`nothing was written: there is no plan: ${quote(message)}`);
  return `${comments.flatMap((words) => commentLines(words)).join('\n')}\n\nthrow ${textLiteral(thrown)}\n`;
}

function errorWords({ message, range, code }: Diagnostic): Phrase {
  const where = range === undefined ? [] : say`${range.file}:${[`${range.start.line}:${range.start.column}`]}: `;
  return say`${where}${quote(message)} (${code})`;
}
