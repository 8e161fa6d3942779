/**
 * Observed domains → partners: a subdomain goes under the highest domain above it that was observed, too, and that one
 * owner registered; but never where it needs weaker settings than that one: then it is a partner of its own. Pure.
 */
import { compareText } from '../model/diagnostic.ts';
import { type Method, methodRank, type NegotiationSettings } from '../model/negotiation.ts';
import type { Observation } from '../model/observed.ts';
import { registrableDomain } from '../model/public-suffix.ts';

export interface SeenDomain {
  readonly domain: string;
  /** Sorted by direction, method. */
  readonly observations: readonly Observation[];
  /** The weakest method that shall go on to work. */
  readonly needs: Method;
}

export interface SeenPartner {
  readonly primary: SeenDomain;
  readonly additional: readonly SeenDomain[];
}

/** By domain, sorted. `weakest`: what is weaker is not kept, unless a domain has nothing else. */
export function seenDomains(observations: readonly Observation[], weakest: Method): readonly SeenDomain[] {
  const byDomain = new Map<string, Observation[]>();
  for (const observation of observations) {
    const others = byDomain.get(observation.domain);
    if (others === undefined) byDomain.set(observation.domain, [observation]);
    else others.push(observation);
  }
  return [...byDomain]
    .sort(([a], [b]) => compareText(a, b))
    .map(([domain, seen]) => ({
      domain,
      observations: seen.sort((a, b) => compareText(a.direction, b.direction) || rank(a) - rank(b)),
      needs: weakestKept(seen, weakest),
    }));
}

function rank({ method }: Observation): number {
  return methodRank(method);
}

function weakestKept(seen: readonly Observation[], weakest: Method): Method {
  const methods = seen.map(({ method }) => method).sort((a, b) => methodRank(b) - methodRank(a));
  return methods.find((method) => methodRank(method) <= methodRank(weakest)) ?? methods[0] ?? weakest;
}

/** Sorted by primary domain, each with its additional domains sorted. */
export function seenPartners(domains: readonly SeenDomain[]): readonly SeenPartner[] {
  const partners = new Map<string, { primary: SeenDomain; additional: SeenDomain[] }>();
  // what is above comes first
  const fromAbove = [...domains].sort((a, b) => a.domain.length - b.domain.length || compareText(a.domain, b.domain));
  for (const seen of fromAbove) {
    const above = domainsAbove(seen.domain)
      .map((domain) => partners.get(domain))
      .find((partner) => partner !== undefined && belongsTo(seen, partner.primary));
    if (above === undefined) partners.set(seen.domain, { primary: seen, additional: [] });
    else above.additional.push(seen);
  }
  return [...partners.values()]
    .map(({ primary, additional }) => ({
      primary,
      additional: additional.sort((a, b) => compareText(a.domain, b.domain)),
    }))
    .sort((a, b) => compareText(a.primary.domain, b.primary.domain));
}

/** The highest first. */
export function domainsAbove(domain: string): readonly string[] {
  const labels = domain.split('.');
  return labels.slice(1).map((_, index) => labels.slice(labels.length - 1 - index).join('.'));
}

/** A public suffix is nobody's: what is below it belongs to strangers. */
function belongsTo(seen: SeenDomain, primary: SeenDomain): boolean {
  return (
    registrableDomain(primary.domain) === registrableDomain(seen.domain) &&
    methodRank(seen.needs) <= methodRank(primary.needs)
  );
}

/**
 * The strictest settings with which all of these methods go on to work. A stronger method than was seen is never ruled
 * out: a partner may get a certificate, and must not lose encryption because we wrote down that it has none.
 */
export const STRICTEST: Readonly<Record<Method, NegotiationSettings>> = {
  'sasl-tls': { tlsNegotiation: 'Required', saslNegotiation: 'Required', dialbackNegotiation: false },
  'tls-dialback': { tlsNegotiation: 'Required', saslNegotiation: 'Optional', dialbackNegotiation: true },
  'tcp-dialback': { tlsNegotiation: 'Optional', saslNegotiation: 'Optional', dialbackNegotiation: true },
};
