/** What a program said, as a detail of a message: the last lines, bounded, nothing in them that a terminal would obey. */

const LINES = 2;
const LONGEST = 300;

export function lastLines(text: string): string {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const last = lines.slice(-LINES).join(' / ');
  const cut = last.length > LONGEST ? `…${last.slice(-LONGEST)}` : last;
  return cut.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (sign) => `\\u{${sign.codePointAt(0)?.toString(16)}}`);
}
