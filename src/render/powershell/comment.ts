/** Comments of a script: each on lines of its own, in printable ASCII, so that no text can end one. */
import { GLUE, wrap } from '../layout.ts';
import { type Phrase, terminalPhrase } from '../phrase.ts';

const COLUMNS = 110;

/** Our own typography, which is not ASCII; whatever else is not is shown as `\u{e9}`. */
const PLAIN: Readonly<Record<string, string>> = {
  '\u00b7': '-',
  '\u2018': "'",
  '\u2019': "'",
  '\u201c': '"',
  '\u201d': '"',
  '\u2026': '...',
  '\u2192': '->',
};

/** Text that is safe wherever a line of a script shows it: escaped, and without a line break. */
export function plainText(words: Phrase): string {
  return asciiText(words).replaceAll(GLUE, ' ');
}

function asciiText(words: Phrase): string {
  return terminalPhrase(words).replace(
    /[^\0\x20-\x7e]/gu,
    (found) => PLAIN[found] ?? `\\u{${found.codePointAt(0)?.toString(16)}}`,
  );
}

/**
 * Broken between words. Later lines are indented: a line that begins `# SIG #` would be taken for a signature
 * (about_Signing), and one that begins `#requires` for a requirement.
 */
export function commentLines(words: Phrase, indent = ''): readonly string[] {
  const text = wrap(asciiText(words), { first: '', indent: 2, columns: COLUMNS - indent.length - 2 });
  return text.split('\n').map((line) => `${indent}# ${line}`);
}
