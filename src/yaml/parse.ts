/**
 * Text → tree and problems. Never throws, whatever the text: nesting is bounded before anything recurses. Aliases are
 * never expanded, so a "billion laughs" costs nothing.
 */
import { Composer, type CST, type Document, Lexer, Parser, Schema } from 'yaml';
import type { Span } from '../model/source.ts';
import { convertDocument } from './convert.ts';
import { plainProblem, syntaxProblem, tidyProblems, type YamlProblem } from './problem.ts';
import { firstFault, fromErrors } from './syntax-words.ts';
import type { YamlNode } from './tree.ts';

export interface ParsedYaml {
  /** Null for an empty document, and after a problem that leaves nothing to read. */
  readonly root: YamlNode | null;
  /** Sorted by place. */
  readonly problems: readonly YamlProblem[];
  /** What ends before this offset was read as it is written; beyond a syntax error a parser only guesses. */
  readonly soundUntil: number;
}

/** Duplicate keys are found while converting, in linear time and with the place of the first. */
const OPTIONS = {
  version: '1.2',
  // one for all documents: building it anew would cost a tenth of the time
  schema: new Schema({ schema: 'core', resolveKnownTags: true }),
  strict: true,
  prettyErrors: false,
  uniqueKeys: false,
} as const;
/** Files of ours need five levels; the parser's stack holds an entry or two for each. */
const DEEPEST = 60;

export function parseYaml(text: string): ParsedYaml {
  const problems: YamlProblem[] = [];
  const readable = withoutForbidden(text, problems);
  const [document, second] = compose(readable, problems);
  if (second !== undefined) problems.push(severalDocuments(text, second));
  if (document === undefined) return { root: null, problems: tidyProblems(problems), soundUntil: 0 };
  for (const problem of fromErrors(document.errors, readable)) problems.push(problem);
  const soundUntil = firstFault(problems);
  const root = convertDocument(document, readable, problems);
  return { root, problems: tidyProblems(problems), soundUntil };
}

/**
 * What YAML allows nowhere (YAML 1.2.2 §5.1), and the lone carriage return that it takes for a line end and nobody
 * else does. Replaced character by character, so that the rest can be read and keeps its place.
 */
const FORBIDDEN = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]|\r(?!\n)/;

function withoutForbidden(text: string, problems: YamlProblem[]): string {
  if (!FORBIDDEN.test(text)) return text;
  return text.replace(new RegExp(FORBIDDEN, 'g'), (character, offset: number) => {
    problems.push(forbidden(character, [offset, offset + 1]));
    return '\ufffd';
  });
}

function forbidden(character: string, span: Span): YamlProblem {
  if (character === '\r')
    return syntaxProblem('there is a carriage return without a line feed', 'save the file with LF line ends', span);
  const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  return syntaxProblem(`there is a control character (U+${code})`, 'remove it', span);
}

/** The first document and, where there is one, the second. */
function compose(text: string, problems: YamlProblem[]): readonly Document[] {
  const documents: Document[] = [];
  // The library makes an Error of each fault; 60,000 stack traces would take longer than all the rest.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    const plainTokens = withoutDirectives(tokens(text, problems), problems);
    for (const document of new Composer(OPTIONS).compose(plainTokens, true, text.length)) {
      documents.push(document);
      if (documents.length === 2) break;
    }
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
  return problems.some(({ message }) => message === TOO_DEEP) ? [] : documents;
}

const TOO_DEEP = 'the data is nested too deeply';

/** The parser's tokens, as far as the nesting allows. */
function* tokens(text: string, problems: YamlProblem[]): Generator<CST.Token, void> {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    if (parser.stack.length <= DEEPEST) continue;
    const start = Math.max(0, parser.offset - lexeme.length);
    problems.push(syntaxProblem(TOO_DEEP, 'a file of ours has a few levels only', [start, parser.offset]));
    return;
  }
  yield* parser.end();
}

/** Directives become problems, because `%YAML 1.1` would turn `yes` into true. */
function* withoutDirectives(all: Iterable<CST.Token>, problems: YamlProblem[]): Generator<CST.Token, void> {
  for (const token of all) {
    if (token.type === 'directive') problems.push(directive(token));
    else yield token;
  }
}

function directive({ offset, source }: CST.Directive): YamlProblem {
  return plainProblem('there is a YAML directive', 'remove the line that begins with %', [
    offset,
    offset + source.length,
  ]);
}

function severalDocuments(text: string, { range }: Document): YamlProblem {
  const start = Math.min(range?.[0] ?? 0, text.length);
  const lineEnd = /[\r\n]|$/.exec(text.slice(start))?.index ?? 0;
  const hint = 'one file, one partner: put it into a file of its own';
  return plainProblem('a second document begins here', hint, [start, start + lineEnd]);
}
