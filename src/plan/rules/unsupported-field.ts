/**
 * `unsupported-field`: a setting that the deployment cannot express is an error, never a silent loss. Negotiation is
 * compared by the methods it permits; of anything else a default that the server lacks is a note.
 */
import type { Capabilities } from '../../model/adapter.ts';
import type { DeclaredPartner } from '../../model/declared-partner.ts';
import type { Deployment } from '../../model/deployment.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { PartnerSettings } from '../../model/partner.ts';
import type { FieldInfo } from '../../model/partner-fields.ts';
import { PARTNER_FIELDS } from '../../model/partner-fields.ts';
import { isStated, valueRange } from '../../model/partner-source.ts';
import type { RuleInfo } from '../../model/rule.ts';
import { isNegotiationField, negotiatesAlike } from './negotiates-alike.ts';

export const unsupportedFieldInfo: RuleInfo = {
  code: 'unsupported-field',
  severity: 'error',
  configurable: false,
  summary: 'A partner has a setting that the deployment cannot express.',
};

type Expressible = Pick<Capabilities, 'fields' | 'fixed' | 'partly'>;

export function unsupportedFields(
  desired: readonly DeclaredPartner[],
  { name, adapter }: Pick<Deployment, 'name' | 'adapter'>,
  expressible: Expressible,
): readonly Diagnostic[] {
  const place = `${name} (${adapter})`;
  const found: Diagnostic[] = [...partlyEnforced(desired, place, expressible)];
  const missing = PARTNER_FIELDS.filter((info) => !expressible.fields.has(info.field));
  if (missing.length === 0) return found;
  const noted = new Set<string>();
  for (const declared of desired) {
    for (const info of missing) {
      const verdict = judge(declared, info, expressible);
      if (verdict === 'error') found.push(inexpressible(declared, info, place, expressible));
      if (verdict !== 'note' || noted.has(info.field)) continue;
      noted.add(info.field);
      found.push(note(info, place, expressible));
    }
  }
  return found;
}

/** Said once for each such field that a partner uses. */
function partlyEnforced(
  desired: readonly DeclaredPartner[],
  place: string,
  { fields, partly }: Expressible,
): readonly Diagnostic[] {
  return PARTNER_FIELDS.flatMap(({ field, default: byDefault, equal }) => {
    const missing = partly[field];
    if (missing === undefined || !fields.has(field)) return [];
    const uses = ({ settings }: DeclaredPartner) => byDefault === undefined || !equal(settings[field], byDefault);
    if (!desired.some(uses)) return [];
    const { code } = unsupportedFieldInfo;
    return [{ code, severity: 'info', message: `${place} enforces ${field} only in part: ${missing}` }];
  });
}

type Verdict = 'fine' | 'note' | 'error';

function judge({ settings, source }: DeclaredPartner, info: FieldInfo, expressible: Expressible): Verdict {
  const { field } = info;
  const there = expressible.fixed[field];
  if (there !== undefined && info.equal(settings[field], there)) return 'fine';
  if (isNegotiationField(field)) return negotiatesAlike(settings, expressible) ? 'fine' : 'error';
  // Both other types are enforced alike; only PublicUnverified asks something of the server.
  if (field === 'partnerType' && settings.partnerType !== 'PublicUnverified' && there !== 'PublicUnverified')
    return 'fine';
  if (there === undefined && asksNothing(settings[field])) return 'fine';
  const isDefault = info.default !== undefined && info.equal(settings[field], info.default);
  return isDefault && !isStated(source, field) ? 'note' : 'error';
}

function asksNothing(value: PartnerSettings[FieldInfo['field']]): boolean {
  return value === null || (Array.isArray(value) && value.length === 0);
}

function note({ field, default: value }: FieldInfo, place: string, { fixed }: Expressible): Diagnostic {
  return {
    code: unsupportedFieldInfo.code,
    severity: 'info',
    message: `${place} cannot express ${field}: where a file leaves it out, its default (${JSON.stringify(value)}) is not what happens there${instead(fixed[field])}`,
  };
}

function inexpressible(
  { settings, source }: DeclaredPartner,
  { field, default: byDefault }: FieldInfo,
  place: string,
  { fixed }: Expressible,
): Diagnostic {
  const declare = isNegotiationField(field) && fixed[field] === undefined;
  const keepOff = `${declare ? 'declare with `enforces` what its server does for all partners, or ' : ''}keep this partner off that deployment with \`deployments:\``;
  const mayLeaveOut = byDefault !== undefined && isStated(source, field) && !isNegotiationField(field);
  return {
    code: unsupportedFieldInfo.code,
    severity: 'error',
    message: `${place} cannot express ${field}: ${JSON.stringify(settings[field])} of ${settings.domain}${instead(fixed[field])}`,
    hint: mayLeaveOut ? `leave the setting out, or ${keepOff}` : keepOff,
    range: valueRange(source, field),
  };
}

function instead(there: unknown): string {
  return there === undefined ? '' : ` (it does ${JSON.stringify(there)} for every partner)`;
}
