/**
 * What a change means for security. Judged domain by domain against whoever covers the domain before and after, so
 * that a domain which moves from a strict partner to a lenient one is seen to weaken.
 */
import type { Effect } from '../model/change.ts';
import { EFFECTS } from '../model/change.ts';
import { methodRank, permitsDialback, permittedMethods } from '../model/negotiation.ts';
import type { PartnerSettings } from '../model/partner.ts';
import { domainsOf } from '../model/partner.ts';
import { type DomainOwners, isTakenOver } from './domain-owners.ts';

/** In the order of EFFECTS; `neutral` exactly where there is no other. */
export function effectsOf(
  before: PartnerSettings | null,
  after: PartnerSettings | null,
  ownersBefore: DomainOwners,
  ownersAfter: DomainOwners,
): readonly Effect[] {
  const found = new Set<Effect>();
  for (const domain of after === null ? [] : domainsOf(after)) {
    for (const effect of domainEffects(ownersBefore.get(domain), after ?? undefined)) found.add(effect);
  }
  for (const domain of before === null ? [] : domainsOf(before)) {
    if (isTakenOver(domain, after, ownersBefore, ownersAfter)) continue;
    for (const effect of domainEffects(before ?? undefined, ownersAfter.get(domain))) found.add(effect);
  }
  if (found.size === 0) found.add('neutral');
  return EFFECTS.filter((effect) => found.has(effect));
}

/** May anybody authenticate for a domain of this partner at all? */
export function hasAccess(partner: PartnerSettings | undefined): partner is PartnerSettings {
  return partner !== undefined && permittedMethods(partner).length > 0;
}

function domainEffects(before: PartnerSettings | undefined, after: PartnerSettings | undefined): readonly Effect[] {
  if (!hasAccess(before)) return hasAccess(after) ? ['opens'] : [];
  if (!hasAccess(after)) return ['closes'];
  const effects: Effect[] = [];
  if (methodsWeaken(before, after) || trustWidens(before, after) || redirectsDialback(before, after))
    effects.push('weakens');
  if ((methodsLost(before, after) && !methodsWeaken(before, after)) || trustWidens(after, before))
    effects.push('tightens');
  return effects;
}

/**
 * A weaker method than before is permitted; or the strongest of before is not, so that streams must now authenticate
 * by a weaker one.
 */
function methodsWeaken(before: PartnerSettings, after: PartnerSettings): boolean {
  const was = permittedMethods(before).map(methodRank);
  const is = permittedMethods(after).map(methodRank);
  return Math.max(...is) > Math.max(...was) || Math.min(...is) > Math.min(...was);
}

function methodsLost(before: PartnerSettings, after: PartnerSettings): boolean {
  const is = permittedMethods(after);
  return permittedMethods(before).some((method) => !is.includes(method));
}

function trustWidens(before: PartnerSettings, after: PartnerSettings): boolean {
  return before.partnerType === 'PublicUnverified' && after.partnerType !== 'PublicUnverified';
}

/** Under dialback whoever answers at that host is believed. */
function redirectsDialback(before: PartnerSettings, after: PartnerSettings): boolean {
  return before.proxyFqdn !== after.proxyFqdn && permitsDialback(after);
}
