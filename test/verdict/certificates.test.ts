/** Whom a certificate names, and whether it is valid: names of three kinds, wildcards, and OpenSSL's verdict. */
import { describe, expect, test } from 'vitest';
import type { CertificateNames } from '../../src/model/probe-certificate.ts';
import { namingOf } from '../../src/verdict/certificate-names.ts';
import { judgeCertificate } from '../../src/verdict/certificate-verdict.ts';
import { tls, untrusted } from './evidence.ts';

function names(given: Partial<CertificateNames>): CertificateNames {
  return { dns: [], srv: [], xmpp: [], omitted: 0, ...given };
}

describe('RFC 6120 §13.7.2, RFC 9525 §6.3', () => {
  test.each([
    ['the name itself', { dns: ['fabrikam.com'] }, 'fabrikam.com', 'yes'],
    ['in any case', { dns: ['FABRIKAM.com.'] }, 'fabrikam.com', 'yes'],
    ['a wildcard, one label', { dns: ['*.fabrikam.com'] }, 'corp.fabrikam.com', 'yes'],
    ['not the parent itself', { dns: ['*.fabrikam.com'] }, 'fabrikam.com', 'no'],
    ['not two labels', { dns: ['*.fabrikam.com'] }, 'a.corp.fabrikam.com', 'no'],
    ['not a part of a label', { dns: ['xm*.fabrikam.com'] }, 'xmpp.fabrikam.com', 'no'],
    ['not in the middle', { dns: ['chat.*.com'] }, 'chat.fabrikam.com', 'no'],
    ['not everything', { dns: ['*'] }, 'fabrikam.com', 'no'],
    ['not a suffix', { dns: ['kam.com'] }, 'fabrikam.com', 'no'],
    ['an SRVName', { srv: ['_xmpp-server.fabrikam.com'] }, 'fabrikam.com', 'yes'],
    ['not of clients', { srv: ['_xmpp-client.fabrikam.com'] }, 'fabrikam.com', 'no'],
    ['an XmppAddr', { xmpp: ['fabrikam.com'] }, 'fabrikam.com', 'by-address'],
    ['an XmppAddr with a U-label', { xmpp: ['bücher.example'] }, 'xn--bcher-kva.example', 'by-address'],
    ['a DNS name beside it', { xmpp: ['fabrikam.com'], dns: ['fabrikam.com'] }, 'fabrikam.com', 'yes'],
    ['none at all', {}, 'fabrikam.com', 'no'],
    ['what is no name', { dns: ['', '.', '*.', 'a..b', '\0', '-'] }, 'fabrikam.com', 'no'],
  ] as const)('%s', (_, given, domain, expected) => {
    expect(namingOf(names(given), domain)).toBe(expected);
  });
});

test('a chain that is not trusted and a name that is missing are both told', () => {
  const seen = untrusted('CERT_HAS_EXPIRED', { names: names({ dns: ['other.example'] }) });
  expect(judgeCertificate(seen, 'fabrikam.com')).toEqual({
    validity: 'invalid',
    reasons: ['has expired', 'does not name fabrikam.com'],
    naming: 'no',
  });
  expect(judgeCertificate(untrusted('NEW_CODE'), 'fabrikam.com').reasons).toEqual(['is not trusted (NEW_CODE)']);
});

test.each([
  ['more names than were read', { dns: ['a.example'], omitted: 1 }],
  ['a name that only some servers look at', { xmpp: ['fabrikam.com'] }],
] as const)('%s: unknown, unless the chain settles it', (_, given) => {
  expect(judgeCertificate(tls({ names: names(given) }), 'fabrikam.com').validity).toBe('unknown');
  expect(judgeCertificate(untrusted('CERT_HAS_EXPIRED', { names: names(given) }), 'fabrikam.com').validity).toBe(
    'invalid',
  );
});

test('no certificate is not valid', () => {
  expect(judgeCertificate(tls({}, { chain: [] }), 'fabrikam.com').validity).toBe('invalid');
});
