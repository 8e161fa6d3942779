/** Why a change is there: intent is kept apart from drift. Nothing is guessed: what is not known is no cause. */
import type { Cause } from '../model/change.ts';
import type { PartnerSettings } from '../model/partner.ts';
import type { FieldInfo } from '../model/partner-fields.ts';
import type { HistoryFacts } from './plan-input.ts';

type Settings = PartnerSettings | null | undefined;

/** `wanted` is what the tree declares, `live` what the server has; null: absent. */
export function causesOf(
  domain: string,
  wanted: PartnerSettings | null,
  live: PartnerSettings | null,
  { atBase, atLastApplied }: Pick<HistoryFacts, 'atBase' | 'atLastApplied'>,
  compared: readonly FieldInfo[],
): readonly Cause[] {
  const base = atBase === null ? wanted : atBase(domain);
  const applied = atLastApplied === null ? undefined : atLastApplied(domain);
  const causes: Cause[] = [];
  if (differs(base, wanted, compared)) causes.push('proposed');
  if (differs(base, applied, compared)) causes.push('pending');
  if (differs(live, applied, compared)) causes.push('drift');
  return causes;
}

function differs(a: Settings, b: Settings, compared: readonly FieldInfo[]): boolean {
  if (a === undefined || b === undefined) return false;
  if (a === null || b === null) return a !== b;
  return compared.some(({ field, equal }) => !equal(a[field], b[field]));
}
