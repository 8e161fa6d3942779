/**
 * A partner file in its one layout: keys in the order of the field table, white space, comments kept with what they
 * are about. Never adds, drops or changes a key or a value, and proves it: it reads its own output, and where keys,
 * values or comments differ, the file is left alone.
 */
import { isDeepStrictEqual } from 'node:util';
import { FILE_KEYS } from '../model/partner-fields.ts';
import type { Span } from '../model/source.ts';
import { placeComments } from './comment-places.ts';
import { yamlComments } from './comments.ts';
import { commentLines, entryLines, keepsLineEnds } from './entry-lines.ts';
import { parseYaml } from './parse.ts';
import { plainValue, type YamlMap } from './tree.ts';

/** Why a file is left alone. */
export interface FormatProblem {
  readonly message: string;
  readonly hint: string;
  readonly span: Span;
}

export type Formatted = { readonly text: string } | { readonly problems: readonly FormatProblem[] };

/** `original` with or without a BOM, with any line ends. The result has neither BOM nor CR, and formats to itself. */
export function formatPartnerYaml(original: string): Formatted {
  const text = original.replace(/^\ufeff/, '').replaceAll('\r\n', '\n');
  const { root, problems } = parseYaml(text);
  if (problems.length > 0) return { problems };
  if (root?.kind !== 'map' || root.entries.length === 0)
    return refuse('the file does not hold keys and values', 'a partner file needs at least `domain` and `partnerType`');
  const unknown = root.entries.filter(({ key }) => !FILE_KEYS.includes(key));
  if (unknown.length > 0)
    return {
      problems: unknown.map(({ key, keySpan }) => ({
        message: `unknown key ${JSON.stringify(key)}`,
        hint: `known keys are ${FILE_KEYS.join(', ')}`,
        span: keySpan,
      })),
    };
  const nested = root.entries.find(({ value }) => !isFlat(value));
  if (nested !== undefined)
    return refuse(`${nested.key}: it holds more than a value or a list of values`, 'see the schema', nested.keySpan);
  const formatted = layOut(text, root);
  return formatted === text || saysTheSame(text, formatted)
    ? { text: formatted }
    : refuse('in the usual layout it would not say the same', 'lay the file out by hand, and please report it');
}

function refuse(message: string, hint: string, span: Span = [0, 0]): Formatted {
  return { problems: [{ message, hint, span }] };
}

function isFlat(value: YamlMap['entries'][number]['value']): boolean {
  return value.kind === 'scalar' || (value.kind === 'list' && value.items.every((item) => item.kind === 'scalar'));
}

function layOut(text: string, root: YamlMap): string {
  const { header, entries, end } = placeComments(text, root);
  const outdent = isFlowMap(text, root) ? 0 : columnOf(text, root.span[0]);
  const sorted = [...entries].sort((a, b) => FILE_KEYS.indexOf(a.entry.key) - FILE_KEYS.indexOf(b.entry.key));
  const last = sorted.at(-1);
  const gapBeforeEnd = end[0]?.gapBefore === true && last !== undefined && !keepsLineEnds(text, last);
  const lines = [
    ...commentLines(header, ''),
    ...(header.at(-1)?.gapAfter === true ? [''] : []),
    ...sorted.flatMap((placed) => entryLines(text, placed, outdent)),
    ...(gapBeforeEnd ? [''] : []),
    ...commentLines(end, ''),
  ];
  return `${lines.join('\n')}\n`;
}

function isFlowMap(text: string, root: YamlMap): boolean {
  return text[root.span[0]] === '{';
}

function columnOf(text: string, offset: number): number {
  return offset - text.lastIndexOf('\n', offset - 1) - 1;
}

/** Equal keys, values and comments, whatever their order. */
function saysTheSame(before: string, after: string): boolean {
  const [a, b] = [parseYaml(before), parseYaml(after)];
  return (
    b.problems.length === 0 &&
    a.root !== null &&
    b.root !== null &&
    isDeepStrictEqual(plainValue(a.root), plainValue(b.root)) &&
    isDeepStrictEqual(sortedComments(before), sortedComments(after))
  );
}

function sortedComments(text: string): readonly string[] {
  return yamlComments(text)
    .map((comment) => comment.text.trimEnd())
    .sort();
}
