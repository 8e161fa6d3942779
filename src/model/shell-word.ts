/** A text as one word of a POSIX shell's command line, safe to paste whatever it holds. */

/** Not `=` at the beginning, which means something to zsh. */
const HARMLESS = /^[A-Za-z0-9_./:@%+,-][A-Za-z0-9_./:=@%+,-]*$/;
/** What a terminal might obey, or nobody could see: control, bidirectional, zero-width and unassigned signs. */
const TREACHEROUS = /[\p{C}\p{Zl}\p{Zp}]/u;

/** Hostile characters are written as escapes of their UTF-8 bytes, in `$'…'` quotes. */
export function shellWord(text: string): string {
  if (HARMLESS.test(text)) return text;
  if (!TREACHEROUS.test(text)) return `'${text.replaceAll("'", String.raw`'\''`)}'`;
  return `$'${Array.from(text, escaped).join('')}'`;
}

function escaped(character: string): string {
  if (character === "'" || character === '\\') return `\\${character}`;
  if (!TREACHEROUS.test(character)) return character;
  // Three octal digits: a hexadecimal escape would swallow digits that follow it.
  return Array.from(new TextEncoder().encode(character), (byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
}
