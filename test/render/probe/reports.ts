/** Reports of probes for tests: made by the judges from evidence, so that they say what real ones say. */
import { readPartner } from '../../../src/load/partner-file.ts';
import type { DomainEvidence } from '../../../src/model/probe.ts';
import type { ProbeReport } from '../../../src/model/probe-verdict.ts';
import { findingsOf } from '../../../src/verdict/findings.ts';
import { judge } from '../../../src/verdict/verdict.ts';
import {
  attempt,
  certificate,
  evidence,
  failed,
  stream,
  TODAY,
  target,
  tls,
  untrusted,
} from '../../verdict/evidence.ts';

const FILES: Readonly<Record<string, string>> = {
  'fabrikam.com': `domain: fabrikam.com
partnerType: Federated
additionalDomains:
  - corp.fabrikam.com
tlsNegotiation: Required
saslNegotiation: Required
dialbackNegotiation: false
`,
  'northwind.example': 'domain: northwind.example\npartnerType: Federated\nsaslNegotiation: Optional\n',
  'xn--bcher-kva.example': 'domain: xn--bcher-kva.example\npartnerType: PublicUnverified\n',
  'tailspintoys.com': 'domain: tailspintoys.com\npartnerType: Federated\n',
};

export function reportOf(seen: readonly DomainEvidence[]): ProbeReport {
  const partners = Object.entries(FILES).flatMap(
    ([domain, text]) => readPartner(`partners/${domain}.yaml`, text).partner ?? [],
  );
  const settings = { tlsNegotiation: 'Required', saslNegotiation: 'Required', dialbackNegotiation: false } as const;
  const verdicts = judge(seen, {
    partners: partners.map((partner) => ({ settings: partner.settings, file: partner.source.file })),
    settings,
    weakestMethod: 'tls-dialback',
  });
  const { vantage, presented } = seen[0] ?? evidence();
  return {
    vantage,
    presented,
    verdicts,
    diagnostics: findingsOf(verdicts, { partners, today: TODAY, configured: {} }),
  };
}

export function textOf(file: string): string | undefined {
  return FILES[/^partners\/(.*)\.yaml$/.exec(file)?.[1] ?? ''];
}

const policyViolation = {
  kind: 'stream-error',
  condition: 'policy-violation',
  text: 'Not a federation partner',
  application: null,
  otherHost: null,
} as const;

/** One of each: it connects, it does not, nobody can say. */
export const MIXED: readonly DomainEvidence[] = [
  evidence(),
  evidence(
    [target([attempt({ tls: untrusted('DEPTH_ZERO_SELF_SIGNED_CERT', { notAfter: '2026-12-01T00:00:00.000Z' }) })])],
    {
      domain: 'corp.fabrikam.com',
    },
  ),
  evidence(
    [
      target([failed({ kind: 'refused' }, 'connect', { address: '192.0.2.30' })], { host: 'old.northwind.example' }),
      target(
        [
          attempt({
            address: '192.0.2.31',
            beforeTls: stream({ startTls: 'optional' }),
            tls: tls({
              names: { dns: ['northwind.example'], srv: [], xmpp: [], omitted: 0 },
              extendedKeyUsage: ['serverAuth'],
            }),
          }),
        ],
        { host: 'xmpp.northwind.example' },
      ),
    ],
    { domain: 'northwind.example' },
  ),
  evidence(
    [target([failed(policyViolation, 'features', { address: '192.0.2.40' })], { host: 'xmpp.tailspintoys.com' })],
    {
      domain: 'tailspintoys.com',
    },
  ),
  evidence(
    [target([failed({ kind: 'timeout', afterMs: 8000 }, 'connect', { address: '192.0.2.50' })], { port: 5222 })],
    {
      domain: 'xn--bcher-kva.example',
      addressedAs: 'bücher.example',
    },
  ),
];

export const FINE: readonly DomainEvidence[] = [
  evidence([target([attempt({ tls: tls({ names: certificate().names }) })])]),
];
