/** What is not as it was wanted, each in words: partners, live sessions, the server's own verdict. Pure. */
import type { Capabilities, Session } from '../model/adapter.ts';
import { compareText } from '../model/diagnostic.ts';
import { departureWords, type Health } from '../model/health.ts';
import type { Unverified } from '../model/ledger.ts';
import { METHOD_LABELS, permittedMethods } from '../model/negotiation.ts';
import { domainsOf, type PartnerSettings } from '../model/partner.ts';
import { disagreements } from './agreement.ts';
import { byDomain } from './settle.ts';

/** Compared is only what the deployment can express. */
export function partnerShortfalls(
  { fields }: Pick<Capabilities, 'fields'>,
  wanted: readonly PartnerSettings[],
  there: readonly PartnerSettings[],
): readonly Unverified[] {
  const found = byDomain(there);
  const expected = byDomain(wanted);
  const shortfalls: Unverified[] = [];
  for (const partner of wanted) {
    const { domain } = partner;
    const live = found.get(domain);
    if (live === undefined) shortfalls.push({ domain, reason: 'it should be there, and is not' });
    else {
      const differing = disagreements(fields, partner, live);
      if (differing.length > 0)
        shortfalls.push({ domain, reason: `it differs from what was wanted: ${differing.join(', ')}` });
    }
  }
  for (const { domain } of there)
    if (!expected.has(domain)) shortfalls.push({ domain, reason: 'it is there, and should not be' });
  return sorted(shortfalls);
}

/**
 * Sessions that the wanted state does not permit. A stream that is not authenticated yet is judged by the server when
 * it is, and a block cuts off more than the files do: neither is a violation here.
 */
export function sessionShortfalls(
  wanted: readonly PartnerSettings[],
  sessions: readonly Session[],
): readonly Unverified[] {
  const partners = new Map(wanted.flatMap((partner) => domainsOf(partner).map((domain) => [domain, partner] as const)));
  const reasons = new Map<string, Unverified>();
  for (const { domain, direction, method } of sessions) {
    if (method === null) continue;
    const partner = partners.get(domain);
    if (partner !== undefined && permittedMethods(partner).includes(method)) continue;
    const reason =
      partner === undefined
        ? `a live ${direction} session, although no partner covers the domain`
        : `a live ${direction} session by ${METHOD_LABELS[method]}, which ${partner.domain} does not permit`;
    reasons.set(`${domain} ${reason}`, { domain, reason });
  }
  return sorted([...reasons.values()]);
}

/** `revision`: of the partners that were read again. */
export function healthShortfalls(health: Health, revision: string): readonly Unverified[] {
  const departures = health.departures.map((departure) => ({ reason: departureWords(departure) }));
  return [...departures, ...enforcementShortfalls(health, revision)];
}

function enforcementShortfalls(health: Health, revision: string): readonly Unverified[] {
  if (health.enforcing) {
    if (health.revision === revision) return [];
    const which = health.revision === null ? 'no revision that it knows' : `the revision ${health.revision}`;
    return [{ reason: `the server enforces ${which}, and ${revision} was read again` }];
  }
  const said = health.reasons.length === 0 ? ['it gives no reason'] : health.reasons;
  return said.map((reason) => ({ reason: `the server says that it is not enforcing: ${reason}` }));
}

function sorted(shortfalls: readonly Unverified[]): readonly Unverified[] {
  return [...shortfalls].sort((a, b) => compareText(a.domain ?? '', b.domain ?? '') || compareText(a.reason, b.reason));
}
