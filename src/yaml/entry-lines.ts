/** One key and its value → lines in the one layout. What a value says, and how it is quoted, stays as it is written. */
import { type Comment, isBlockList, type PlacedEntry, type PlacedItem } from './comment-places.ts';
import type { YamlNode } from './tree.ts';

const INDENT = '  ';

/** `outdent`: how many columns the whole mapping moves to the left. */
export function entryLines(text: string, placed: PlacedEntry, outdent: number): readonly string[] {
  const { entry, items } = placed;
  return [
    ...commentLines(placed.above, ''),
    ...(items.length > 0 && !staysOnOneLine(text, placed)
      ? [withComment(`${entry.key}:`, placed.behind), ...listLines(text, placed)]
      : scalarLines(`${entry.key}:`, inlineText(text, placed, outdent), placed.behind)),
  ];
}

/** Own-line comments, with at most one empty line where one was between them. */
export function commentLines(comments: readonly Comment[], indent: string): readonly string[] {
  return comments.flatMap((comment, index) =>
    comment.gapAfter && index < comments.length - 1 ? [indent + comment.text, ''] : [indent + comment.text],
  );
}

function staysOnOneLine(text: string, { entry, items, below }: PlacedEntry): boolean {
  return (
    !isBlockList(text, entry.value) &&
    !text.slice(...entry.value.span).includes('\n') &&
    below.length === 0 &&
    items.every(({ above, behind }) => above.length === 0 && behind === undefined)
  );
}

function inlineText(text: string, { entry, items }: PlacedEntry, outdent: number): string {
  const { value } = entry;
  if (value.kind === 'list') return `[${items.map(({ node }) => sourceOf(text, node)).join(', ')}]`;
  const source = value.span === entry.keySpan ? '' : sourceOf(text, value);
  return isBlockScalar(source) ? shiftBlock(source, -outdent) : reindent(source, INDENT);
}

function listLines(text: string, { items, below }: PlacedEntry): readonly string[] {
  return [...items.flatMap((item) => itemLines(text, item)), ...commentLines(below, INDENT)];
}

function itemLines(text: string, { node, above, behind }: PlacedItem): readonly string[] {
  const source = sourceOf(text, node);
  const value = isBlockScalar(source)
    ? shiftBlock(source, INDENT.length - dashColumn(text, node.span[0]))
    : reindent(source, INDENT + INDENT);
  return [...commentLines(above, INDENT), ...scalarLines(`${INDENT}-`, value, behind)];
}

function scalarLines(before: string, value: string, comment: Comment | undefined): readonly string[] {
  return withComment(value === '' ? before : `${before} ${value}`, comment).split('\n');
}

function withComment(line: string, comment: Comment | undefined): string {
  return comment === undefined ? line : `${line} ${comment.text}`;
}

function sourceOf(text: string, node: YamlNode): string {
  return text.slice(...node.span);
}

/** Would an empty line below change the value? It would after a block scalar that keeps its line ends (`|+`). */
export function keepsLineEnds(text: string, { entry: { value } }: PlacedEntry): boolean {
  const last = value.kind === 'list' ? value.items.at(-1) : value;
  return last !== undefined && /^[|>][0-9]?\+/.test(sourceOf(text, last));
}

function isBlockScalar(source: string): boolean {
  return /^[|>]/.test(source);
}

/** The lines of a quoted or plain text that runs on: how far they are indented says nothing. */
function reindent(source: string, indent: string): string {
  if (!source.includes('\n')) return source;
  return source
    .split('\n')
    .map((line, index) => {
      const end = line.replace(/(?<!\\)[ \t]+$/, '');
      const content = index === 0 ? end : end.replace(/^[ \t]+/, '');
      return index === 0 || content === '' ? content : indent + content;
    })
    .join('\n');
}

/** A block scalar keeps its own indentation and line ends, and moves as a whole. */
function shiftBlock(source: string, columns: number): string {
  const lines = source.replace(/\n$/, '').split('\n');
  const surplus = new RegExp(`^ {0,${Math.max(0, -columns)}}`);
  return lines
    .map((line, index) => {
      if (index === 0) return line.replace(/[ \t]+$/, '');
      return columns > 0 && line !== '' ? ' '.repeat(columns) + line : line.replace(surplus, '');
    })
    .join('\n');
}

function dashColumn(text: string, offset: number): number {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  return Math.max(0, text.slice(lineStart, offset).search(/-/));
}
