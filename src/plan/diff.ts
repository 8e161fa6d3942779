/** Desired against live, field by field (canonical JSON of every partner would take several times as long). */
import type { Capabilities } from '../model/adapter.ts';
import type { FieldChange } from '../model/change.ts';
import type { DeclaredPartner } from '../model/declared-partner.ts';
import type { PartnerSettings } from '../model/partner.ts';
import type { FieldInfo } from '../model/partner-fields.ts';
import { PARTNER_FIELDS } from '../model/partner-fields.ts';

export interface Updated {
  readonly declared: DeclaredPartner;
  readonly before: PartnerSettings;
  readonly fields: readonly FieldChange[];
}

export interface Difference {
  readonly added: readonly DeclaredPartner[];
  readonly updated: readonly Updated[];
  readonly unchanged: number;
  /** Live, and in no file for this deployment. */
  readonly undeclared: readonly PartnerSettings[];
}

/** Fields that the deployment cannot hold are not compared: `unsupported-field` judges them. */
export function diff(
  desired: readonly DeclaredPartner[],
  live: readonly PartnerSettings[],
  { fields }: Pick<Capabilities, 'fields'>,
): Difference {
  const compared = PARTNER_FIELDS.filter((info) => fields.has(info.field));
  const liveByDomain = new Map<string, PartnerSettings>();
  for (const partner of live) liveByDomain.set(partner.domain, partner);
  const added: DeclaredPartner[] = [];
  const updated: Updated[] = [];
  let unchanged = 0;
  for (const declared of desired) {
    const before = liveByDomain.get(declared.settings.domain);
    liveByDomain.delete(declared.settings.domain);
    if (before === undefined) added.push(declared);
    else if (agree(before, declared.settings, compared)) unchanged += 1;
    else updated.push({ declared, before, fields: changedFields(before, declared.settings, compared) });
  }
  return { added, updated, unchanged, undeclared: [...liveByDomain.values()] };
}

function agree(a: PartnerSettings, b: PartnerSettings, compared: readonly FieldInfo[]): boolean {
  for (const { field, equal } of compared) if (!equal(a[field], b[field])) return false;
  return true;
}

function changedFields(
  before: PartnerSettings,
  after: PartnerSettings,
  compared: readonly FieldInfo[],
): readonly FieldChange[] {
  return compared
    .filter(({ field, equal }) => !equal(before[field], after[field]))
    .map(({ field }) => ({ field, before: before[field], after: after[field] }));
}
