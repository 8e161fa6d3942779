/**
 * `unsupported-field`: a setting that the deployment cannot express is an error, never a silent loss. Negotiation is
 * compared by the methods it permits; a default that the server lacks is a note.
 */
import type { Capabilities } from '../../model/adapter.ts';
import type { DeclaredPartner } from '../../model/declared-partner.ts';
import type { Deployment } from '../../model/deployment.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { permittedMethods, sameMethods } from '../../model/negotiation.ts';
import type { PartnerSettings } from '../../model/partner.ts';
import type { FieldInfo } from '../../model/partner-fields.ts';
import { PARTNER_FIELDS } from '../../model/partner-fields.ts';
import { isStated, valueRange } from '../../model/partner-source.ts';
import type { RuleInfo } from '../../model/rule.ts';

export const unsupportedFieldInfo: RuleInfo = {
  code: 'unsupported-field',
  severity: 'error',
  configurable: false,
  summary: 'A partner has a setting that the deployment cannot express.',
};

const NEGOTIATION: ReadonlySet<string> = new Set(['tlsNegotiation', 'saslNegotiation', 'dialbackNegotiation']);

export function unsupportedFields(
  desired: readonly DeclaredPartner[],
  { name, adapter }: Pick<Deployment, 'name' | 'adapter'>,
  { fields, fixed }: Pick<Capabilities, 'fields' | 'fixed'>,
): readonly Diagnostic[] {
  const missing = PARTNER_FIELDS.filter((info) => !fields.has(info.field));
  if (missing.length === 0) return [];
  const found: Diagnostic[] = [];
  const noted = new Set<string>();
  for (const declared of desired) {
    for (const info of missing) {
      const verdict = judge(declared, info, fixed);
      if (verdict === 'fine' || (verdict === 'note' && noted.has(info.field))) continue;
      if (verdict === 'note') noted.add(info.field);
      found.push(verdict === 'note' ? note(info, name, adapter) : inexpressible(declared, info, name, adapter, fixed));
    }
  }
  return found;
}

type Verdict = 'fine' | 'note' | 'error';

function judge({ settings, source }: DeclaredPartner, info: FieldInfo, fixed: Partial<PartnerSettings>): Verdict {
  const { field } = info;
  const there = fixed[field];
  if (there !== undefined && info.equal(settings[field], there)) return 'fine';
  if (NEGOTIATION.has(field) && sameMethods(permittedMethods(settings), permittedMethods({ ...settings, ...fixed })))
    return 'fine';
  // Both types are enforced alike; only PublicUnverified asks something of the server.
  if (field === 'partnerType' && settings.partnerType !== 'PublicUnverified' && there !== 'PublicUnverified')
    return 'fine';
  const isDefault = info.default !== undefined && info.equal(settings[field], info.default);
  if (!isDefault || isStated(source, field) || there !== undefined) return 'error';
  const asksNothing =
    settings[field] === null || (Array.isArray(settings[field]) && settings.additionalDomains.length === 0);
  return asksNothing ? 'fine' : 'note';
}

function note({ field, label, default: value }: FieldInfo, deployment: string, adapter: string): Diagnostic {
  return {
    code: unsupportedFieldInfo.code,
    severity: 'info',
    message: `${deployment} (${adapter}) cannot express ${field}: the default of ${label.toLowerCase()} (${String(value)}) is not what it does`,
  };
}

function inexpressible(
  { settings, source }: DeclaredPartner,
  { field }: FieldInfo,
  deployment: string,
  adapter: string,
  fixed: Partial<PartnerSettings>,
): Diagnostic {
  const there = fixed[field];
  const instead = there === undefined ? '' : ` (it does ${JSON.stringify(there)} for every partner)`;
  return {
    code: unsupportedFieldInfo.code,
    severity: 'error',
    message: `${deployment} (${adapter}) cannot express ${field}: ${JSON.stringify(settings[field])} of ${settings.domain}${instead}`,
    hint: 'leave the setting out, or keep this partner off that deployment with `deployments:`',
    range: valueRange(source, field),
  };
}
