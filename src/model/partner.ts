/**
 * A partner: one remote organisation, its domains and its settings.
 *
 * `PartnerSettings` is what servers know, effective, defaults filled in. Files and live servers are read into this
 * same shape.
 */
import type { Negotiation } from './negotiation.ts';

export const PARTNER_TYPES = ['Federated', 'PublicVerified', 'PublicUnverified'] as const;
export type PartnerType = (typeof PARTNER_TYPES)[number];

/** Effective settings of one partner. Domains are lower-case A-labels; `additionalDomains` is sorted and unique. */
export interface PartnerSettings {
  readonly domain: string;
  readonly description: string | null;
  readonly additionalDomains: readonly string[];
  readonly partnerType: PartnerType;
  readonly tlsNegotiation: Negotiation;
  readonly saslNegotiation: Negotiation;
  readonly dialbackNegotiation: boolean;
  /** Most simultaneous s2s connections; null: no limit. */
  readonly connectionLimit: number | null;
  readonly keepAlive: boolean;
  /** The host to connect to instead of what DNS says; null: DNS decides. */
  readonly proxyFqdn: string | null;
}

/** What a file may leave out, and what that means. */
export const PARTNER_DEFAULTS = {
  description: null,
  additionalDomains: [],
  tlsNegotiation: 'Required',
  saslNegotiation: 'Required',
  dialbackNegotiation: true,
  connectionLimit: null,
  keepAlive: true,
  proxyFqdn: null,
} as const satisfies Partial<PartnerSettings>;

/** The largest `connectionLimit`: the cmdlet's UInt32. */
export const MAX_CONNECTION_LIMIT = 4_294_967_295;

/** The primary domain and every additional one. */
export function domainsOf(partner: PartnerSettings): readonly string[] {
  return [partner.domain, ...partner.additionalDomains];
}

export function coversDomain(partner: PartnerSettings, domain: string): boolean {
  return partner.domain === domain || partner.additionalDomains.includes(domain);
}
