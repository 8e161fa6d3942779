/** Which live sessions a change ends: those that its partner's settings no longer permit. */
import type { Session } from '../model/adapter.ts';
import type { EndingSession } from '../model/change.ts';
import { compareText } from '../model/diagnostic.ts';
import { permittedMethods } from '../model/negotiation.ts';
import type { PartnerSettings } from '../model/partner.ts';
import { domainsOf } from '../model/partner.ts';
import { type DomainOwners, isTakenOver } from './domain-owners.ts';

export type SessionsByDomain = ReadonlyMap<string, readonly Session[]>;

export function sessionsByDomain(sessions: readonly Session[]): SessionsByDomain {
  const found = new Map<string, Session[]>();
  for (const session of sessions) {
    const others = found.get(session.domain);
    if (others === undefined) found.set(session.domain, [session]);
    else others.push(session);
  }
  return found;
}

/**
 * Sorted by domain, direction, method. Streams that are not authenticated yet end by themselves and are left out; which
 * ones a lower limit closes only the server knows.
 */
export function endingSessions(
  before: PartnerSettings | null,
  after: PartnerSettings | null,
  ownersBefore: DomainOwners,
  ownersAfter: DomainOwners,
  sessions: SessionsByDomain,
): readonly EndingSession[] {
  const domains = new Set([...(before === null ? [] : domainsOf(before)), ...(after === null ? [] : domainsOf(after))]);
  const ending: EndingSession[] = [];
  for (const domain of domains) {
    if (isTakenOver(domain, after, ownersBefore, ownersAfter)) continue;
    const owner = ownersAfter.get(domain);
    // To the old target, whichever partner named it.
    const redirected = (ownersBefore.get(domain)?.proxyFqdn ?? null) !== (owner?.proxyFqdn ?? null);
    for (const { direction, method } of sessions.get(domain) ?? []) {
      if (method === null) continue;
      const permitted = owner !== undefined && permittedMethods(owner).includes(method);
      if (!permitted || (redirected && direction === 'outbound')) ending.push({ domain, direction, method });
    }
  }
  return ending.sort(
    (a, b) =>
      compareText(a.domain, b.domain) ||
      compareText(a.direction, b.direction) ||
      compareText(a.method ?? '', b.method ?? ''),
  );
}
