/** One change at a terminal: what kind, which partner, what it means, and only the fields that changed. */
import type { Change, Effect } from '../../model/change.ts';
import { displayDomain } from '../../model/domain-name.ts';
import { type Colors, type Paint, paintWords } from '../colors.ts';
import { thousands } from '../counts.ts';
import { clip, escapeCommands, escapeTerminal } from '../escape.ts';
import { displayWidth, GLUE, padEnd, wrap } from '../layout.ts';
import { terminalPhrase } from '../phrase.ts';
import { isProbeRefused, probeWords } from '../probe/beside-change.ts';
import { paragraph, type Terminal } from '../terminal.ts';
import type { TextPart } from '../text-diff.ts';
import { essentialsOf } from './essentials.ts';
import { type FieldDifference, fieldDifference } from './field-difference.ts';
import { meaningOf } from './meaning.ts';
import { ACTION_SIGNS, causeWords, EFFECT_WORDS, evidenceWords, sessionWords } from './plan-words.ts';

/** Two spaces, the effect, a space, the sign, a space. */
export const CHANGE_INDENT = 13;
const EFFECT_WIDTH = 8;
const SHOWN_SESSIONS = 5;
const SHOWN_DOMAINS = 10;
const MAX_PART = 300;

export interface ChangePrettyOptions {
  /** How wide the column of the domains is; 0: what follows a domain goes below it. */
  readonly domainColumn: number;
  /** Not where all changes of the plan have the same cause. */
  readonly showCauses: boolean;
}

export function changePretty(change: Change, options: ChangePrettyOptions, terminal: Terminal): string {
  const { domainColumn, showCauses } = options;
  const details = detailTexts(change, showCauses, terminal);
  const head = headLine(change, terminal);
  const [first = ''] = details;
  // One line where one is enough, with what follows the domains in a column of its own.
  const inline = first !== '' && (change.action !== 'update' || details.length === 1);
  const column = CHANGE_INDENT + domainColumn + 2;
  const besides = inline && domainColumn > 0 && displayWidth(head) + 2 <= column;
  const below = (besides ? details.slice(1) : details).map((text) => paragraph(text, CHANGE_INDENT, terminal));
  const top = besides ? wrap(first, { first: padEnd(head, column), indent: column, columns: terminal.columns }) : head;
  return [top, ...below].join('\n');
}

function headLine({ action, domain, effects }: Change, { paint }: Terminal): string {
  const [effect = 'neutral', ...others] = effects;
  const mark = effectPaint(effect, paint)(EFFECT_WORDS[effect].padEnd(EFFECT_WIDTH));
  const sign = { add: paint.green, update: paint.yellow, remove: paint.red }[action](ACTION_SIGNS[action]);
  const also = others.length > 0 ? `  also ${others.map((each) => EFFECT_WORDS[each]).join(', ')}` : '';
  return `  ${mark} ${sign} ${paint.bold(escapeTerminal(displayDomain(domain)))}${also}`;
}

/** Each one paragraph, the most telling first. */
function detailTexts(change: Change, showCauses: boolean, { paint, verbose }: Terminal): readonly string[] {
  const all = Number.POSITIVE_INFINITY;
  const whole = change.after ?? change.before;
  const texts: string[] = [];
  if (change.action !== 'update' && whole !== null)
    texts.push(kept(terminalPhrase(essentialsOf(whole, verbose ? all : SHOWN_DOMAINS))));
  const meaningPaint: Paint = change.effects.includes('weakens') ? paint.red : (text) => text;
  for (const phrase of meaningOf(change)) texts.push(paintWords(meaningPaint, terminalPhrase(phrase)));
  for (const { field, before, after } of change.fields)
    texts.push(differenceText(fieldDifference(field, before, after), paint, verbose ? all : SHOWN_DOMAINS));
  const probePaint: Paint = isProbeRefused(change) ? paint.red : (text) => text;
  for (const phrase of probeWords(change)) texts.push(paintWords(probePaint, terminalPhrase(phrase)));
  if (change.evidence !== undefined) texts.push(terminalPhrase(evidenceWords(change.evidence)));
  if (showCauses && change.causes.length > 0) texts.push(causeWords(change.causes));
  const sessions = change.endsSessions ?? [];
  if (sessions.length > 0) texts.push(terminalPhrase(sessionWords(sessions, 'ends', verbose ? all : SHOWN_SESSIONS)));
  return texts;
}

/** A line does not end behind a word that leads to the next. */
function kept(text: string): string {
  return text.replace(/ (also|through) /g, ` $1${GLUE}`);
}

function effectPaint(effect: Effect, paint: Colors): Paint {
  if (effect === 'weakens' || effect === 'closes') return (text) => paint.bold(paint.red(text));
  if (effect === 'opens') return paint.yellow;
  return effect === 'tightens' ? paint.cyan : paint.dim;
}

function differenceText(difference: FieldDifference, paint: Colors, shown: number): string {
  const label = `${difference.label}: `;
  switch (difference.kind) {
    case 'values':
      return `${label}${terminalPhrase(difference.before)} → ${terminalPhrase(difference.after)}`;
    case 'list': {
      const items = [
        ...signed(difference.removed, '-', shown).map((item) => paintWords(paint.red, item)),
        ...signed(difference.added, '+', shown).map((item) => paintWords(paint.green, item)),
      ];
      return label + items.join(', ');
    }
    case 'text':
      return label + escapeCommands(difference.parts.map((part) => textPart(part, paint)).join(''));
  }
}

function signed(items: readonly string[], sign: string, shown: number): readonly string[] {
  const left = items.length - shown;
  const words = items.slice(0, shown).map((item) => sign + escapeTerminal(item));
  return left > 0 ? [...words, `${sign}${thousands(left)} more`] : words;
}

/** Marked as git's word diff does, so that it can be read without colours. */
function textPart({ kind, text: part }: TextPart, paint: Colors): string {
  const text = escapeTerminal(clip(part, MAX_PART));
  if (kind === 'same') return text;
  return kind === 'removed' ? paintWords(paint.red, `[-${text}-]`) : paintWords(paint.green, `{+${text}+}`);
}
