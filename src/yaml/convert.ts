/** The YAML library's nodes → our tree; on the way, what is more than plain data and keys that stand twice. */
import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair, type Range } from 'yaml';
import { quoted } from '../model/quoted.ts';
import type { Span } from '../model/source.ts';
import { plainProblem, syntaxProblem, type YamlProblem } from './problem.ts';
import type { YamlEntry, YamlNode } from './tree.ts';

interface Conversion {
  readonly text: string;
  readonly problems: YamlProblem[];
}

/** Null for an empty document. Recursion is safe: the parser has bounded the depth. */
export function convertDocument(document: Document, text: string, problems: YamlProblem[]): YamlNode | null {
  const { contents } = document;
  if (contents === null || isNothing(contents)) return null;
  return convert(contents, { text, problems }, [0, 0]);
}

/** An empty document is a scalar of no length. */
function isNothing(node: Node): boolean {
  return isScalar(node) && node.value === null && node.range?.[0] === node.range?.[1] && !node.anchor && !node.tag;
}

function convert(node: Node, conversion: Conversion, fallback: Span): YamlNode {
  const span = spanOf(node.range, fallback);
  decorations(node, span, conversion);
  if (isScalar(node)) return { kind: 'scalar', value: node.value, span };
  if (isSeq(node)) return { kind: 'list', items: node.items.map((item) => convertPart(item, conversion, span)), span };
  if (isMap(node)) return { kind: 'map', entries: convertPairs(node.items, conversion, span), span };
  return { kind: 'scalar', value: null, span };
}

function spanOf(range: Range | null | undefined, fallback: Span): Span {
  return range == null ? fallback : [range[0], range[1]];
}

/** Half a pair may be missing. */
function convertPart(node: unknown, conversion: Conversion, fallback: Span): YamlNode {
  return node == null ? { kind: 'scalar', value: null, span: fallback } : convert(node as Node, conversion, fallback);
}

function convertPairs(pairs: readonly Pair[], conversion: Conversion, mapSpan: Span): readonly YamlEntry[] {
  const entries: YamlEntry[] = [];
  const first = new Map<string, Span>();
  for (const pair of pairs) {
    const entry = convertPair(pair, conversion, mapSpan);
    if (entry === undefined) continue;
    const earlier = first.get(entry.key);
    if (earlier === undefined) first.set(entry.key, entry.keySpan);
    else conversion.problems.push(duplicateKey(entry, earlier));
    entries.push(entry);
  }
  return entries;
}

function duplicateKey({ key, keySpan }: YamlEntry, earlier: Span): YamlProblem {
  return {
    ...syntaxProblem(`the key ${quoted(key)} stands here a second time`, 'keep one of them', keySpan),
    related: { message: 'it stands here first', span: earlier },
  };
}

function convertPair(pair: Pair, conversion: Conversion, mapSpan: Span): YamlEntry | undefined {
  const { text, problems } = conversion;
  const key = convertPart(pair.key, conversion, mapSpan);
  const value = convertPart(pair.value, conversion, key.span);
  if (key.kind !== 'scalar') {
    problems.push(syntaxProblem('a key is a list or a mapping', 'write the key as one word', key.span));
    return undefined;
  }
  if (key.span[0] === key.span[1]) {
    problems.push(syntaxProblem('a key is empty', 'write the key before the colon', [key.span[0], key.span[0] + 1]));
    return undefined;
  }
  const name = typeof key.value === 'string' ? key.value : text.slice(...key.span);
  return { key: name, keySpan: key.span, value };
}

/** Anchors, aliases and tags: allowed by YAML, not by us. */
function decorations(node: Node, span: Span, { text, problems }: Conversion): void {
  if (isAlias(node)) {
    problems.push(plainProblem(`there is an alias (${shown(text, span)})`, 'write the value itself', span));
    return;
  }
  const { anchor, tag } = node as { anchor?: string; tag?: string };
  if (anchor !== undefined) {
    const place = before(text, span, `&${anchor}`);
    const message = `there is an anchor (${shown(text, place)})`;
    problems.push(plainProblem(message, 'remove it: every value is written where it belongs', place));
  }
  if (tag !== undefined) {
    const place = before(text, span, '!');
    problems.push(plainProblem(`there is a tag (${shown(text, place)})`, 'remove it: only plain data is read', place));
  }
}

function shown(text: string, span: Span): string {
  return quoted(text.slice(...span)).slice(1, -1);
}

/** Properties stand before the node that they belong to. */
function before(text: string, [start, end]: Span, sign: string): Span {
  const at = text.lastIndexOf(sign, start);
  if (at === -1) return [start, end];
  const first = sign === '!' ? startOfWord(text, at) : at;
  const word = /^(?:!<[^>\s]*>|[^\s,[\]{}]+)/.exec(text.slice(first, first + 1000))?.[0] ?? sign;
  return [first, first + word.length];
}

/** `!!str` and `!e!x` hold the sign more than once. */
function startOfWord(text: string, at: number): number {
  let first = at;
  while (first > 0 && !/[\s,[\]{}]/.test(text.charAt(first - 1))) first -= 1;
  return first;
}
