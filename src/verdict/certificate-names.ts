/**
 * Does a certificate name an XMPP domain? DNS-ID, SRV-ID and XmppAddr; the common name is not looked at. What is
 * matched is the domain, never the SRV target: that one comes from DNS, which the certificate is to make unnecessary.
 *
 * Sources: RFC 6120 §13.7.2, RFC 9525 §6.3 (a wildcard is the whole left-most label), RFC 4985 (SRVName).
 */
import { canonicalDomain } from '../model/domain-name.ts';
import type { CertificateNames } from '../model/probe-certificate.ts';

/**
 * `by-address`: only as XmppAddr, which RFC 6120 keeps for old certificates and not every server looks at (measured:
 * Prosody 0.12 and 13.0 do not, between servers).
 */
export type Naming = 'yes' | 'by-address' | 'no';

/** `domain` as A-labels. */
export function namingOf({ dns, srv, xmpp }: CertificateNames, domain: string): Naming {
  if (dns.some((name) => matchesDns(name, domain)) || srv.some((name) => matchesSrv(name, domain))) return 'yes';
  return xmpp.some((name) => canonical(name) === domain) ? 'by-address' : 'no';
}

function matchesDns(name: string, domain: string): boolean {
  if (!name.startsWith('*.')) return canonical(name) === domain;
  const parent = canonical(name.slice(2));
  const dot = domain.indexOf('.');
  return parent !== undefined && dot > 0 && domain.slice(dot + 1) === parent;
}

const SERVICE = /^_xmpp-server\.(.+)$/i;

function matchesSrv(name: string, domain: string): boolean {
  const named = SERVICE.exec(name)?.[1];
  return named !== undefined && canonical(named) === domain;
}

/** Names stand in certificates as A-labels or, as XmppAddr, as U-labels. */
function canonical(name: string): string | undefined {
  return canonicalDomain(name);
}

/** For a message: all that it names, each once. */
export function listedNames({ dns, srv, xmpp }: CertificateNames): readonly string[] {
  return [...new Set([...dns, ...srv, ...xmpp])];
}
