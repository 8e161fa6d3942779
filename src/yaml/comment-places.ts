/**
 * Which comment belongs to what, when the keys of a file change places. Every comment lands in exactly one place.
 *
 * A comment above a key travels with it; one behind a value stays behind it; indented ones below a list stay in the
 * list; what stands above the first key and is set apart by an empty line, or is an editor's modeline, heads the file.
 */
import { yamlComments } from './comments.ts';
import type { YamlEntry, YamlMap, YamlNode } from './tree.ts';

export interface Comment {
  readonly text: string;
  readonly at: number;
  /** Does nothing but white space stand before it on its line? */
  readonly ownLine: boolean;
  readonly gapBefore: boolean;
  /** Is the next line empty? */
  readonly gapAfter: boolean;
}

export interface PlacedItem {
  readonly node: YamlNode;
  readonly above: readonly Comment[];
  readonly behind: Comment | undefined;
}

export interface PlacedEntry {
  readonly entry: YamlEntry;
  readonly above: readonly Comment[];
  /** Behind the value; of a list, behind the key. */
  readonly behind: Comment | undefined;
  /** Of a list. */
  readonly items: readonly PlacedItem[];
  /** Below the last item of a list, indented. */
  readonly below: readonly Comment[];
}

export interface PlacedComments {
  readonly header: readonly Comment[];
  /** In the order of the text. */
  readonly entries: readonly PlacedEntry[];
  readonly end: readonly Comment[];
}

const MODELINE = /^#\s*(?:yaml-language-server:|-\*-|vim?:)/;

export function placeComments(text: string, root: YamlMap): PlacedComments {
  const comments = locatedComments(text);
  const starts = [...root.entries.map((entry) => entry.keySpan[0]), Number.POSITIVE_INFINITY];
  const first = comments.filter(({ at }) => at < (starts[0] ?? 0));
  const split =
    1 + first.findLastIndex((comment) => comment.gapAfter || !comment.ownLine || MODELINE.test(comment.text));
  const column = columnOf(text, root.span[0]);
  const entries: PlacedEntry[] = [];
  let waiting: readonly Comment[] = first.slice(split);
  for (const [index, entry] of root.entries.entries()) {
    const own = comments.filter(({ at }) => at >= entry.keySpan[0] && at < (starts[index + 1] ?? 0));
    const { placed, left } = placeEntry(text, entry, own, column);
    entries.push({ ...placed, above: [...waiting, ...placed.above] });
    waiting = left;
  }
  return { header: first.slice(0, split), entries, end: waiting };
}

function locatedComments(text: string): readonly Comment[] {
  return yamlComments(text).map(({ text: comment, span: [at, end] }) => {
    const lineStart = text.lastIndexOf('\n', at - 1) + 1;
    const previousLine = text.slice(text.lastIndexOf('\n', lineStart - 2) + 1, Math.max(0, lineStart - 1));
    return {
      text: comment.replace(/[ \t]+$/, ''),
      at,
      ownLine: text.slice(lineStart, at).trim() === '',
      gapBefore: lineStart > 0 && previousLine.trim() === '',
      gapAfter: /^\n[ \t]*\n/.test(text.slice(end, end + 1000)),
    };
  });
}

function columnOf(text: string, offset: number): number {
  return offset - text.lastIndexOf('\n', offset - 1) - 1;
}

/** `own`: from this entry's key to the next one's. `left`: what belongs to the next. */
function placeEntry(
  text: string,
  entry: YamlEntry,
  own: readonly Comment[],
  column: number,
): { readonly placed: PlacedEntry; readonly left: readonly Comment[] } {
  const { value } = entry;
  const items = value.kind === 'list' ? value.items : [];
  const isBlock = items.length > 0 && isBlockList(text, value);
  // A block list's span runs on over the comments below it.
  const end = isBlock ? (items.at(-1)?.span[1] ?? 0) : value.span[1];
  const behind = own.find(({ at, ownLine }) => at >= end && !ownLine);
  const after = own.filter((comment) => comment.at >= end && comment !== behind);
  const outdented = isBlock ? after.findIndex(({ at }) => columnOf(text, at) <= column) : 0;
  const indented = outdented === -1 ? after.length : outdented;
  const left = after.slice(indented);
  const before = own.filter(({ at }) => at < value.span[0]);
  if (items.length === 0) {
    // A comment in the first line of a block scalar is part of the value's text; an empty list can hold none.
    const above = value.kind === 'list' ? own.filter(({ at }) => at < end) : before;
    return { placed: { entry, above, behind, items: [], below: [] }, left };
  }
  const inside = own.filter(({ at }) => at < end && at >= value.span[0]);
  const below = after.slice(0, indented);
  if (!isBlock) return { placed: { entry, above: before, behind, ...placeItems(text, items, inside, below) }, left };
  const onKeyLine = before.find(({ ownLine }) => !ownLine);
  const mine = [...before.filter((comment) => comment !== onKeyLine), ...inside, ...(behind ? [behind] : [])];
  return { placed: { entry, above: [], behind: onKeyLine, ...placeItems(text, items, mine, below) }, left };
}

export function isBlockList(text: string, value: YamlNode): boolean {
  return text[value.span[0]] === '-';
}

function placeItems(
  text: string,
  nodes: readonly YamlNode[],
  comments: readonly Comment[],
  below: readonly Comment[],
): Pick<PlacedEntry, 'items' | 'below'> {
  const items: PlacedItem[] = [];
  let waiting = comments.filter(({ at }) => at < (nodes[0]?.span[0] ?? 0));
  for (const [index, node] of nodes.entries()) {
    const next = nodes[index + 1]?.span[0] ?? Number.POSITIVE_INFINITY;
    const own = comments.filter(({ at }) => at >= node.span[0] && at < next);
    // The first line of a block scalar is part of its text.
    const after = own.filter(({ at }) => at >= node.span[1]);
    const behind = after.find(({ at, ownLine }) => !ownLine && !text.slice(node.span[1], at).includes('\n'));
    items.push({ node, above: waiting, behind });
    waiting = after.filter((comment) => comment !== behind);
  }
  return { items, below: [...waiting, ...below] };
}
