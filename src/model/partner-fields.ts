/** The one table of a partner's fields: order, label, equality and which differences are a matter of security. */
import type { PartnerSettings } from './partner.ts';
import { PARTNER_DEFAULTS } from './partner.ts';

export type PartnerField = keyof PartnerSettings;
type Value = PartnerSettings[PartnerField];

export interface FieldInfo {
  readonly field: PartnerField;
  /** What a person reads. */
  readonly label: string;
  /** The parameter of New-/Set-CsXmppAllowedPartner, under which people may know it. */
  readonly cmdlet: string;
  /** Absent: the field has no default and must be stated. */
  readonly default?: Value;
  readonly equal: (a: Value, b: Value) => boolean;
}

const same = (a: Value, b: Value): boolean => a === b;
/** Sets: PartnerSettings keeps them sorted, so equality is position by position. */
const sameList = (a: Value, b: Value): boolean =>
  Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, index) => item === b[index]);

/** In the order of files, tables and differences. */
export const PARTNER_FIELDS: readonly FieldInfo[] = [
  { field: 'domain', label: 'Primary domain', cmdlet: 'Identity', equal: same },
  {
    field: 'description',
    label: 'Description',
    cmdlet: 'Description',
    default: PARTNER_DEFAULTS.description,
    equal: same,
  },
  {
    field: 'additionalDomains',
    label: 'Additional domains',
    cmdlet: 'AdditionalDomains',
    default: PARTNER_DEFAULTS.additionalDomains,
    equal: sameList,
  },
  { field: 'partnerType', label: 'Partner type', cmdlet: 'PartnerType', equal: same },
  {
    field: 'tlsNegotiation',
    label: 'TLS negotiation',
    cmdlet: 'TlsNegotiation',
    default: PARTNER_DEFAULTS.tlsNegotiation,
    equal: same,
  },
  {
    field: 'saslNegotiation',
    label: 'SASL negotiation',
    cmdlet: 'SaslNegotiation',
    default: PARTNER_DEFAULTS.saslNegotiation,
    equal: same,
  },
  {
    field: 'dialbackNegotiation',
    label: 'Dialback negotiation',
    cmdlet: 'SupportDialbackNegotiation',
    default: PARTNER_DEFAULTS.dialbackNegotiation,
    equal: same,
  },
  {
    field: 'connectionLimit',
    label: 'Connection limit',
    cmdlet: 'ConnectionLimit',
    default: PARTNER_DEFAULTS.connectionLimit,
    equal: same,
  },
  {
    field: 'keepAlive',
    label: 'Keep-alive',
    cmdlet: 'EnableKeepAlive',
    default: PARTNER_DEFAULTS.keepAlive,
    equal: same,
  },
  { field: 'proxyFqdn', label: 'Proxy', cmdlet: 'ProxyFqdn', default: PARTNER_DEFAULTS.proxyFqdn, equal: same },
];

export const ALL_FIELDS: ReadonlySet<PartnerField> = new Set(PARTNER_FIELDS.map((info) => info.field));

/** Fields of a partner file that stay in the repository. */
export const FILE_ONLY_FIELDS = ['owner', 'expires', 'deployments'] as const;

/** Every key of a partner file, in the order `fmt` writes them. */
export const FILE_KEYS: readonly string[] = [...PARTNER_FIELDS.map((info) => info.field), ...FILE_ONLY_FIELDS];

/** The fields in which two partners differ, in the order of the table. */
export function differingFields(a: PartnerSettings, b: PartnerSettings): readonly PartnerField[] {
  return PARTNER_FIELDS.filter(({ field, equal }) => !equal(a[field], b[field])).map(({ field }) => field);
}

export function sameSettings(a: PartnerSettings, b: PartnerSettings): boolean {
  return PARTNER_FIELDS.every(({ field, equal }) => equal(a[field], b[field]));
}
