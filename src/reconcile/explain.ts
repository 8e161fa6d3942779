/** Which partner covers a domain, what its settings permit in each direction, and why. */
import type { DeclaredPartner } from '../model/declared-partner.ts';
import { displayDomain, isBelow } from '../model/domain-name.ts';
import type { Explanation } from '../model/explain.ts';
import type { Method } from '../model/negotiation.ts';
import { permittedMethods } from '../model/negotiation.ts';
import { coversDomain, domainsOf } from '../model/partner.ts';
import { FILE_KEYS } from '../model/partner-fields.ts';
import { isStated } from '../model/partner-source.ts';
import { nearest } from '../model/suggest.ts';

/** `domain` in its canonical form. */
export function explainDomain(domain: string, partners: readonly DeclaredPartner[]): Explanation {
  const partner = partners.find(({ settings }) => coversDomain(settings, domain));
  if (partner === undefined) return notCovered(domain, partners);
  const { settings, source, owner, expires, deployments } = partner;
  const methods = permittedMethods(settings);
  return {
    domain,
    covered: true,
    partner: {
      file: source.file,
      settings,
      owner,
      expires,
      deployments,
      stated: FILE_KEYS.filter((key) => isStated(source, key)),
    },
    methods,
    directions: {
      inbound: methods.map((method) => ({ method, why: INBOUND[method] })),
      outbound: methods.map((method) => ({ method, why: `${OUTBOUND[method]}${otherwise(method, methods)}` })),
    },
    notes: notes(partner, domain, methods),
  };
}

type Reasons = Readonly<Record<Method, string>>;

/** Inbound it is how the peer proved itself. */
const INBOUND: Reasons = {
  'sasl-tls': 'the partner presents a certificate valid for its domain (SASL EXTERNAL, XEP-0178)',
  'tls-dialback': 'on an encrypted stream, the server that DNS names for the partner confirms it (XEP-0220)',
  'tcp-dialback': 'on an unencrypted stream, the server that DNS names for the partner confirms it (XEP-0220)',
};

/** Outbound it is what we know of the partner. */
const OUTBOUND: Reasons = {
  'sasl-tls': 'our certificate is accepted, and the partner’s is valid for its domain',
  'tls-dialback': 'the stream is encrypted, and we know the partner by DNS alone: its certificate proves nothing',
  'tcp-dialback': 'the stream is not encrypted, and we know the partner by DNS alone',
};

/** A certificate that is not valid for the domain proves nothing: we then know the partner by DNS alone. */
function otherwise(method: Method, methods: readonly Method[]): string {
  if (method !== 'sasl-tls') return '';
  return methods.length === 1
    ? '; with any other certificate the stream ends'
    : '; with any other certificate it counts as dialback';
}

function notes({ settings }: DeclaredPartner, domain: string, methods: readonly Method[]): readonly string[] {
  const found: string[] = [];
  if (methods.length === 0) found.push('no method is permitted: everybody is refused');
  if (settings.partnerType === 'PublicUnverified')
    found.push('a contact of the partner can add one of our users only after that user has invited the contact');
  if (settings.dialbackNegotiation && methods.length === 1 && methods[0] === 'sasl-tls')
    found.push('dialback has no effect: TLS and SASL are both Required');
  if (settings.saslNegotiation === 'Required' && methods.length > 1)
    found.push('SASL says Required and is not enforced: with optional TLS and dialback, dialback is permitted too');
  if (settings.proxyFqdn !== null) {
    const believed = methods.some((method) => method !== 'sasl-tls')
      ? ', and under dialback that host decides who is believed'
      : '';
    found.push(`we connect to ${settings.proxyFqdn} instead of what DNS says${believed}`);
  }
  if (domain !== settings.domain)
    found.push(`${displayDomain(domain)} is an additional domain of ${displayDomain(settings.domain)}`);
  return found;
}

/** The parent if it is covered, since people expect it to include its subdomains; else the most similar name. */
function notCovered(domain: string, partners: readonly DeclaredPartner[]): Explanation {
  const byDomain = new Map(
    partners.flatMap((partner) => domainsOf(partner.settings).map((covered) => [covered, partner] as const)),
  );
  const parent = [...byDomain.keys()]
    .filter((covered) => isBelow(domain, covered))
    .sort((a, b) => b.length - a.length)[0];
  const name = parent ?? nearest(domain, byDomain.keys());
  const file = name === undefined ? undefined : byDomain.get(name)?.source.file;
  return {
    domain,
    covered: false,
    methods: [],
    directions: { inbound: [], outbound: [] },
    notes:
      parent === undefined
        ? []
        : [
            `${displayDomain(parent)} is covered, but a subdomain is not included by itself: list it under additionalDomains`,
          ],
    ...(name !== undefined && file !== undefined && { nearest: { domain: name, file } }),
  };
}
