/** The YAML library's errors in words for people who write a partner file once a year. */
import { Lexer, type YAMLError } from 'yaml';
import { quoted } from '../model/quoted.ts';
import type { Span } from '../model/source.ts';
import { plainProblem, syntaxProblem, type YamlProblem } from './problem.ts';

type Words = readonly [message: string, hint: string];
type Code = YAMLError['code'];

const QUOTE_IT = 'put the text in quotes: "…"';
const LOOK_AROUND = 'check the indentation, the quotes and the colons around this place';

/** Codes of one cause each. */
const BY_CODE: Readonly<Partial<Record<Code, Words>>> = {
  TAB_AS_INDENT: ['a tab is used as indentation', 'indent with spaces; YAML forbids tabs there'],
  MULTILINE_IMPLICIT_KEY: ['a key runs over several lines', 'a key stands on one line, with ": " after it'],
  KEY_OVER_1024_CHARS: ['a key has more than 1,024 characters', 'write one of the known keys'],
  BLOCK_IN_FLOW: ['an indented list or mapping stands inside brackets', 'write it in brackets, too'],
};

/** More than plain data in disguise; the tree tells of the same place. */
const PLAIN: Readonly<Partial<Record<Code, Words>>> = {
  TAG_RESOLVE_FAILED: ['there is a tag', 'remove it: only plain data is read'],
  BAD_COLLECTION_TYPE: ['there is a tag', 'remove it: only plain data is read'],
  MULTIPLE_TAGS: ['there is a tag', 'remove it: only plain data is read'],
  MULTIPLE_ANCHORS: ['there is an anchor', 'remove it: every value is written where it belongs'],
  ALIAS_PROPS: ['there is an alias', 'write the value itself'],
  BAD_ALIAS: ['there is an anchor or an alias', 'write the value itself'],
};

/** More errors than this get no words of their own: nobody will be shown them. */
const MOST = 200;

export function fromErrors(errors: readonly YAMLError[], text: string): readonly YamlProblem[] {
  const sorted = errors.length < 2 ? errors : withoutEchoes(errors).sort((a, b) => a.pos[0] - b.pos[0]);
  let quotes: readonly Span[] | undefined;
  return sorted.map((error, index) => {
    if (index >= MOST) return syntaxProblem(error.message, LOOK_AROUND, visible(error.pos, text));
    if (!/^Missing closing ['"]quote/.test(error.message)) return fromError(error, text);
    quotes ??= quotedTexts(text);
    return unclosedQuote(text, quotes.find(([, end]) => end >= error.pos[0])?.[0] ?? error.pos[0]);
  });
}

/** A line that is indented too far is reported twice: as a mapping, and as a key over two lines. */
function withoutEchoes(errors: readonly YAMLError[]): YAMLError[] {
  const mappings = new Set(errors.filter(({ code }) => code === 'BLOCK_AS_IMPLICIT_KEY').map(({ pos }) => pos[0]));
  return errors.filter(({ code, pos }) => code !== 'MULTILINE_IMPLICIT_KEY' || !mappings.has(pos[0]));
}

function fromError(error: YAMLError, text: string): YamlProblem {
  const span = visible(error.pos, text);
  const plain = PLAIN[error.code];
  if (plain !== undefined) return plainProblem(`${plain[0]} (${shown(text, span)})`, plain[1], span);
  if (error.code === 'BLOCK_AS_IMPLICIT_KEY') return secondKey(text, span[0]);
  if (error.message.endsWith('items must start at the same column')) return otherColumn(text, span[0]);
  return syntaxProblem(...(BY_CODE[error.code] ?? wording(error, text, span)), span);
}

function wording({ code, message }: YAMLError, text: string, span: Span): Words {
  const word = quoted(text.slice(...span));
  if (message === 'Implicit map keys need to be followed by map values')
    return /^[\w-]+:\S/.test(text.slice(span[0], span[0] + 100))
      ? [`after ${word} there is no ": "`, 'put a space after the colon']
      : [`${word} is neither a key nor a value`, 'a key needs a colon and a space after it, then its value'];
  if (code === 'BAD_SCALAR_START') return [`a text cannot begin with ${word}`, QUOTE_IT];
  if (code === 'BAD_DQ_ESCAPE')
    return [
      `${quoted(text.slice(span[0], span[0] + 2))} is not an escape`,
      'in double quotes a backslash begins an escape: double it, or use single quotes',
    ];
  if (code === 'UNEXPECTED_TOKEN') return [`${word} does not belong here`, LOOK_AROUND];
  const bracket = /end with a ([\]}])$/.exec(message)?.[1];
  if (bracket !== undefined)
    return [
      `a ${bracket === ']' ? 'list in brackets' : 'mapping in braces'} is not closed with ${bracket}`,
      'close it, and indent its lines',
    ];
  return [lowerFirst(message), LOOK_AROUND];
}

/** A value with ": " in it, or lines that are indented further than the key above them. */
function secondKey(text: string, start: number): YamlProblem {
  const colon = start + text.slice(start).search(/:\s/);
  const lineStart = text.lastIndexOf('\n', colon) + 1;
  if (lineStart <= start) {
    const end = start + (/[\r\n]|$/.exec(text.slice(start))?.index ?? 0);
    return syntaxProblem('a value that contains ": " is not in quotes', QUOTE_IT, [start, end]);
  }
  const first = lineStart + Math.max(0, text.slice(lineStart).search(/[^ ]/));
  const key = text.slice(first, colon);
  return syntaxProblem(
    `the key ${quoted(key)} is indented further than the one above`,
    'begin both in the same column',
    [first, colon],
  );
}

function otherColumn(text: string, start: number): YamlProblem {
  const first = start + Math.max(0, text.slice(start).search(/\S/));
  const word = /^[^\r\n:]*/.exec(text.slice(first, first + 1000))?.[0] ?? '';
  const message = `${quoted(word)} does not begin in the same column as the one above`;
  return syntaxProblem(message, 'begin both in the same column', [first, first + Math.max(1, word.length)]);
}

function shown(text: string, span: Span): string {
  return quoted(text.slice(...span)).slice(1, -1);
}

function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

/** The parser notices where it gives up; people look for where it begins. */
function unclosedQuote(text: string, start: number): YamlProblem {
  const lineEnd = /[\r\n]|$/.exec(text.slice(start))?.index ?? 0;
  return syntaxProblem('a quote is opened here and not closed', 'close it at the end of the text', [
    start,
    start + lineEnd,
  ]);
}

function quotedTexts(text: string): readonly Span[] {
  const found: Span[] = [];
  let offset = 0;
  for (const lexeme of new Lexer().lex(text)) {
    // The lexer's own signs stand for no character of the text.
    if (lexeme === '\u0002' || lexeme === '\u0018' || lexeme === '\u001f') continue;
    if (lexeme.startsWith('"') || lexeme.startsWith("'")) found.push([offset, offset + lexeme.length]);
    offset += lexeme.length;
  }
  return found;
}

/** Never empty, never past the last character that can be seen. */
function visible([start, end]: readonly [number, number], text: string): Span {
  if (start < text.length && end > start) return [start, Math.min(end, text.length)];
  const last = text.trimEnd().length;
  const from = Math.max(0, Math.min(start, last - 1));
  return [from, Math.min(from + 1, text.length)];
}

/** Where the first problem begins that makes the rest a guess. */
export function firstFault(problems: readonly YamlProblem[]): number {
  let first = Number.POSITIVE_INFINITY;
  for (const { kind, span } of problems) if (kind === 'syntax') first = Math.min(first, span[0]);
  return first;
}
