/**
 * Sentences for people that carry values from elsewhere: our own words and the values are kept apart until it is
 * known what the text is for, so that no value is ever printed unescaped.
 */
import { thousands } from './counts.ts';
import { clip, escapeTerminal } from './escape.ts';
import { markdownCode, markdownText } from './escape-markdown.ts';
import { GLUE } from './layout.ts';

/** Our own word; a value to be quoted as it is; running text of somebody else; something to type. */
export type Piece = string | { readonly value: string } | { readonly text: string } | { readonly command: string };
export type Phrase = readonly Piece[];

const MAX_VALUE = 300;
const MAX_TEXT = 1000;

/** say`no longer ${domain}`: what is interpolated is a value, unless it is a phrase or marked by `quote`. */
export function say(words: TemplateStringsArray, ...values: readonly (string | Piece | Phrase)[]): Phrase {
  return words.flatMap((word, index): Piece[] => {
    const value = values[index];
    if (value === undefined) return word === '' ? [] : [word];
    return [...(word === '' ? [] : [word]), ...pieces(value)];
  });
}

function pieces(value: string | Piece | Phrase): Phrase {
  if (typeof value === 'string') return [{ value }];
  return Array.isArray(value) ? (value as Phrase) : [value as Piece];
}

/** Somebody else's sentence: a message, a hint, a reason, a name. */
export function quote(text: string): Piece {
  return { text };
}

/** Never broken over two lines, so that it can be copied. */
export function command(text: string): Piece {
  return { command: text };
}

export function join(phrases: readonly Phrase[], separator: string): Phrase {
  return phrases.flatMap((phrase, index) => (index === 0 ? phrase : [separator, ...phrase]));
}

/** The first `shown` values, and how many more there are. */
export function listed(values: readonly string[], shown: number): Phrase {
  const first = values.slice(0, shown).map((value): Phrase => [{ value }]);
  const left = values.length - first.length;
  return left > 0 ? [...join(first, ', '), ` and ${thousands(left)} more`] : join(first, ', ');
}

export function terminalPhrase(phrase: Phrase): string {
  return phrase.map(terminalPiece).join('');
}

function terminalPiece(piece: Piece): string {
  if (typeof piece === 'string') return piece;
  if ('command' in piece) return escapeTerminal(clip(piece.command, MAX_TEXT)).replaceAll(' ', GLUE);
  return escapeTerminal('value' in piece ? clip(piece.value, MAX_VALUE) : clip(piece.text, MAX_TEXT));
}

export function markdownPhrase(phrase: Phrase): string {
  return phrase.map(markdownPiece).join('');
}

function markdownPiece(piece: Piece): string {
  if (typeof piece === 'string') return piece;
  if ('text' in piece) return markdownText(clip(piece.text, MAX_TEXT));
  return markdownCode('value' in piece ? clip(piece.value, MAX_VALUE) : clip(piece.command, MAX_TEXT));
}
