/**
 * Does the deployment hold what it should? Compared is what it can express: its fields exactly, and what it does for
 * every partner alike by the methods that come of it. Pure.
 */
import { permittedMethods, sameMethods } from '../model/negotiation.ts';
import type { PartnerSettings } from '../model/partner.ts';
import { PARTNER_FIELDS, type PartnerField } from '../model/partner-fields.ts';

type Fields = ReadonlySet<PartnerField>;

/** Absent agrees with absent only. */
export function agree(fields: Fields, a: PartnerSettings | null, b: PartnerSettings | null): boolean {
  if (a === null || b === null) return a === b;
  return a === b || disagreements(fields, a, b).length === 0;
}

/** The names of what differs, in the order of the field table. */
export function disagreements(fields: Fields, a: PartnerSettings, b: PartnerSettings): readonly string[] {
  const differing: string[] = PARTNER_FIELDS.filter(
    ({ field, equal }) => fields.has(field) && !equal(a[field], b[field]),
  ).map(({ field }) => field);
  if (differing.length === 0 && !sameMethods(permittedMethods(a), permittedMethods(b)))
    return ['the methods that it permits'];
  return differing;
}
