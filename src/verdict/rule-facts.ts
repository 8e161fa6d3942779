/**
 * The facts of every rule about a probed partner, in the order of docs/rules.md. Apart from the rules themselves, so that
 * commands which only need the names do not load what judges evidence.
 */
import type { RuleInfo } from '../model/rule.ts';

export const PROBE_RULE_FACTS = [
  {
    code: 'probe-refused',
    severity: 'error',
    configurable: false,
    summary: 'The partner’s server was asked, and with the settings of the file no stream connects.',
  },
  {
    code: 'probe-not-listed',
    severity: 'error',
    configurable: false,
    summary: 'The partner’s server refuses streams from our domain by policy: it has probably not listed us yet.',
  },
  {
    code: 'probe-unknown',
    severity: 'info',
    configurable: true,
    summary: 'Whether the settings connect cannot be said from where the probe ran, or without a certificate.',
  },
  {
    code: 'probe-certificate-invalid',
    severity: 'warning',
    configurable: true,
    summary: 'The settings connect, but the partner’s certificate is not valid, so that DNS alone says who it is.',
  },
  {
    code: 'probe-certificate-name',
    severity: 'warning',
    configurable: true,
    summary:
      'The certificate of the partner’s server does not name the domain, or only in a way that few servers look at.',
  },
  {
    code: 'probe-certificate-lapses',
    severity: 'warning',
    configurable: true,
    summary: 'A certificate of the partner’s server has ended, or ends within 30 days.',
  },
  {
    code: 'probe-client-auth',
    severity: 'warning',
    configurable: true,
    summary: 'The settings permit SASL EXTERNAL, and the partner’s certificate is not marked for clients.',
  },
  {
    code: 'probe-weak-crypto',
    severity: 'warning',
    configurable: true,
    summary: 'The partner’s server uses a key, a signature, a TLS version or a cipher that is too weak.',
  },
  {
    code: 'probe-direct-tls',
    severity: 'warning',
    configurable: true,
    summary: 'An `_xmpps-server` record (direct TLS) leads to a port that wants STARTTLS, or to no TLS at all.',
  },
  {
    code: 'probe-srv-host',
    severity: 'warning',
    configurable: true,
    summary: 'An SRV record, or `proxyFqdn`, leads to a host that DNS does not know or that has no address.',
  },
  {
    code: 'probe-target-dead',
    severity: 'warning',
    configurable: true,
    summary: 'One of the partner’s servers does not answer, so that every new stream is delayed.',
  },
  {
    code: 'probe-targets-differ',
    severity: 'warning',
    configurable: true,
    summary: 'The partner’s first server connects, but another one of the same domain would not.',
  },
  {
    code: 'probe-dns',
    severity: 'warning',
    configurable: true,
    summary: 'The partner’s DNS gives no answer to a question that servers ask, or contradicts itself.',
  },
  {
    code: 'probe-partly-seen',
    severity: 'info',
    configurable: true,
    summary: 'A server answered, but other addresses of the partner could not be looked at from where the probe ran.',
  },
  {
    code: 'probe-starttls-optional',
    severity: 'info',
    configurable: true,
    summary: 'The file requires TLS, and the partner’s server lets unencrypted streams in as well.',
  },
  {
    code: 'probe-dialback-errors',
    severity: 'info',
    configurable: true,
    summary: 'Dialback is permitted, and the partner’s server offers it without `<errors/>` (XEP-0220 §2.5).',
  },
  {
    code: 'probe-could-be-stricter',
    severity: 'info',
    configurable: true,
    summary: 'The partner’s server connects with settings that permit fewer, stronger methods.',
  },
] as const satisfies readonly RuleInfo[];

export type ProbeRuleCode = (typeof PROBE_RULE_FACTS)[number]['code'];

export function factsOf(code: ProbeRuleCode): RuleInfo {
  const facts = PROBE_RULE_FACTS.find((each) => each.code === code);
  if (facts === undefined) throw new TypeError(`no facts of ${code}`);
  return facts;
}
