/** Which partner covers a domain, in a set of partners. */
import type { PartnerSettings } from '../model/partner.ts';
import { domainsOf } from '../model/partner.ts';

export type DomainOwners = ReadonlyMap<string, PartnerSettings>;

/** Where a server lists a domain twice: its own partner, else the last one. */
export function domainOwners(partners: readonly PartnerSettings[]): DomainOwners {
  const owners = new Map<string, PartnerSettings>();
  for (const partner of partners) for (const domain of partner.additionalDomains) owners.set(domain, partner);
  for (const partner of partners) owners.set(partner.domain, partner);
  return owners;
}

/** Does a domain go to a partner whose own change tells what that means? `after` is the partner that gave it up. */
export function isTakenOver(
  domain: string,
  after: PartnerSettings | null,
  ownersBefore: DomainOwners,
  ownersAfter: DomainOwners,
): boolean {
  const owner = ownersAfter.get(domain);
  // A partner that stays as it is has no change.
  return owner !== undefined && owner !== after && ownersBefore.get(owner.domain) !== owner;
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
