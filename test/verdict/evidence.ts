/** Evidence for tests: a good server of today, and anything that differs from it. */
import type {
  Attempt,
  AttemptEnd,
  DnsAnswer,
  DomainEvidence,
  FeaturesSeen,
  Phase,
  StreamSeen,
  Target,
  TlsSeen,
} from '../../src/model/probe.ts';
import type { CertificateSeen } from '../../src/model/probe-certificate.ts';

export const DOMAIN = 'fabrikam.com';
export const HOST = 'xmpp.fabrikam.com';
export const ADDRESS = '192.0.2.7';
export const TODAY = '2026-11-22';

export function certificate(differences: Partial<CertificateSeen> = {}): CertificateSeen {
  return {
    subject: 'CN=fabrikam.com',
    issuer: 'CN=Example Authority',
    names: { dns: [DOMAIN, '*.fabrikam.com'], srv: [], xmpp: [], omitted: 0 },
    notBefore: '2026-09-01T00:00:00.000Z',
    notAfter: '2027-09-01T00:00:00.000Z',
    extendedKeyUsage: ['serverAuth', 'clientAuth'],
    key: { type: 'ec', bits: 256, curve: 'prime256v1' },
    signatureAlgorithm: 'ecdsa-with-SHA256',
    fingerprint: 'ab'.repeat(32),
    ...differences,
  };
}

export function tls(own: Partial<CertificateSeen> = {}, differences: Partial<TlsSeen> = {}): TlsSeen {
  return {
    version: 'TLSv1.3',
    cipher: 'TLS_AES_256_GCM_SHA384',
    alpn: null,
    chain: [certificate(own)],
    trust: { kind: 'trusted', by: 'system' },
    ...differences,
  };
}

export function untrusted(code: string, own: Partial<CertificateSeen> = {}): TlsSeen {
  return tls(own, { trust: { kind: 'untrusted', code } });
}

export function stream(features: Partial<FeaturesSeen> = {}): StreamSeen {
  return {
    header: { from: DOMAIN, id: 'abc', version: '1.0', dialbackNamespace: true },
    features: { startTls: 'absent', mechanisms: [], dialback: 'errors', bidi: false, others: [], ...features },
  };
}

/** Everything was seen: STARTTLS is required, EXTERNAL and dialback are offered inside. */
export function attempt(differences: Partial<Attempt> = {}): Attempt {
  return {
    address: ADDRESS,
    sameAs: null,
    phase: 'close',
    end: { kind: 'complete' },
    milliseconds: { connect: 12, total: 80 },
    beforeTls: stream({ startTls: 'required', dialback: 'absent' }),
    tls: tls(),
    afterTls: stream({ mechanisms: ['EXTERNAL'] }),
    onDirectTls: null,
    authentication: { kind: 'not-tried', reason: 'not-asked' },
    ...differences,
  };
}

/** Nothing was seen but how it ended. */
export function failed(end: AttemptEnd, phase: Phase = 'connect', differences: Partial<Attempt> = {}): Attempt {
  return attempt({ end, phase, beforeTls: null, tls: null, afterTls: null, ...differences });
}

export function addresses(...records: readonly string[]): DnsAnswer<string> {
  return records.length === 0 ? { kind: 'no-records' } : { kind: 'found', records, omitted: 0 };
}

export function target(attempts: readonly Attempt[] = [attempt()], differences: Partial<Target> = {}): Target {
  const of = (isWanted: (address: string) => boolean) => attempts.map(({ address }) => address).filter(isWanted);
  return {
    origin: { kind: 'srv', priority: 0, weight: 0 },
    transport: 'starttls',
    host: HOST,
    port: 5269,
    ipv4: addresses(...of((address) => !address.includes(':'))),
    ipv6: addresses(...of((address) => address.includes(':'))),
    attempts,
    ...differences,
  };
}

export function evidence(
  targets: readonly Target[] = [target()],
  differences: Partial<DomainEvidence> = {},
): DomainEvidence {
  const records = targets.map(({ host, port }) => ({ priority: 0, weight: 0, host, port }));
  return {
    domain: DOMAIN,
    addressedAs: DOMAIN,
    at: `${TODAY}T12:00:00.000Z`,
    vantage: { host: 'ci-runner-7', resolvers: ['192.0.2.53:53'], families: { ipv4: true, ipv6: true } },
    presented: { from: 'contoso.com', certificate: certificate(), authenticate: false },
    discovery: {
      directTls: { kind: 'no-records' },
      startTls: { kind: 'found', records, omitted: 0 },
      proxyFqdn: null,
      omittedTargets: 0,
    },
    targets,
    cutShort: null,
    ...differences,
  };
}

/** Without a certificate no server offers EXTERNAL. */
export function withoutCertificate(seen: Attempt = attempt({ afterTls: stream() })): DomainEvidence {
  return evidence([target([seen])], { presented: { from: 'contoso.com', certificate: null, authenticate: false } });
}
