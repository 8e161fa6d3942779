/** Each rule about a probed partner: evidence that violates it, evidence that does not, the words and the place. */
import { describe, expect, test } from 'vitest';
import { readPartner } from '../../src/load/partner-file.ts';
import type { DeclaredPartner } from '../../src/model/declared-partner.ts';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import type { DomainEvidence, StreamErrorEnd, Target } from '../../src/model/probe.ts';
import type { RuleSeverity } from '../../src/model/rule.ts';
import { findingsOf } from '../../src/verdict/findings.ts';
import { PROBE_RULE_FACTS } from '../../src/verdict/rule-facts.ts';
import { PROBE_RULES } from '../../src/verdict/rules.ts';
import { judge } from '../../src/verdict/verdict.ts';
import {
  attempt,
  certificate,
  DOMAIN,
  evidence,
  failed,
  stream,
  TODAY,
  target,
  tls,
  untrusted,
  withoutCertificate,
} from './evidence.ts';

const STRICT = 'domain: fabrikam.com\npartnerType: Federated\nsaslNegotiation: Required\ndialbackNegotiation: false\n';
const EITHER = 'domain: fabrikam.com\npartnerType: Federated\nsaslNegotiation: Optional\n';
const ANY = 'domain: fabrikam.com\npartnerType: Federated\ntlsNegotiation: Optional\nsaslNegotiation: Optional\n';

function declared(text: string): DeclaredPartner {
  const { partner } = readPartner('partners/fabrikam.com.yaml', text);
  if (partner === undefined) throw new Error('the file of this test has errors');
  return partner;
}

function findings(
  seen: readonly DomainEvidence[],
  text = STRICT,
  configured: Readonly<Partial<Record<string, RuleSeverity>>> = {},
): readonly Diagnostic[] {
  const partners = [declared(text)];
  const verdicts = judge(seen, {
    partners: partners.map(({ settings, source }) => ({ settings, file: source.file })),
    settings: { tlsNegotiation: 'Required', saslNegotiation: 'Required', dialbackNegotiation: false },
    weakestMethod: 'tcp-dialback',
  });
  return findingsOf(verdicts, { partners, today: TODAY, configured });
}

/** `error 3 message (hint)` */
function line({ severity, message, hint, range }: Diagnostic): string {
  return `${severity} ${range?.start.line}: ${message} (${hint})`;
}

function of(code: string, seen: DomainEvidence, text?: string): readonly string[] {
  return findings([seen], text)
    .filter((finding) => finding.code === code)
    .map(line);
}

const PLACE = 'xmpp.fabrikam.com (192.0.2.7:5269)';
const SELF_SIGNED = evidence([target([attempt({ tls: untrusted('DEPTH_ZERO_SELF_SIGNED_CERT') })])]);
const REFUSED_BY_POLICY: StreamErrorEnd = {
  kind: 'stream-error',
  condition: 'policy-violation',
  text: null,
  application: null,
  otherHost: null,
};
const over = (own: Parameters<typeof tls>[0], differences?: Parameters<typeof tls>[1]) =>
  evidence([target([attempt({ tls: tls(own, differences) })])]);
const DEAD = failed({ kind: 'refused' }, 'connect', { address: '192.0.2.1' });
const BROKEN_TLS = failed({ kind: 'tls-failure', code: 'EPROTO', text: 'wrong version number' }, 'tls');
const direct = (differences: Partial<Target> = {}) => target([BROKEN_TLS], { transport: 'direct-tls', ...differences });

interface Example {
  readonly code: string;
  readonly violates: DomainEvidence;
  readonly fine: DomainEvidence;
  readonly text?: string;
  readonly expected: readonly string[];
}

