/** Certificates as people have them, made by openssl: what the evidence says of each, and whether it is trusted. */
import { X509Certificate } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/model/errors.ts';
import type { TlsSeen } from '../../src/model/probe.ts';
import { certificateSeen } from '../../src/probe/certificate.ts';
import { tlsClient } from '../../src/probe/tls-client.ts';
import { certificateFor, srvName, testAuthority, xmppAddr } from './support/certificates.ts';
import { PARTNER, probeScript } from './support/probing.ts';

const DIRECT = `! tls it\nC: version='1.0'\nS: {header}<stream:features/>\nC: </stream:stream>\nS: </stream:stream>\n! end`;

async function tlsOf(request: Parameters<typeof certificateFor>[1], domain = PARTNER): Promise<TlsSeen> {
  const certificates = { it: certificateFor(domain, request) };
  const { attempt } = await probeScript(DIRECT, { transport: 'direct-tls', certificates });
  expect(attempt).toMatchObject({ end: { kind: 'complete' }, onDirectTls: { features: {} }, afterTls: null });
  if (attempt.tls === null) throw new Error('no TLS');
  return attempt.tls;
}

describe('trust', () => {
  test('signed by an own CA: the chain ends there', async () => {
    const { trust, chain, alpn } = await tlsOf({});
    expect(trust).toEqual({ kind: 'trusted', by: 'own-ca' });
    expect(chain.map(({ subject }) => subject)).toEqual([`CN=${PARTNER}`, 'CN=Test authority']);
    expect(alpn).toBe('xmpp-server');
  });

  test.each([
    ['self-signed', { signedBy: 'self' }, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['expired', { expired: true }, 'CERT_HAS_EXPIRED'],
    ['for clients only', { purposes: 'clientAuth' }, 'INVALID_PURPOSE'],
  ] as const)('%s', async (_, request, code) => {
    expect((await tlsOf(request)).trust).toEqual({ kind: 'untrusted', code });
  });

  test('another name is no matter of trust', async () => {
    const { trust, chain } = await tlsOf({}, 'elsewhere.test');
    expect(trust).toEqual({ kind: 'trusted', by: 'own-ca' });
    expect(chain[0]?.names.dns).toEqual(['elsewhere.test']);
  });

  test('without the own CA', async () => {
    const certificates = { it: certificateFor(PARTNER) };
    const { attempt } = await probeScript(DIRECT, { transport: 'direct-tls', certificates, ownCa: null });
    expect(attempt.tls?.trust).toEqual({ kind: 'untrusted', code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
    expect(attempt.tls?.chain).toHaveLength(1);
  });
});

function seen(request: Parameters<typeof certificateFor>[1], domain = PARTNER) {
  return certificateSeen(new X509Certificate(certificateFor(domain, request).cert));
}

describe('what stands in it', () => {
  test('names of all three kinds', () => {
    const names = [`DNS:${PARTNER}`, `DNS:*.${PARTNER}`, srvName(PARTNER), xmppAddr('bücher.test'), 'IP:192.0.2.1'];
    expect(seen({ names }).names).toEqual({
      dns: [PARTNER, `*.${PARTNER}`],
      srv: [`_xmpp-server.${PARTNER}`],
      xmpp: ['bücher.test'],
      omitted: 0,
    });
  });

  test.each([
    ['only XmppAddr', [xmppAddr(PARTNER)], { dns: [], srv: [], xmpp: [PARTNER] }],
    ['only SRVName', [srvName(PARTNER)], { dns: [], srv: [`_xmpp-server.${PARTNER}`], xmpp: [] }],
    ['a wildcard', ['DNS:*.test'], { dns: ['*.test'], srv: [], xmpp: [] }],
    ['none at all', [], { dns: [], srv: [], xmpp: [] }],
  ] as const)('%s', (_, names, expected) => {
    expect(seen({ names }).names).toEqual({ ...expected, omitted: 0 });
  });

  test('a name that pretends to be several is one', () => {
    const name = `${PARTNER}, DNS:bank.test`;
    expect(seen({ names: [xmppAddr(name)] }).names).toMatchObject({ dns: [], xmpp: [name] });
  });

  test('many names: a bounded list, and how many more', () => {
    const names = Array.from({ length: 300 }, (_, index) => `DNS:d${index}.test`);
    const found = seen({ names }).names;
    expect([found.dns.length, found.omitted]).toEqual([256, 44]);
  });

  test.each([
    ['serverAuth,clientAuth', ['serverAuth', 'clientAuth']],
    ['serverAuth', ['serverAuth']],
    ['1.3.6.1.4.1.99999.7', ['1.3.6.1.4.1.99999.7']],
    ['', null],
  ] as const)('purposes %s', (purposes, expected) => {
    expect(seen({ purposes }).extendedKeyUsage).toEqual(expected);
  });

  test.each([
    ['ec', { type: 'ec', bits: 256, curve: 'prime256v1' }, 'ecdsa-with-SHA256'],
    ['rsa1024', { type: 'rsa', bits: 1024, curve: null }, 'ecdsa-with-SHA256'],
    ['ed25519', { type: 'ed25519', bits: null, curve: null }, 'ecdsa-with-SHA256'],
  ] as const)('key %s', (key, expected, signatureAlgorithm) => {
    expect(seen({ key })).toMatchObject({ key: expected, signatureAlgorithm });
  });

  test('an old signature', () => {
    expect(seen({ key: 'rsa2048', signedBy: 'self', digest: 'sha1' }).signatureAlgorithm).toBe('sha1WithRSAEncryption');
  });

  test('the time it is good for, and its fingerprint', () => {
    const pem = certificateFor(PARTNER).cert;
    const { notBefore, notAfter, fingerprint } = certificateSeen(new X509Certificate(pem));
    expect(Date.parse(notAfter) - Date.parse(notBefore)).toBe(30 * 86_400_000);
    expect(notAfter).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/);
    expect(fingerprint).toMatch(/^[0-9a-f]{64}$/);
  });
});

test.each([
  ['TLSv1', 'ECDHE'],
  ['TLSv1.1', 'ECDHE'],
  ['TLSv1.2', 'ECDHE'],
  ['TLSv1.3', 'TLS_AES'],
])('%s is seen', async (version, cipher) => {
  const script = DIRECT.replace('! tls it', `! tls partner ${version}`);
  const { attempt } = await probeScript(script, { transport: 'direct-tls' });
  expect(attempt).toMatchObject({ end: { kind: 'complete' }, tls: { version, trust: { kind: 'trusted' } } });
  expect(attempt.tls?.cipher).toContain(cipher);
});

test('a weak key does not keep the probe from looking', async () => {
  expect((await tlsOf({ key: 'rsa1024', signedBy: 'self', digest: 'sha1' })).chain[0]).toMatchObject({
    key: { type: 'rsa', bits: 1024 },
    signatureAlgorithm: 'sha1WithRSAEncryption',
  });
});

describe('what we present', () => {
  test('a certificate and its key', () => {
    const client = tlsClient(certificateFor('probe.test'), null);
    expect(client.certificate?.names.dns).toEqual(['probe.test']);
  });

  test.each([
    ['the key of another', { ...certificateFor('probe.test'), key: certificateFor('other.test').key }],
    ['no certificate', { ...certificateFor('probe.test'), cert: 'nonsense' }],
    ['no key', { ...certificateFor('probe.test'), key: 'nonsense' }],
  ])('%s is wrong usage', (_, certificate) => {
    expect(() => tlsClient(certificate, null)).toThrow(UsageError);
  });

  test.each(['', 'nonsense', testAuthority().key])('authorities that are none are wrong usage', (pem) => {
    expect(() => tlsClient(null, pem)).toThrow(UsageError);
  });
});
