/** A text as messages quote it: on one line, of bounded length, what cannot be seen written as an escape. */

/** More than this of an offending value helps nobody. */
const LONGEST = 60;

/** DEL and C1 controls, soft hyphen, zero-width and bidirectional signs, line separators, byte order marks. */
const INVISIBLE = /[\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/** In double quotes, with JSON's escapes. */
export function quoted(text: string, longest = LONGEST): string {
  const cut = text.length > longest ? `${wholeCharacters(text, longest - 1)}…` : text;
  return JSON.stringify(cut).replace(INVISIBLE, escapeOf);
}

/** The first `length` code units, or one less where that would cut a character in two. */
function wholeCharacters(text: string, length: number): string {
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length);
}

function escapeOf(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
