/** `--max-age`: saved evidence answers the same question in the same guise, and no other. */
import { expect, test } from 'vitest';
import type { DomainEvidence, Presented } from '../../src/model/probe.ts';
import type { CertificateSeen } from '../../src/model/probe-certificate.ts';
import { type Asked, reusable } from '../../src/probe/reuse.ts';

const NOW = new Date('2030-01-01T12:00:00Z');
const HOUR = 3_600_000;
const RESOLVERS = ['192.0.2.53:53'];

function presenting(differences: Partial<Presented> = {}): Presented {
  return { from: 'contoso.com', certificate: null, authenticate: false, ...differences };
}

function certificate(fingerprint: string): CertificateSeen {
  return {
    subject: 'CN=contoso.com',
    issuer: 'CN=CA',
    names: { dns: [], srv: [], xmpp: [], omitted: 0 },
    notBefore: '2029-01-01T00:00:00.000Z',
    notAfter: '2031-01-01T00:00:00.000Z',
    extendedKeyUsage: null,
    key: { type: 'ec', bits: 256, curve: 'prime256v1' },
    signatureAlgorithm: 'ecdsa-with-SHA256',
    fingerprint,
  };
}

function saved(minutesAgo: number, differences: Partial<DomainEvidence> = {}): DomainEvidence {
  return {
    domain: 'fabrikam.com',
    addressedAs: 'fabrikam.com',
    at: new Date(NOW.getTime() - minutesAgo * 60_000).toISOString(),
    vantage: { host: 'runner', resolvers: RESOLVERS, families: { ipv4: true, ipv6: false } },
    presented: presenting(),
    discovery: { directTls: null, startTls: null, proxyFqdn: null, omittedTargets: 0 },
    targets: [],
    cutShort: null,
    ...differences,
  };
}

const ASKED: Asked = {
  question: { domain: 'fabrikam.com', proxyFqdn: null },
  presented: presenting(),
  resolvers: RESOLVERS,
};

function isReused(evidence: DomainEvidence, asked: Partial<Asked> = {}): boolean {
  return reusable([evidence], { ...ASKED, ...asked }, NOW, HOUR) === evidence;
}

test('the newest of several', () => {
  const [old, newest, tooOld] = [saved(50), saved(10), saved(90)];
  expect(reusable([old, newest, tooOld], ASKED, NOW, HOUR)).toBe(newest);
});

test('nothing saved', () => {
  expect(reusable([], ASKED, NOW, HOUR)).toBeUndefined();
});

test.each([
  [0, true],
  [60, true],
  [60.1, false],
  // a clock that was wrong
  [-1, false],
])('%d minutes old: %s', (minutes, expected) => {
  expect(isReused(saved(minutes))).toBe(expected);
});

test('of another time than there is', () => {
  expect(isReused(saved(5, { at: 'yesterday' }))).toBe(false);
});

test.each<readonly [string, Partial<DomainEvidence>]>([
  ['another domain', { domain: 'contoso.com' }],
  ['cut short', { cutShort: 'deadline' }],
  ['another from', { presented: presenting({ from: 'other.test' }) }],
  ['a certificate', { presented: presenting({ certificate: certificate('aa') }) }],
  ['another proxyFqdn', { discovery: { directTls: null, startTls: null, proxyFqdn: 'a.b', omittedTargets: 0 } }],
  [
    'another resolver',
    { vantage: { host: 'runner', resolvers: ['127.0.0.1:53'], families: { ipv4: true, ipv6: true } } },
  ],
])('asked otherwise: %s', (_, differences) => {
  expect(isReused(saved(5, differences))).toBe(false);
});

test('with the same certificate', () => {
  const mine = presenting({ certificate: certificate('aa') });
  expect(isReused(saved(5, { presented: mine }), { presented: mine })).toBe(true);
  expect(isReused(saved(5, { presented: mine }), { presented: presenting({ certificate: certificate('bb') }) })).toBe(
    false,
  );
});

test('evidence with authentication answers a question without, not the other way round', () => {
  const authenticated = presenting({ authenticate: true });
  expect(isReused(saved(5, { presented: authenticated }))).toBe(true);
  expect(isReused(saved(5), { presented: authenticated })).toBe(false);
});
