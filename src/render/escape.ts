/**
 * Text from files and servers, made harmless on a terminal and visible to the reader: what is invisible, moves the
 * cursor, or turns the direction of writing is shown as `\u{202e}`, a line break as `\n`. Never more than one line.
 */

/**
 * Control, format (bidi, zero-width, tags), line and paragraph separators, lone surrogates, and what is drawn as
 * nothing; but not the variation selectors of ordinary emoji.
 */
const INVISIBLE = /(?![\ufe0e\ufe0f])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * A CI log reads commands out of what is printed: `##[…]` and `##vso[…]` anywhere in a line, `::name …::` at its
 * start (GitHub: actions/runner, ActionCommand.cs).
 */
const BRACKET_COMMAND = /##(?=(?:vso)?\[)/gi;
const COLON_COMMAND =
  /::(?=(?:add-mask|add-matcher|add-path|debug|echo|endgroup|error|group|internal-set-repo-path|notice|remove-matcher|save-state|set-env|set-output|stop-commands|warning)\b)/gi;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

export function escapeTerminal(text: string): string {
  return escapeCommands(/^[\x20-\x7e]*$/.test(text) ? text : escapeInvisible(text));
}

/** Also for text that was put together from escaped parts. */
export function escapeCommands(text: string): string {
  let shown = text;
  if (shown.includes('##')) shown = shown.replace(BRACKET_COMMAND, '#\\u{23}');
  if (shown.includes('::')) shown = shown.replace(COLON_COMMAND, ':\\u{3a}');
  return shown;
}

/** The part that every kind of output needs. */
export function escapeInvisible(text: string): string {
  return text.replace(INVISIBLE, (found) => SHORT[found] ?? `\\u{${(found.codePointAt(0) ?? 0).toString(16)}}`);
}

/** At most `limit` UTF-16 units, for text without a limit of its own; what is cut off is counted. */
export function clip(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const last = text.charCodeAt(limit - 1);
  const end = last >= 0xd800 && last <= 0xdbff ? limit - 1 : limit;
  return `${text.slice(0, end)}… (${text.length - end} more characters)`;
}
