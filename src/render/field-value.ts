/** A setting's name and value as people read them. */
import { displayDomain } from '../model/domain-name.ts';
import type { PartnerSettings } from '../model/partner.ts';
import { PARTNER_FIELDS, type PartnerField } from '../model/partner-fields.ts';
import { type Phrase, say } from './phrase.ts';

type Value = PartnerSettings[PartnerField];

const NOTHING: Readonly<Partial<Record<PartnerField, string>>> = {
  connectionLimit: 'no limit',
  proxyFqdn: 'none (DNS decides)',
};

export function fieldLabel(field: PartnerField): string {
  return PARTNER_FIELDS.find((info) => info.field === field)?.label ?? field;
}

/** One value as the file would state it. */
export function fieldValue(field: PartnerField, value: Value): Phrase {
  if (value === null) return [NOTHING[field] ?? 'none'];
  if (isList(value)) return value.length === 0 ? ['none'] : [{ value: value.map(displayDomain).join(', ') }];
  if (field === 'description') return say`"${String(value)}"`;
  return [{ value: String(value) }];
}

export function isList(value: Value): value is readonly string[] {
  return Array.isArray(value);
}
