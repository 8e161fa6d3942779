/** Settings and sessions as every JSON output shows them: what an adapter may have added stays inside. */
import type { EndingSession } from '../model/change.ts';
import type { PartnerSettings } from '../model/partner.ts';

export function settingsJson(settings: PartnerSettings): PartnerSettings {
  return {
    domain: settings.domain,
    description: settings.description,
    additionalDomains: settings.additionalDomains,
    partnerType: settings.partnerType,
    tlsNegotiation: settings.tlsNegotiation,
    saslNegotiation: settings.saslNegotiation,
    dialbackNegotiation: settings.dialbackNegotiation,
    connectionLimit: settings.connectionLimit,
    keepAlive: settings.keepAlive,
    proxyFqdn: settings.proxyFqdn,
  };
}

export function sessionJson({ domain, direction, method }: EndingSession): EndingSession {
  return { domain, direction, method };
}
