/** Wrong values in words: what stands there, and what to write instead. */
import { nearest } from '../../model/suggest.ts';
import type { AjvError } from '../generated/validators.js';

export interface Wording {
  readonly message: string;
  readonly hint: string;
}

const TRUE_WORDS = new Set(['yes', 'on', 'true', 'y', 'required', 'enabled']);
const FALSE_WORDS = new Set(['no', 'off', 'false', 'n', 'notsupported', 'disabled']);

/** What a value is, for "holds … where … belongs". */
export function describeValue(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  const shown = JSON.stringify(value) ?? String(value);
  const short = shown.length > 60 ? `${shown.slice(0, 57)}…"` : shown;
  return typeof value === 'string' ? short : `${typeof value === 'boolean' ? 'the boolean' : 'the number'} ${short}`;
}

/** `format` says in words what the field's text looks like, where the schema's pattern would not. */
export function wrongValue(name: string, value: unknown, error: AjvError, format: string | undefined): Wording {
  const message = `${name}: ${describeValue(value)} ${complaint(error, format)}`;
  return { message, hint: hintFor(value, error, format) };
}

function complaint(error: AjvError, format: string | undefined): string {
  const { params } = error;
  switch (error.keyword) {
    case 'enum':
      return `is not one of ${allowed(params).join(', ')}`;
    case 'type':
      return `is not ${typeWord(params['type'])}`;
    case 'minimum':
      return `is less than ${String(params['limit'])}`;
    case 'maximum':
      return `is more than ${String(params['limit'])}`;
    case 'minLength':
    case 'minItems':
    case 'minProperties':
      return 'is empty';
    case 'uniqueItems':
      return 'names the same twice';
    default:
      return `is not ${format ?? 'as the schema wants it'}`;
  }
}

function hintFor(value: unknown, error: AjvError, format: string | undefined): string {
  if (error.keyword === 'enum') return enumHint(value, allowed(error.params));
  if (error.keyword === 'type') return typeHint(value, String(error.params['type']));
  if (error.keyword === 'minimum') return `write ${String(error.params['limit'])} or more, or leave the key out`;
  if (error.keyword === 'maximum') return `write ${String(error.params['limit'])} or less, or leave the key out`;
  if (error.keyword.startsWith('min')) return 'write a value, or leave the key out';
  if (error.keyword === 'uniqueItems') return 'remove the repetition';
  return format === undefined ? 'see the schema for what belongs here' : `write ${format}`;
}

function allowed(params: Readonly<Record<string, unknown>>): readonly string[] {
  const values = params['allowedValues'];
  return Array.isArray(values) ? values.map(String) : [];
}

function enumHint(value: unknown, values: readonly string[]): string {
  const meant = meantValue(value, values);
  return meant === undefined ? `write ${orList(values)}` : `did you mean \`${meant}\`?`;
}

function meantValue(value: unknown, values: readonly string[]): string | undefined {
  const word = String(value).toLowerCase();
  if (values.includes('NotSupported')) {
    if (TRUE_WORDS.has(word)) return 'Required';
    if (FALSE_WORDS.has(word)) return 'NotSupported';
  }
  return nearest(word, values);
}

function typeHint(value: unknown, type: string): string {
  const word = String(value).toLowerCase();
  if (type === 'boolean') {
    if (TRUE_WORDS.has(word)) return 'write `true`, without quotes (YAML 1.2 knows no other spelling)';
    if (FALSE_WORDS.has(word)) return 'write `false`, without quotes (YAML 1.2 knows no other spelling)';
    return 'write `true` or `false`';
  }
  if (type === 'string' && (typeof value === 'number' || typeof value === 'boolean'))
    return `put it in quotes: "${String(value)}"`;
  if ((type === 'integer' || type === 'number') && typeof value === 'string' && /^\d+$/.test(value))
    return `write it without quotes: ${value}`;
  if (type === 'array') return 'write a list: one item per line, each after "- "';
  if (type === 'object') return 'write keys and values below it, indented';
  return value === null ? `write ${typeWord(type)}, or leave the key out` : `write ${typeWord(type)}`;
}

function typeWord(type: unknown): string {
  const words: Readonly<Partial<Record<string, string>>> = {
    string: 'text',
    boolean: 'true or false',
    integer: 'a whole number',
    number: 'a number',
    array: 'a list',
    object: 'a mapping',
  };
  return words[String(type)] ?? String(type);
}

function orList(values: readonly string[]): string {
  return values.length < 2 ? values.join('') : `${values.slice(0, -1).join(', ')} or ${values.at(-1) ?? ''}`;
}
