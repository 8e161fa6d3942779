/** Wrong values in words: what stands there, and what to write instead. */
import { quoted } from '../../model/quoted.ts';
import { nearest } from '../../model/suggest.ts';
import type { AjvError } from '../generated/validators.js';

export interface Wording {
  readonly message: string;
  readonly hint: string;
}

/** What the text at a place looks like, where the schema only has a pattern. */
export interface Format {
  /** Completes "… is not …". */
  readonly name: string;
  readonly example: string;
  /** Any text will do, if only it is one. */
  readonly anyText?: true;
  /** What stands there by mistake may be the secret itself: it is not repeated. */
  readonly secret?: true;
}

const TRUE_WORDS = new Set(['yes', 'on', 'true', 'y', 'required', 'enabled']);
const FALSE_WORDS = new Set(['no', 'off', 'false', 'n', 'notsupported', 'disabled']);

/** What a value is, for "… is not …". */
export function describeValue(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'number' ? `the number ${value}` : 'a mapping';
}

/** `written`: the value as it stands in the file. */
export function wrongValue(
  name: string,
  value: unknown,
  written: string,
  error: AjvError,
  format: Format | undefined,
): Wording {
  const hint = hintFor(value, written, error, format);
  if (value === null && written === '') return { message: `${name} has no value`, hint };
  if (error.keyword.startsWith('min') && error.keyword !== 'minimum') return { message: `${name} is empty`, hint };
  const shown = format?.secret === true ? 'what stands there' : describeValue(value);
  return { message: `${name}: ${shown} ${complaint(error, format)}`, hint };
}

function complaint({ keyword, params }: AjvError, format: Format | undefined): string {
  switch (keyword) {
    case 'enum': {
      const choices = allowed(params);
      return choices.length === 1 ? `is not \`${choices.join()}\`` : `is not one of ${choices.join(', ')}`;
    }
    case 'type':
      return `is not ${typeWord(params['type'])}`;
    case 'minimum':
      return `is less than ${String(params['limit'])}`;
    case 'maximum':
      return `is more than ${String(params['limit'])}`;
    default:
      return `is not ${format?.name ?? 'as the schema wants it'}`;
  }
}

function hintFor(value: unknown, written: string, { keyword, params }: AjvError, format: Format | undefined): string {
  if (keyword === 'enum') return enumHint(value, allowed(params));
  if (keyword === 'type') return typeHint(value, written, String(params['type']), format);
  if (keyword === 'minimum') return `write ${String(params['limit'])} or more, or leave the key out`;
  if (keyword === 'maximum') return `write ${String(params['limit'])} or less, or leave the key out`;
  if (keyword.startsWith('min')) return 'write a value, or leave the key out';
  return format === undefined ? 'see the schema for what belongs here' : `write ${format.example}`;
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
  const word = wordOf(value);
  if (word === undefined) return undefined;
  if (values.includes('off') && FALSE_WORDS.has(word)) return 'off';
  if (values.includes('NotSupported')) {
    if (TRUE_WORDS.has(word)) return 'Required';
    if (FALSE_WORDS.has(word)) return 'NotSupported';
  }
  return nearest(word, values);
}

/** Lists and mappings have no word. */
function wordOf(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'boolean' ? String(value).toLowerCase() : undefined;
}

function typeHint(value: unknown, written: string, type: string, format: Format | undefined): string {
  const orNothing = value === null ? ', or leave the key out' : '';
  switch (type) {
    case 'boolean': {
      const word = wordOf(value) ?? '';
      const meant = TRUE_WORDS.has(word) ? 'true' : FALSE_WORDS.has(word) ? 'false' : undefined;
      return meant === undefined
        ? `write \`true\` or \`false\`${orNothing}`
        : `write \`${meant}\`, without quotes (YAML 1.2 knows no other spelling)`;
    }
    case 'string':
      if (format !== undefined && !format.anyText) return `write ${format.example}${orNothing}`;
      if (typeof value === 'number' || typeof value === 'boolean') return `put it in quotes: ${quoted(written)}`;
      break;
    case 'integer':
      if (typeof value === 'string' && /^\d+$/.test(value)) return `write it without quotes: ${value}`;
      break;
    case 'array':
      return `write a list: one item per line, each after "- "${orNothing}`;
    case 'object':
      return 'write keys and values below it, indented';
    default:
  }
  return `write ${typeWord(type)}${orNothing}`;
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