const EXAMPLES: readonly Example[] = [
  {
    code: 'probe-refused',
    violates: SELF_SIGNED,
    fine: evidence(),
    expected: [
      `error 3: fabrikam.com does not connect: the certificate of the server at ${PLACE} is self-signed (ask the partner for a certificate that a known authority issued for fabrikam.com; or write saslNegotiation: Optional and dialbackNegotiation: true, which would connect)`,
    ],
  },
  {
    code: 'probe-not-listed',
    violates: evidence([target([failed(REFUSED_BY_POLICY, 'features')])]),
    fine: evidence(),
    expected: [
      `error 1: fabrikam.com does not let us in: the server at ${PLACE} refuses streams from contoso.com: policy-violation (the partner has probably not listed contoso.com yet: ask it to allow contoso.com)`,
    ],
  },
  {
    code: 'probe-unknown',
    violates: withoutCertificate(),
    fine: evidence(),
    expected: [
      'info 1: whether fabrikam.com connects is unknown: no certificate was presented: a server offers SASL EXTERNAL only to one that matches the stream’s sender (give --from, --cert and --key: a certificate of its own for probing, never the server’s key)',
    ],
  },
  {
    code: 'probe-certificate-invalid',
    violates: SELF_SIGNED,
    fine: evidence(),
    text: EITHER,
    expected: [
      `warning 3: the certificate of ${PLACE} is self-signed: a stream counts as dialback (ask the partner for a certificate that a known authority issued for fabrikam.com)`,
    ],
  },
  {
    code: 'probe-certificate-name',
    violates: over({ names: { dns: ['www.fabrikam.com', 'fabrikam.net'], srv: [], xmpp: [], omitted: 0 } }),
    fine: over({ names: { dns: [], srv: ['_xmpp-server.fabrikam.com'], xmpp: [], omitted: 0 } }),
    expected: [
      `warning 1: the certificate of ${PLACE} does not name fabrikam.com: it has "www.fabrikam.com", "fabrikam.net" (ask the partner for one that names fabrikam.com; the host that SRV leads to does not count)`,
    ],
  },
  {
    code: 'probe-certificate-lapses',
    violates: over({ notAfter: '2026-12-10T08:00:00.000Z' }),
    fine: over({ notAfter: '2026-12-23T08:00:00.000Z' }),
    expected: [
      `warning 1: the certificate of ${PLACE} ends on 2026-12-10, in 18 days (ask the partner whether it is renewed by itself)`,
    ],
  },
  {
    code: 'probe-client-auth',
    violates: over({ extendedKeyUsage: ['serverAuth'] }),
    fine: over({ extendedKeyUsage: null }),
    expected: [
      `warning 3: the certificate of ${PLACE} is for serverAuth only, without clientAuth (when the partner connects to us, ejabberd before 25.08 refuses such a certificate: ask for one with clientAuth, or permit dialback)`,
    ],
  },
  {
    code: 'probe-weak-crypto',
    violates: over(
      { key: { type: 'rsa', bits: 1024, curve: null }, signatureAlgorithm: 'sha1WithRSAEncryption' },
      { version: 'TLSv1', cipher: 'TLS_RSA_WITH_3DES_EDE_CBC_SHA' },
    ),
    fine: over({ key: { type: 'rsa', bits: 2048, curve: null }, signatureAlgorithm: 'sha256WithRSAEncryption' }),
    expected: [
      'a certificate with a weak signature: sha1WithRSAEncryption',
      'a key that is too small: rsa, 1024 bits',
      'a weak cipher: TLS_RSA_WITH_3DES_EDE_CBC_SHA',
      'an old TLS: TLSv1',
    ].map(
      (what) =>
        `warning 1: ${PLACE} uses ${what} (ask the partner for TLS 1.2 or newer, RSA of 2048 bits or an elliptic curve, and SHA-256)`,
    ),
  },
  {
    code: 'probe-direct-tls',
    violates: evidence([direct(), target()]),
    fine: evidence([
      target([attempt({ beforeTls: null, afterTls: null, onDirectTls: stream({ mechanisms: ['EXTERNAL'] }) })], {
        transport: 'direct-tls',
        port: 5270,
      }),
    ]),
    expected: [
      `warning 1: _xmpps-server._tcp.fabrikam.com announces direct TLS at ${PLACE}, which wants STARTTLS (ask the partner to remove that record, or to point it at its direct-TLS port (often 5270))`,
    ],
  },
  {
    code: 'probe-srv-host',
    violates: evidence([
      target([], { host: 'gone.fabrikam.com', ipv4: { kind: 'no-name' }, ipv6: { kind: 'no-name' } }),
      target(),
    ]),
    fine: evidence([
      target([], { origin: { kind: 'fallback' }, ipv4: { kind: 'no-name' }, ipv6: { kind: 'no-name' } }),
    ]),
    expected: [
      'warning 1: _xmpp-server._tcp.fabrikam.com leads to gone.fabrikam.com, which DNS does not know (ask the partner to correct its DNS)',
    ],
  },
  {
    code: 'probe-target-dead',
    violates: evidence([target([DEAD], { host: 'a.fabrikam.com' }), target()]),
    fine: evidence([target([DEAD])]),
    expected: [
      'warning 1: nothing listens at a.fabrikam.com (192.0.2.1:5269): a stream to fabrikam.com begins with an attempt in vain (ask the partner whether its server is up, or whether its DNS is out of date)',
    ],
  },
  {
    code: 'probe-targets-differ',
    violates: evidence([
      target(),
      target([attempt({ address: '192.0.2.8', afterTls: stream() })], { host: 'b.fabrikam.com' }),
    ]),
    fine: evidence([target(), target([attempt({ address: '192.0.2.8' })], { host: 'b.fabrikam.com' })]),
    expected: [
      'warning 1: b.fabrikam.com (192.0.2.8:5269) would not connect, unlike the server that is tried first: the server at b.fabrikam.com (192.0.2.8:5269) does not offer SASL EXTERNAL to the certificate presented for contoso.com (ask the partner to set up its servers alike: whichever answers is used)',
    ],
  },
  {
    code: 'probe-dns',
    violates: evidence([target()], {
      discovery: {
        directTls: { kind: 'failed', reason: 'servfail' },
        startTls: {
          kind: 'found',
          records: [
            { priority: 0, weight: 0, port: 0, host: '' },
            { priority: 0, weight: 0, port: 5269, host: 'xmpp.fabrikam.com' },
          ],
          omitted: 0,
        },
        proxyFqdn: null,
        omittedTargets: 0,
      },
    }),
    fine: evidence(),
    expected: [
      'DNS gave no answer about _xmpps-server._tcp.fabrikam.com (servfail)',
      '_xmpp-server._tcp.fabrikam.com says "no service" (a target ".") and names servers as well',
    ].map((what) => `warning 1: ${what} (ask the partner to look at its DNS: each new stream of ours asks the same)`),
  },
  {
    code: 'probe-partly-seen',
    violates: evidence(
      [
        target([
          failed({ kind: 'unreachable', code: 'ENETUNREACH' }, 'connect', { address: '2001:db8::7' }),
          attempt(),
        ]),
      ],
      { vantage: { host: 'ci-runner-7', resolvers: [], families: { ipv4: true, ipv6: false } } },
    ),
    fine: evidence(),
    expected: ['info 1: not looked at: 2001:db8::7 (no IPv6 here) (probe from a host with IPv6)'],
  },
  {
    code: 'probe-starttls-optional',
    violates: evidence([target([attempt({ beforeTls: stream({ startTls: 'optional' }) })])]),
    fine: evidence(),
    expected: [
      `info 1: ${PLACE} offers STARTTLS and does not require it, while the file says tlsNegotiation: Required (nothing to change here: streams with us are encrypted; the partner could require it of everybody)`,
    ],
  },
  {
    code: 'probe-dialback-errors',
    violates: evidence([target([attempt({ afterTls: stream({ dialback: 'plain' }) })])]),
    fine: evidence(),
    text: EITHER,
    expected: [
      `info 1: ${PLACE} offers dialback without <errors/>: a failure ends the whole stream (nothing to change here; an older server, whose log tells more than ours when dialback fails)`,
    ],
  },
  {
    code: 'probe-could-be-stricter',
    violates: evidence(),
    fine: evidence([target([attempt({ beforeTls: stream({ dialback: 'plain' }), tls: null, afterTls: null })])]),
    text: ANY,
    expected: [
      'info 4: fabrikam.com connects without Server Dialback over TLS or Server Dialback over plain TCP, which the file permits (write dialbackNegotiation: false, so that nobody on the path can force less)',
    ],
  },
];

