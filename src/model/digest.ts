/** Canonical JSON (RFC 8785) and the digests made of it: the same situation gives the same digest, everywhere. */
import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Change } from './change.ts';
import { compareText } from './diagnostic.ts';
import type { PartnerSettings } from './partner.ts';

function sha256(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('a digest needs a JSON value');
  return textDigest(text);
}

/** Of a text, as UTF-8. */
export function textDigest(text: string): string {
  return `sha256:${createHash('sha256').update(text, 'utf8').digest('hex')}`;
}

/** Of one change in one deployment. Commits, evidence, causes and sessions are not in it. */
export function changeDigest(
  deployment: string,
  change: Pick<Change, 'action' | 'domain' | 'before' | 'after'>,
): string {
  const { action, domain, before, after } = change;
  return sha256({ deployment, action, domain, before, after });
}

export function planDigest(changes: readonly Pick<Change, 'digest'>[]): string {
  return sha256(changes.map((change) => change.digest).sort(compareText));
}

/** RFC 8785 sorts keys by UTF-16 code units, and JSON.stringify writes them in the order in which they were set. */
function inKeyOrder(partner: PartnerSettings): PartnerSettings {
  const { additionalDomains, connectionLimit, description, dialbackNegotiation, domain } = partner;
  const { keepAlive, partnerType, proxyFqdn, saslNegotiation, tlsNegotiation } = partner;
  return {
    additionalDomains,
    connectionLimit,
    description,
    dialbackNegotiation,
    domain,
    keepAlive,
    partnerType,
    proxyFqdn,
    saslNegotiation,
    tlsNegotiation,
  };
}

/** So many partners at a time: longer texts are copied more often while they grow. */
const PARTNERS_AT_ONCE = 50;

/** A list that was read is asked for its digest twice: by its adapter, for the revision, and by the plan. */
const known = new WeakMap<readonly PartnerSettings[], string>();

/**
 * Of a set of partners, whatever their order; the list must not change afterwards. The RFC 8785 JSON of the list, which for a shape that is known needs no
 * canonicalizer: JSON.stringify writes texts, numbers and booleans as the RFC does, several times faster.
 */
export function partnersDigest(partners: readonly PartnerSettings[]): string {
  const digest = known.get(partners) ?? freshDigest(partners);
  known.set(partners, digest);
  return digest;
}

function freshDigest(partners: readonly PartnerSettings[]): string {
  const sorted = [...partners].sort((a, b) => compareText(a.domain, b.domain));
  const hash = createHash('sha256').update('[');
  for (let from = 0; from < sorted.length; from += PARTNERS_AT_ONCE) {
    const list = JSON.stringify(sorted.slice(from, from + PARTNERS_AT_ONCE).map(inKeyOrder));
    hash.update(`${from === 0 ? '' : ','}${list.slice(1, -1)}`, 'utf8');
  }
  return `sha256:${hash.update(']').digest('hex')}`;
}
