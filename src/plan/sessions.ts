/** Which live sessions a change ends: those that its partner's settings no longer permit. */
import type { Session } from '../model/adapter.ts';
import type { EndingSession } from '../model/change.ts';
import { compareText } from '../model/diagnostic.ts';
import { permittedMethods } from '../model/negotiation.ts';
import type { PartnerSettings } from '../model/partner.ts';
import { domainsOf } from '../model/partner.ts';
import type { DomainOwners } from './domain-owners.ts';

export type SessionsByDomain = ReadonlyMap<string, readonly Session[]>;

export function sessionsByDomain(sessions: readonly Session[]): SessionsByDomain {
  const found = new Map<string, Session[]>();
  for (const session of sessions) found.set(session.domain, [...(found.get(session.domain) ?? []), session]);
  return found;
}

/** Sorted by domain, then direction. Streams that are not authenticated yet end by themselves and are left out. */
export function endingSessions(
  before: PartnerSettings | null,
  after: PartnerSettings | null,
  ownersAfter: DomainOwners,
  sessions: SessionsByDomain,
): readonly EndingSession[] {
  const domains = new Set([...(before === null ? [] : domainsOf(before)), ...(after === null ? [] : domainsOf(after))]);
  const ending: EndingSession[] = [];
  for (const domain of domains) {
    const owner = ownersAfter.get(domain);
    // A domain that moved is told in the change of the partner that has it now.
    if (owner !== undefined && owner !== after) continue;
    for (const { direction, method } of sessions.get(domain) ?? []) {
      if (method === null) continue;
      const permitted = owner !== undefined && permittedMethods(owner).includes(method);
      const redirected = direction === 'outbound' && before?.proxyFqdn !== after?.proxyFqdn;
      if (!permitted || redirected) ending.push({ domain, direction, method });
    }
  }
  return ending.sort((a, b) => compareText(a.domain, b.domain) || compareText(a.direction, b.direction));
}
