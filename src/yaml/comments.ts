/** The comments of a YAML text with their places; a `#` inside a quoted text is none. */
import { Lexer } from 'yaml';
import type { Span } from '../model/source.ts';

export interface YamlComment {
  /** With its `#`. */
  readonly text: string;
  readonly span: Span;
}

/** The lexer's own signs, which stand for no character of the text: document start, end of a flow, a scalar follows. */
const SCALAR_FOLLOWS = '\u001f';
const SIGNS = new Set(['\u0002', '\u0018', SCALAR_FOLLOWS]);

export function yamlComments(text: string): readonly YamlComment[] {
  const comments: YamlComment[] = [];
  let offset = 0;
  let inScalar = false;
  for (const lexeme of new Lexer().lex(text)) {
    if (SIGNS.has(lexeme)) {
      inScalar = lexeme === SCALAR_FOLLOWS;
      continue;
    }
    if (!inScalar && lexeme.startsWith('#')) comments.push({ text: lexeme, span: [offset, offset + lexeme.length] });
    offset += lexeme.length;
    inScalar = false;
  }
  return comments;
}
