/** One change as a row of a table; what differs field by field is folded into its last cell. */
import type { Cause, Change } from '../../model/change.ts';
import { displayDomain } from '../../model/domain-name.ts';
import type { PartnerSettings } from '../../model/partner.ts';
import { PARTNER_FIELDS } from '../../model/partner-fields.ts';
import { clip } from '../escape.ts';
import { markdownCode, markdownText } from '../escape-markdown.ts';
import { fieldValue } from '../field-value.ts';
import { listed, markdownPhrase, type Phrase } from '../phrase.ts';
import { essentialsOf } from './essentials.ts';
import { type FieldDifference, fieldDifference } from './field-difference.ts';
import type { Item } from './markdown-budget.ts';
import { meaningOf } from './meaning.ts';
import { causeWords, EFFECT_WORDS, evidenceWords, isDangerous, sessionWords } from './plan-words.ts';

export const TABLE_HEAD = '| Effect | Change | Partner | What happens |\n| --- | --- | --- | --- |';
const SHOWN = 5;
const MAX_PART = 200;

interface Rank {
  readonly danger: number;
  readonly rest: number;
}

/** `expected`: the causes that the table's heading tells already. */
export function changeRow(change: Change, expected: readonly Cause[], rank: Rank): Item {
  const whole = change.after ?? change.before;
  const { shown, hidden } = differences(change);
  const essentials = change.action !== 'update' && whole !== null ? [essentialsOf(whole, SHOWN)] : [];
  const others = change.causes.filter((cause) => !expected.includes(cause));
  const lines = [
    ...[...essentials, ...meaningOf(change)].map(markdownPhrase),
    ...shown.map(differenceLine),
    ...(change.evidence === undefined ? [] : [markdownPhrase(evidenceWords(change.evidence))]),
    ...(others.length > 0 ? [`also ${causeWords(others)}`] : []),
    ...sessions(change),
  ];
  const labels = hidden.map(({ label }) => label).join(', ');
  const fold =
    change.action === 'update' ? details(labels, hidden.map(differenceLine)) : details('all settings', all(whole));
  return {
    text: row(change, lines, fold),
    short: row(change, lines.length > 0 ? lines : [labels]),
    rank: isDangerous(change) ? rank.danger : rank.rest,
  };
}

/** Domains that come and go are always shown, other fields where nothing else is. */
function differences(change: Change) {
  const found = change.fields.map(({ field, before, after }) => fieldDifference(field, before, after));
  const domains = found.filter(({ kind }) => kind === 'list');
  const others = found.filter(({ kind }) => kind !== 'list');
  const alone = others.length === 1 && domains.length === 0 && meaningOf(change).length === 0;
  return alone ? { shown: others, hidden: [] } : { shown: domains, hidden: others };
}

function row({ effects, action, domain }: Change, lines: readonly string[], fold = ''): string {
  const words = effects.map((effect) =>
    effect === 'weakens' || effect === 'closes' ? `**${EFFECT_WORDS[effect]}**` : EFFECT_WORDS[effect],
  );
  const name = markdownCode(displayDomain(clip(domain, MAX_PART)));
  return `| ${words.join(', ')} | ${action} | ${name} | ${lines.filter((line) => line !== '').join('<br>')}${fold} |`;
}

function sessions({ endsSessions = [] }: Change): readonly string[] {
  return endsSessions.length === 0 ? [] : [markdownPhrase(sessionWords(endsSessions, 'ends', SHOWN))];
}

function all(settings: PartnerSettings | null): readonly string[] {
  if (settings === null) return [];
  return PARTNER_FIELDS.map(({ field, label }) => `${label}: ${markdownPhrase(fieldValue(field, settings[field]))}`);
}

/** On one line, since it stands in a cell. */
function details(summary: string, lines: readonly string[]): string {
  if (lines.length === 0) return '';
  return `<details><summary>${summary}</summary>${lines.join('<br>')}</details>`;
}

function differenceLine(difference: FieldDifference): string {
  const label = `${difference.label}: `;
  switch (difference.kind) {
    case 'values':
      return `${label}${markdownPhrase(difference.before)} → ${markdownPhrase(difference.after)}`;
    case 'list': {
      const { added, removed } = difference;
      const parts: readonly Phrase[] = [
        ...(removed.length > 0 ? [['without ', ...listed(removed, SHOWN * 4)]] : []),
        ...(added.length > 0 ? [['with ', ...listed(added, SHOWN * 4)]] : []),
      ];
      return label + parts.map(markdownPhrase).join('; ');
    }
    case 'text':
      return (
        label + difference.parts.map(({ kind, text }) => textPart(kind, markdownText(clip(text, MAX_PART)))).join('')
      );
  }
}

function textPart(kind: 'same' | 'added' | 'removed', text: string): string {
  if (kind === 'same') return text;
  return kind === 'removed' ? `<del>${text}</del>` : `<ins>${text}</ins>`;
}
