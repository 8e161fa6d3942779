/** One change as a row of a table; what differs field by field is folded into its last cell. */
import type { Cause, Change } from '../../model/change.ts';
import { displayDomain } from '../../model/domain-name.ts';
import type { PartnerSettings } from '../../model/partner.ts';
import { PARTNER_FIELDS, type PartnerField } from '../../model/partner-fields.ts';
import { clip } from '../escape.ts';
import { markdownCode, markdownText } from '../escape-markdown.ts';
import { fieldValue } from '../field-value.ts';
import { listed, markdownPhrase, type Phrase } from '../phrase.ts';
import { probeWords } from '../probe/beside-change.ts';
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

/** Markdown that leads to where a field is written, or, without a field, to the change's file; empty where there is none. */
export type Place = (change: Change, field?: PartnerField) => string;

/** `expected`: the causes that the table's heading tells already. */
export function changeRow(change: Change, expected: readonly Cause[], rank: Rank, place: Place = () => ''): Item {
  return {
    text: () => row(change, said(change, expected, place), folded(change, place)),
    short: () => {
      const lines = said(change, expected);
      return row(change, lines.length > 0 ? lines : [labelsOf(differences(change).hidden)]);
    },
    shows: change.digest,
    rank: isDangerous(change) ? rank.danger : rank.rest,
  };
}

/** The lines of the last cell that are not folded. */
function said(change: Change, expected: readonly Cause[], place: Place = () => ''): readonly string[] {
  const whole = change.after ?? change.before;
  const essentials = change.action !== 'update' && whole !== null ? [essentialsOf(whole, SHOWN)] : [];
  const others = change.causes.filter((cause) => !expected.includes(cause));
  return [
    ...[...essentials, ...meaningOf(change)].map(markdownPhrase),
    ...differences(change).shown.map((difference) => differenceLine(difference) + at(place(change, difference.field))),
    ...probeWords(change).map(markdownPhrase),
    ...(change.evidence === undefined ? [] : [markdownPhrase(evidenceWords(change.evidence))]),
    ...(others.length > 0 ? [`also ${causeWords(others)}`] : []),
    ...sessions(change),
  ];
}

function folded(change: Change, place: Place): string {
  const file = place(change);
  const where = file === '' ? [] : [file];
  if (change.action !== 'update')
    return details('all settings', [...settingLines(change.after ?? change.before), ...where]);
  const { hidden } = differences(change);
  const lines = hidden.map((difference) => differenceLine(difference) + at(place(change, difference.field)));
  return hidden.length === 0
    ? where.map((link) => `<br>${link}`).join('')
    : details(labelsOf(hidden), [...lines, ...where]);
}

function at(link: string): string {
  return link === '' ? '' : ` (${link})`;
}

function labelsOf(differences: readonly FieldDifference[]): string {
  return differences.map(({ label }) => label).join(', ');
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

function settingLines(settings: PartnerSettings | null): readonly string[] {
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
