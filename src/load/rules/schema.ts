/**
 * `schema`: unknown keys, missing ones, values of the wrong kind. The validator's errors become findings at the key
 * (unknown), the value (wrong) or the mapping (missing).
 */
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { RuleInfo } from '../../model/rule.ts';
import { rangeOf, type SourceText, type Span } from '../../model/source.ts';
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
  return { code: schema.code, severity: 'error', message, hint, range: rangeOf(source, span) };
}

/** Follow-ups of another error at the same place: they would say it twice. */
const ECHOES: ReadonlySet<string> = new Set(['if', 'allOf', 'anyOf', 'oneOf', 'propertyNames']);

export function fromAjvErrors(
  source: SourceText,
  root: YamlNode,
  errors: readonly AjvError[],
  vocabulary: Vocabulary,
): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const error of errors) {
    if (ECHOES.has(error.keyword)) continue;
    const finding = fromAjvError(source, root, error, vocabulary);
    if (!found.some((earlier) => sameFinding(earlier, finding))) found.push(finding);
  }
  return found;
}

function sameFinding(a: Diagnostic, b: Diagnostic): boolean {
  return (
    a.message === b.message &&
    a.range?.start.line === b.range?.start.line &&
    a.range?.start.column === b.range?.start.column
  );
}

function fromAjvError(source: SourceText, root: YamlNode, error: AjvError, vocabulary: Vocabulary): Diagnostic {
  const path = pointerSegments(error.instancePath);
  const { node, keySpan } = findNode(root, path);
  const unknown =
    error.params['additionalProperty'] ?? error.params['unevaluatedProperty'] ?? error.params['propertyName'];
  if (typeof unknown === 'string') {
    const entry = findNode(node, [unknown]);
    const { message, hint } = unknownKeyHint(unknown, path, vocabulary, error.keyword);
    return schemaFinding(source, entry.keySpan ?? node.span, message, hint);
  }
  if (error.keyword === 'required') {
    const missing = String(error.params['missingProperty']);
    const { message, hint } = vocabulary.missing(missing, path);
    return schemaFinding(source, node.span, message, hint);
  }
  const value = plainValue(node);
  const { message, hint } = wrongValue(nameOf(path), value, error, vocabulary.format(path));
  const empty = node.span[0] === node.span[1];
  return schemaFinding(source, empty && keySpan !== undefined ? keySpan : node.span, message, hint);
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