test('there is an example of every rule, and every rule is among the facts', () => {
  expect(PROBE_RULES.map(({ code }) => code)).toEqual(PROBE_RULE_FACTS.map(({ code }) => code));
  expect(EXAMPLES.map(({ code }) => code).sort()).toEqual(PROBE_RULES.map(({ code }) => code).sort());
});

describe.each(EXAMPLES)('$code', ({ code, violates, fine, text, expected }) => {
  test('what violates it', () => {
    expect(of(code, violates, text)).toEqual(expected);
  });

  test('what does not', () => {
    expect(of(code, fine, text)).toEqual([]);
  });
});

test('a finding stands at the line that causes it, else at the domain', () => {
  const text = 'domain: fabrikam.com\npartnerType: Federated\nadditionalDomains:\n  - corp.fabrikam.com\n';
  const seen = { ...SELF_SIGNED, domain: 'corp.fabrikam.com' };
  const [first] = findings([seen], text).filter(({ code }) => code === 'probe-certificate-lapses');
  expect(first).toBeUndefined();
  const gone = evidence([target([DEAD])], { domain: 'corp.fabrikam.com' });
  expect(findings([gone], text).map(line)[0]).toMatch(/^error 4: corp\.fabrikam\.com does not connect/);
});

test('severities are those of the configuration, but a refusal stays an error', () => {
  const configured = {
    'probe-certificate-lapses': 'error',
    'probe-starttls-optional': 'off',
    'probe-refused': 'off',
  } as const;
  const seen = evidence([
    target([
      attempt({
        beforeTls: stream({ startTls: 'optional' }),
        tls: {
          ...untrusted('DEPTH_ZERO_SELF_SIGNED_CERT'),
          chain: [certificate({ notAfter: '2026-11-01T00:00:00.000Z' })],
        },
      }),
    ]),
  ]);
  expect(findings([seen], STRICT, configured).map(({ code, severity }) => `${severity} ${code}`)).toEqual([
    'error probe-certificate-lapses',
    'error probe-refused',
  ]);
});

test('a domain that no file covers has findings without a place', () => {
  const [finding] = findings([{ ...SELF_SIGNED, domain: 'stranger.example' }]);
  expect(finding?.range).toBeUndefined();
  expect(DOMAIN).not.toBe('stranger.example');
});
