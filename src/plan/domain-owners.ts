/** Which partner covers a domain, in a set of partners. */
import type { PartnerSettings } from '../model/partner.ts';
import { domainsOf } from '../model/partner.ts';

export type DomainOwners = ReadonlyMap<string, PartnerSettings>;

export function domainOwners(partners: Iterable<PartnerSettings>): DomainOwners {
  const owners = new Map<string, PartnerSettings>();
  for (const partner of partners) {
    owners.set(partner.domain, partner);
    for (const domain of partner.additionalDomains) owners.set(domain, partner);
  }
  return owners;
}

/** The partners that cover any of a partner's domains. */
export function ownersOf(partner: PartnerSettings, owners: DomainOwners): ReadonlySet<PartnerSettings> {
  const found = new Set<PartnerSettings>();
  for (const domain of domainsOf(partner)) {
    const owner = owners.get(domain);
    if (owner !== undefined) found.add(owner);
  }
  return found;
}
