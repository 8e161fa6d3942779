/**
 * Text → tree and problems. Never throws, whatever the text: nesting that exhausts the stack is a problem like any
 * other. Aliases are never expanded, so a "billion laughs" costs nothing.
 */
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  type Range,
  type YAMLError,
} from 'yaml';
import type { Span } from '../model/source.ts';
import type { YamlEntry, YamlNode } from './tree.ts';

/** `syntax`: not YAML. `plain`: YAML, but more than plain data. */
export interface YamlProblem {
  readonly kind: 'syntax' | 'plain';
  readonly message: string;
  readonly hint: string;
  readonly span: Span;
  readonly related?: { readonly message: string; readonly span: Span };
}

export interface ParsedYaml {
  /** Null for an empty document, and after a problem that leaves nothing to read. */
  readonly root: YamlNode | null;
  readonly problems: readonly YamlProblem[];
}

// 'error', not 'silent': silence would include the error that there are several documents.
const OPTIONS = { prettyErrors: false, logLevel: 'error', version: '1.2', schema: 'core', strict: true } as const;

export function parseYaml(text: string): ParsedYaml {
  const control = controlCharacter(text);
  if (control !== undefined) return { root: null, problems: [control] };
  const problems: YamlProblem[] = [];
  try {
    const document = parseDocument(text, OPTIONS);
    for (const error of document.errors) problems.push(fromError(error, text));
    for (const problem of directiveProblems(document, text)) problems.push(problem);
    const root = document.contents === null ? null : convert(document.contents, problems, text);
    return { root, problems };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return {
      root: null,
      problems: [syntax('the data is nested too deeply', 'a partner file has one level of keys', [0, 0])],
    };
  }
}

/** YAML allows no control characters but tab and line ends (YAML 1.2.2 §5.1). */
function controlCharacter(text: string): YamlProblem | undefined {
  const at = text.search(/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/);
  if (at === -1) return undefined;
  const code = text.charCodeAt(at).toString(16).toUpperCase().padStart(4, '0');
  return syntax(
    `there is a control character (U+${code})`,
    'remove it; in a quoted text it can be written as an escape',
    [at, at + 1],
  );
}

function syntax(message: string, hint: string, span: Span): YamlProblem {
  return { kind: 'syntax', message, hint, span };
}

function plain(message: string, hint: string, span: Span): YamlProblem {
  return { kind: 'plain', message, hint, span };
}

const HINTS: Readonly<Partial<Record<YAMLError['code'], string>>> = {
  TAB_AS_INDENT: 'indent with spaces; YAML forbids tabs there',
  BAD_INDENT: 'put keys of the same level in the same column, list items two spaces further in',
  MISSING_CHAR: 'check the quotes and brackets on this line',
  BLOCK_AS_IMPLICIT_KEY: 'quote the text if it contains ": "',
  MULTILINE_IMPLICIT_KEY: 'a key needs a colon and a space after it, on the same line',
  UNEXPECTED_TOKEN: 'check the indentation and the quotes around this place',
  BAD_SCALAR_START: 'quote the text',
  BAD_DQ_ESCAPE: 'in double quotes a backslash begins an escape: double it, or use single quotes',
};

function fromError(error: YAMLError, text: string): YamlProblem {
  const span = clamp(error.pos, text);
  if (error.code === 'MULTIPLE_DOCS')
    return plain(
      'the file holds several documents',
      'one file, one partner: put the other document into a file of its own',
      span,
    );
  if (error.code === 'DUPLICATE_KEY')
    return syntax(`the key ${quoteLine(text, span)} stands twice`, 'keep one of them', span);
  if (error.code === 'TAG_RESOLVE_FAILED')
    return plain(`the tag ${quoteLine(text, span)} is not plain data`, 'remove the tag', span);
  if (error.code === 'BAD_ALIAS') return plain('there is an alias', 'write the value itself', span);
  const message = error.message.replace(/ at line \d+, column \d+:?[\s\S]*$/, '').replace(/\.$/, '');
  return syntax(
    lowerFirst(message),
    HINTS[error.code] ?? 'check the indentation, quotes and colons around this place',
    span,
  );
}

function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

function quoteLine(text: string, [start, end]: Span): string {
  const word = /^[^\s:#]{1,60}/.exec(text.slice(start, Math.max(end, start + 60)))?.[0] ?? '';
  return JSON.stringify(word);
}

function clamp([start, end]: readonly [number, number], text: string): Span {
  const from = Math.max(0, Math.min(start, text.length));
  return [from, Math.max(from, Math.min(end, text.length))];
}

/** `%YAML 1.1` would turn `yes` into true, `%TAG` brings tags: neither is plain data. */
function directiveProblems(document: Document, text: string): YamlProblem[] {
  const explicit =
    document.directives?.yaml.explicit === true || Object.keys(document.directives?.tags ?? {}).length > 1;
  if (!explicit) return [];
  const at = Math.max(0, text.search(/^%/m));
  return [plain('there is a YAML directive', 'remove the lines that begin with %', [at, at + 1])];
}

function spanOf(range: Range | null | undefined, fallback: Span): Span {
  return range == null ? fallback : [range[0], range[1]];
}

function convert(node: unknown, problems: YamlProblem[], text: string, fallback: Span = [0, 0]): YamlNode {
  const { range } = node as Node;
  const span = spanOf(range, fallback);
  decorations(node as Node, span, problems, text);
  if (isScalar(node)) return { kind: 'scalar', value: node.value, span };
  if (isSeq(node))
    return { kind: 'list', items: node.items.map((item) => convertPart(item, problems, text, span)), span };
  if (isMap(node))
    return { kind: 'map', entries: node.items.map((pair) => convertPair(pair, problems, text, span)), span };
  return { kind: 'scalar', value: null, span };
}

function convertPart(node: unknown, problems: YamlProblem[], text: string, fallback: Span): YamlNode {
  return node == null ? { kind: 'scalar', value: null, span: fallback } : convert(node, problems, text, fallback);
}

function convertPair(pair: Pair, problems: YamlProblem[], text: string, mapSpan: Span): YamlEntry {
  const key = convertPart(pair.key, problems, text, mapSpan);
  if (key.kind !== 'scalar')
    problems.push(syntax('a key is a list or a mapping', 'write the key as one word', key.span));
  const name = key.kind === 'scalar' ? String(key.value) : text.slice(...key.span);
  return { key: name, keySpan: key.span, value: convertPart(pair.value, problems, text, key.span) };
}

/** Anchors, aliases and tags: allowed by YAML, not by us. */
function decorations(node: Node, span: Span, problems: YamlProblem[], text: string): void {
  if (isAlias(node)) {
    problems.push(plain(`there is an alias (*${node.source})`, 'write the value itself', span));
    return;
  }
  const { anchor, tag } = node as { anchor?: string; tag?: string };
  if (anchor !== undefined)
    problems.push(
      plain(
        `there is an anchor (&${anchor})`,
        'remove it: every value is written where it belongs',
        before(text, span, '&'),
      ),
    );
  if (tag !== undefined)
    problems.push(plain(`there is a tag (${tag})`, 'remove it: partner files are plain data', before(text, span, '!')));
}

/** Properties stand before the node that they belong to. */
function before(text: string, span: Span, sign: string): Span {
  const at = text.lastIndexOf(sign, span[0]);
  if (at === -1) return span;
  const word = /^\S+/.exec(text.slice(at, at + 200))?.[0] ?? sign;
  return [at, at + word.length];
}
