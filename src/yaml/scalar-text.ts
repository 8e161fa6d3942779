/**
 * Any text → a YAML scalar that reads back equal and hides nothing: control, invisible and direction-changing
 * characters are written as escapes. Plain where that is safe in YAML 1.1 too, which some editors still speak.
 */

const PLAIN = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}\p{Sc} ,./@()_+=;!?%*<>~^$&'"|:#-]*$/u;
/** Without what means something between brackets. */
const PLAIN_IN_LIST = /^[\p{L}\p{N}][\p{L}\p{M}\p{N} ./@()_+-]*$/u;
/** `: ` begins a value, ` #` a comment; a space or colon at the end would be lost or misread. */
const MISREAD = /:(?: |$)| #| $/;
const OTHER_TYPES = /^(?:true|false|null|yes|no|on|off|y|n)$/i;
/** What would be a date, time or number to some reader, in whole. */
const NUMBER_LIKE = /^[0-9][0-9_.:ex+a-f-]*$/i;

/** Cf: formats, among them the bidirectional overrides; Zl, Zp: line and paragraph separators; Cn, Co, Cs: unassigned, private, lone
 * surrogates. */
const HIDDEN = /[\x7f-\x9f\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Cs}]/gu;

export function scalarText(value: string): string {
  return isPlain(value) && PLAIN.test(value) ? value : doubleQuoted(value);
}

/** For a list in brackets. */
export function flowScalarText(value: string): string {
  return isPlain(value) && PLAIN_IN_LIST.test(value) ? value : doubleQuoted(value);
}

/** A text of several lines as lines, below its key, where nothing of it would be lost or hidden; else quoted. */
export function blockScalarText(value: string, indent: string): string {
  const lines = value.replace(/\n$/, '').split('\n');
  const [first = ''] = lines;
  const readable =
    lines.length > 1 && /^\S/.test(first) && lines.every((line) => isVisible(line)) && !/\n\n$/.test(value);
  if (!readable || (lines.at(-1) ?? '') === '') return scalarText(value);
  const body = lines.map((line) => (line === '' ? '' : indent + line));
  return [value.endsWith('\n') ? '|' : '|-', ...body].join('\n');
}

function isPlain(value: string): boolean {
  return !MISREAD.test(value) && !OTHER_TYPES.test(value) && !isNumberLike(value);
}

function isNumberLike(value: string): boolean {
  return NUMBER_LIKE.test(value) || !Number.isNaN(Number(value));
}

function isVisible(line: string): boolean {
  return !/[\x00-\x1f]|\s$/.test(line) && line.search(HIDDEN) === -1;
}

/** JSON is a subset of YAML (1.2.2 §1.2), and JSON.stringify escapes lone surrogates and control characters. */
function doubleQuoted(value: string): string {
  return JSON.stringify(value).replace(HIDDEN, (character) => {
    const code = character.codePointAt(0) ?? 0;
    const digits = code.toString(16);
    return code > 0xffff ? `\\U${digits.padStart(8, '0')}` : `\\u${digits.padStart(4, '0')}`;
  });
}
