/**
 * Foreign text in GitHub-flavoured Markdown: it ends no fence, cell or element, and nothing in it becomes a link, a
 * mention, an issue reference, an image, a formula or an emoji. Always one line, and meant for the middle of a line.
 *
 * GitHub looks for mentions, references and addresses in the rendered text, so that a backslash or an entity does not
 * help: an invisible word joiner (U+2060) stands between the sign and the name. In code it looks for nothing.
 */
import { escapeInvisible } from './escape.ts';

const WORD_JOINER = '\u2060';

/** As a code span: values, domains, file names, commands. */
export function markdownCode(text: string): string {
  if (text.trim() === '') return `\`"${escapeInvisible(text)}"\``;
  const shown = escapeInvisible(text)
    // A table takes a backslash before a pipe for an escape, in code too: such a pipe is named instead.
    .replace(/\\+\|/g, (found) => `${found.slice(0, -1)}u{7c}`)
    .replace(/\|/g, '\\|');
  const fence = '`'.repeat(longestRun(shown, '`') + 1);
  const pad = /^[` ]|[` ]$/.test(shown) ? ' ' : '';
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/** What Markdown or GitHub might act on; a colon only where an address or an emoji would follow. */
const LIVE = /[\\`|<>&*_[\]~#@$]|:(?=\/\/|[\w+-]+:)|gh(?=-\d)|www(?=\.)/gi;

/** As running text: messages, hints, reasons, names of people. */
export function markdownText(text: string): string {
  return escapeInvisible(text).replace(LIVE, (found) => {
    if (found === '$') return '<span>$</span>';
    if (found === '#') return `&#35;${WORD_JOINER}`;
    if (found === '@' || found === ':' || found.length > 1) return `${found}${WORD_JOINER}`;
    return `&#${found.charCodeAt(0)};`;
  });
}

/** The length of the longest run of one sign: a fence must be longer. */
function longestRun(text: string, sign: string): number {
  let longest = 0;
  let run = 0;
  for (const character of text) {
    run = character === sign ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}
