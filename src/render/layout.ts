/** Lines of a given width. Words are never cut, so that a domain can be copied from every output. */

const PAINT = /\x1b\[\d+m/g;
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u;

/** In terminal cells, without the colours' own codes. */
export function displayWidth(text: string): number {
  const plain = text.replace(PAINT, '').replaceAll(GLUE, ' ');
  if (/^[\x20-\x7e]*$/.test(plain)) return plain.length;
  let width = 0;
  for (const character of plain) width += /\p{M}/u.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return width;
}

export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

/** Stands for a space inside a command, which is never broken; escaping has left no such character in any text. */
export const GLUE = '\0';

export interface Block {
  /** Before the first line; it may hold a label. */
  readonly first: string;
  /** Spaces before each further line. */
  readonly indent: number;
  readonly columns: number;
}

/** `text` broken between words, the first line after `first`, the others indented. */
export function wrap(text: string, { first, indent, columns }: Block): string {
  const lines: string[] = [];
  const margin = ' '.repeat(indent);
  let line = first;
  let width = displayWidth(first);
  let empty = true;
  for (const word of text.split(' ')) {
    const wordWidth = displayWidth(word);
    if (!empty && width + 1 + wordWidth > columns) {
      lines.push(line);
      line = margin;
      width = indent;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    width += empty ? wordWidth : 1 + wordWidth;
    empty = false;
  }
  return [...lines, line].join('\n').replaceAll(GLUE, ' ');
}

/** Paragraphs with one blank line between them, and a final line break. */
export function joinParagraphs(paragraphs: readonly string[]): string {
  return `${paragraphs.filter((paragraph) => paragraph !== '').join('\n\n')}\n`;
}
