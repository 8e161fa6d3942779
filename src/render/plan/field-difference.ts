/** What changed in one field, as people read it: lists as what came and went, long texts word by word. */
import { displayDomain } from '../../model/domain-name.ts';
import type { PartnerSettings } from '../../model/partner.ts';
import type { PartnerField } from '../../model/partner-fields.ts';
import { fieldLabel, fieldValue, isList } from '../field-value.ts';
import { type Phrase, say } from '../phrase.ts';
import { type TextPart, textDiff } from '../text-diff.ts';

type Value = PartnerSettings[PartnerField];

export type FieldDifference = { readonly field: PartnerField; readonly label: string } & (
  | { readonly kind: 'values'; readonly before: Phrase; readonly after: Phrase }
  | { readonly kind: 'list'; readonly added: readonly string[]; readonly removed: readonly string[] }
  | { readonly kind: 'text'; readonly parts: readonly TextPart[] }
);

/** Texts that together are longer than this are compared word by word. */
const SHORT = 60;

export function fieldDifference(field: PartnerField, before: Value, after: Value): FieldDifference {
  const label = fieldLabel(field);
  if (isList(before) && isList(after)) {
    const added = after.filter((item) => !before.includes(item)).map(displayDomain);
    const removed = before.filter((item) => !after.includes(item)).map(displayDomain);
    return { kind: 'list', field, label, added, removed };
  }
  if (field === 'description' && typeof before === 'string' && typeof after === 'string') {
    const parts = before.length + after.length > SHORT ? textDiff(before, after) : undefined;
    if (parts !== undefined) return { kind: 'text', field, label, parts };
    const same = sameStart(before, after);
    return { kind: 'values', field, label, before: from(before, same), after: from(after, same) };
  }
  return { kind: 'values', field, label, before: fieldValue(field, before), after: fieldValue(field, after) };
}

/** Where two texts begin to differ, less a little; 0 where that is near their start. */
function sameStart(before: string, after: string): number {
  let index = 0;
  while (index < before.length && before[index] === after[index]) index += 1;
  return index > SHORT ? index - SHORT / 4 : 0;
}

/** Long texts are cut when they are shown: what is left must hold the difference. */
function from(text: string, start: number): Phrase {
  return start === 0 ? say`"${text}"` : say`"…${text.slice(start)}"`;
}
