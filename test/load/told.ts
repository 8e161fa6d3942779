/** What is said of a partner file, in one line for each finding. */
import { lintTexts } from '../lint/lint-texts.ts';

/** A partner of whom there is nothing to say. */
export const HEAD = 'domain: fabrikam.com\npartnerType: Federated\nadditionalDomains: [muc.fabrikam.com]\n';

/** What is wrong, what stands below HEAD, and what is said: a text, or an asymmetric matcher. */
export type Case = readonly [what: string, lines: string, ...expected: unknown[]];

/** `line:column-column code: message | hint` */
export function told(text: string): readonly string[] {
  return lintTexts({ 'partners/fabrikam.com.yaml': text }).map(({ code, message, hint, range }) => {
    const { start, end } = range ?? { start: { line: 0, column: 0 }, end: { line: 0, column: 0 } };
    const until = start.line === end.line ? end.column : `${end.line}:${end.column}`;
    return `${start.line}:${start.column}-${until} ${code}: ${message} | ${hint}`;
  });
}

export function places(text: string): readonly string[] {
  return told(text).map((line) => line.replace(/ .*/, ''));
}
