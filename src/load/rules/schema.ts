/**
 * `schema`: unknown keys, missing ones, values of the wrong kind. The validator's errors become findings at the key
 * (unknown), the value (wrong) or the mapping (missing).
 */

import type { Diagnostic } from '../../model/diagnostic.ts';
import type { RuleInfo } from '../../model/rule.ts';
import { rangeOf, type SourceText, type Span } from '../../model/source.ts';
import { thousands } from '../../model/thousands.ts';
import { findNode, plainValue, type YamlNode } from '../../yaml/tree.ts';
import type { AjvError } from '../generated/validators.js';
import { describeValue, wrongValue } from './schema-values.ts';
import { nameOf, unknownKeyHint, type Vocabulary } from './schema-words.ts';

export const schema: RuleInfo = {
  code: 'schema',
  severity: 'error',
  configurable: false,
  summary: 'A key is unknown or missing, or a value is of the wrong kind.',
};

export function schemaFinding(source: SourceText, span: Span, message: string, hint: string): Diagnostic {
  return { code: schema.code, severity: 'error', message, hint, range: rangeOf(source, trimmed(source.text, span)) };
}

/** A mapping or list ends where its last line does, not where the next one begins. */
function trimmed(text: string, [start, end]: Span): Span {
  let last = end;
  while (last > start && /\s/.test(text.charAt(last - 1))) last -= 1;
  return [start, last];
}

/** Follow-ups of another error at the same place: they would say it twice. */
const ECHOES: ReadonlySet<string> = new Set(['if', 'allOf', 'anyOf', 'oneOf']);
/** Nobody reads more findings of one file. */
const MOST = 100;

export function fromAjvErrors(
  source: SourceText,
  root: YamlNode,
  errors: readonly AjvError[],
  vocabulary: Vocabulary,
): readonly Diagnostic[] {
  const telling = withoutEchoes(errors, vocabulary);
  const found = telling.slice(0, MOST).map((error) => fromAjvError(source, root, error, vocabulary));
  if (telling.length === found.length) return found;
  const more = thousands(telling.length - found.length);
  return [...found, schemaFinding(source, [0, 0], `there are ${more} more findings in this file`, 'mend these first')];
}

function withoutEchoes(errors: readonly AjvError[], vocabulary: Vocabulary): readonly AjvError[] {
  const withChoices = new Set(errors.filter(({ keyword }) => keyword === 'enum').map((error) => error.instancePath));
  const seen = new Set<string>();
  return errors.filter((error) => {
    if (ECHOES.has(error.keyword) || error.schemaPath.includes('/propertyNames/')) return false;
    // A known key is "unevaluated" where its value is wrong.
    if (error.keyword === 'unevaluatedProperties' && isKnown(error, vocabulary)) return false;
    // Of a value that is not text, the choices say more than its type.
    if (error.keyword === 'type' && withChoices.has(error.instancePath)) return false;
    const identity = `${error.instancePath} ${error.keyword} ${JSON.stringify(error.params)}`;
    if (seen.has(identity)) return false;
    seen.add(identity);
    return true;
  });
}

function isKnown(error: AjvError, vocabulary: Vocabulary): boolean {
  return vocabulary.keys(pointerSegments(error.instancePath)).includes(unknownKey(error) ?? '');
}

function fromAjvError(source: SourceText, root: YamlNode, error: AjvError, vocabulary: Vocabulary): Diagnostic {
  const path = pointerSegments(error.instancePath);
  const { node, keySpan } = findNode(root, path);
  const unknown = unknownKey(error);
  if (unknown !== undefined) {
    const entry = findNode(node, [unknown]);
    const { message, hint } = unknownKeyHint(unknown, path, vocabulary, error.keyword);
    return schemaFinding(source, entry.keySpan ?? node.span, message, hint);
  }
  if (error.keyword === 'required') {
    const missing = String(error.params['missingProperty']);
    const { message, hint } = vocabulary.missing(missing, path);
    return schemaFinding(source, node.span, message, hint);
  }
  if (error.keyword === 'uniqueItems') return repeated(source, node, path, error);
  const written = source.text.slice(...node.span).trim();
  const { message, hint } = wrongValue(nameOf(path), plainValue(node), written, error, vocabulary.format(path));
  return schemaFinding(source, placeOf(source, node, path, keySpan), message, hint);
}

/** Of a value that is not there its key, or the hyphen of its item. */
function placeOf({ text }: SourceText, { span }: YamlNode, path: readonly string[], keySpan: Span | undefined): Span {
  if (span[0] !== span[1] || keySpan === undefined) return span;
  if (!/^\d+$/.test(path.at(-1) ?? '')) return keySpan;
  const hyphen = text.lastIndexOf('-', span[0]);
  return hyphen > keySpan[1] ? [hyphen, hyphen + 1] : keySpan;
}

function unknownKey({ params }: AjvError): string | undefined {
  const key = params['additionalProperty'] ?? params['unevaluatedProperty'] ?? params['propertyName'];
  return typeof key === 'string' ? key : undefined;
}

/** The later of two equal items; `related` points at the earlier. */
function repeated(source: SourceText, list: YamlNode, path: readonly string[], { params }: AjvError): Diagnostic {
  const [earlier, later] = [Number(params['i']), Number(params['j'])].sort((a, b) => a - b).map(String);
  const { node } = findNode(list, [later ?? '']);
  const message = `${nameOf(path)}: ${describeValue(plainValue(node))} stands twice`;
  const related = {
    message: 'it stands here first',
    ...rangeOf(source, findNode(list, [earlier ?? '']).node.span),
  };
  return { ...schemaFinding(source, node.span, message, 'remove one of them'), related: [related] };
}

/** The top-level keys whose values cannot be used. An unknown key spoils nothing else. */
export function spoiledKeys(errors: readonly AjvError[]): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const { instancePath, keyword, params } of errors) {
    const key = keyword === 'required' ? String(params['missingProperty']) : undefined;
    const spoiled = pointerSegments(instancePath)[0] ?? key;
    if (spoiled !== undefined) keys.add(spoiled);
  }
  return keys;
}

/** RFC 6901. */
function pointerSegments(pointer: string): readonly string[] {
  if (pointer === '') return [];
  return pointer
    .slice(1)
    .split('/')
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The whole file is not what it should be: empty, or a list. */
export function wrongRoot(source: SourceText, root: YamlNode | null, hint: string): Diagnostic {
  if (root === null) return schemaFinding(source, [0, 0], 'the file is empty', hint);
  return schemaFinding(
    source,
    root.span,
    `the file holds ${describeValue(plainValue(root))} where keys and values belong`,
    hint,
  );
}
