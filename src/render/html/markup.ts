/**
 * HTML that cannot be forgotten to be escaped: a template whose values are escaped, unless they are markup themselves.
 * Only what this file makes is markup.
 */
import { clip } from '../escape.ts';
import type { Phrase, Piece } from '../phrase.ts';
import { htmlText } from './escape-html.ts';

export interface Html {
  readonly markup: string;
}

type Value = string | number | Html | readonly Html[] | undefined;

export const NOTHING: Html = { markup: '' };

/** html`<p>${foreign}</p>`; a number is a number, undefined is nothing. */
export function html(own: TemplateStringsArray, ...values: readonly Value[]): Html {
  return { markup: own.map((text, index) => text + markupOf(values[index])).join('') };
}

function markupOf(value: Value): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return htmlText(value);
  return 'markup' in value ? value.markup : value.map(({ markup }) => markup).join('');
}

export function joined(parts: readonly Html[], separator = ''): Html {
  return { markup: parts.map(({ markup }) => markup).join(htmlText(separator)) };
}

const MAX_VALUE = 300;
const MAX_TEXT = 1000;

/** Values as code; somebody else's words on their own, so that their direction does not reach ours. */
export function phrased(phrase: Phrase): Html {
  return joined(phrase.map(piece));
}

function piece(each: Piece): Html {
  if (typeof each === 'string') return html`${each}`;
  if ('text' in each) return html`<bdi>${clip(each.text, MAX_TEXT)}</bdi>`;
  if ('command' in each) return html`<code class="command">${clip(each.command, MAX_TEXT)}</code>`;
  return html`<code>${clip(each.value, MAX_VALUE)}</code>`;
}
