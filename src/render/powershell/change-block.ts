/** One write of a plan as a hash table of a script, below a comment that says what it means. */
import type { WriteChange } from '../../model/adapter.ts';
import type { Change } from '../../model/change.ts';
import { displayDomain } from '../../model/domain-name.ts';
import type { PartnerSettings } from '../../model/partner.ts';
import { differingFields, type PartnerField } from '../../model/partner-fields.ts';
import type { Step } from '../../model/write-order.ts';
import { type Phrase, say } from '../phrase.ts';
import { essentialsOf } from '../plan/essentials.ts';
import { meaningOf } from '../plan/meaning.ts';
import { ACTION_SIGNS, causeWords, EFFECT_WORDS, evidenceWords } from '../plan/plan-words.ts';
import { commentLines } from './comment.ts';
import { settingsLiteral, textLiteral } from './literal.ts';

const INDENT = '  ';
const SHOWN_DOMAINS = 5;

export function changeBlock(change: Change, step: Step): string {
  const { write, part } = step;
  const notes = part === 'release' ? [releaseNote(write)] : part === 'rest' ? [REST_NOTE] : meanings(change);
  const comments = [headOf(change, write), ...notes].flatMap((words) => commentLines(words, INDENT));
  const inner = `${INDENT}  `;
  return [
    ...comments,
    `${INDENT}@{`,
    `${inner}Action = '${write.action}'`,
    `${inner}Partner = ${textLiteral(write.domain)}`,
    `${inner}Before = ${settingsLiteral(write.before, inner)}`,
    `${inner}Set = ${settingsLiteral(write.after, inner, setFields(write.before, write.after))}`,
    `${INDENT}}`,
  ].join('\n');
}

function headOf({ effects }: Change, { action, domain }: WriteChange): Phrase {
  const words = effects.map((effect) => EFFECT_WORDS[effect]).join(', ');
  return say`${[ACTION_SIGNS[action]]} ${displayDomain(domain)}: ${[words]}`;
}

function meanings(change: Change): readonly Phrase[] {
  const { action, before, after, causes, evidence } = change;
  const whole = action === 'add' ? after : action === 'remove' ? before : null;
  return [
    ...(whole === null ? [] : [essentialsOf(whole, SHOWN_DOMAINS)]),
    ...meaningOf(change),
    ...(causes.length === 0 ? [] : [[causeWords(causes)]]),
    ...(evidence === undefined ? [] : [evidenceWords(evidence)]),
  ];
}

function releaseNote({ before, after }: WriteChange): Phrase {
  const kept = after?.additionalDomains ?? [];
  const given = before?.additionalDomains.filter((domain) => !kept.includes(domain)) ?? [];
  return say`first it only gives up ${given.map(displayDomain).join(', ')}: another change needs it, the rest follows below`;
}

const REST_NOTE: Phrase = ['the rest of its change'];

/** Of a new partner all, of another what differs. */
function setFields(before: PartnerSettings | null, after: PartnerSettings | null): readonly PartnerField[] | undefined {
  return before === null || after === null ? undefined : differingFields(before, after);
}
