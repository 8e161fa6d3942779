/**
 * What the DNS said → the targets, in the order in which servers would try them. Pure.
 *
 * Sources: RFC 6120 §3.2 (SRV, fallback), RFC 2782 (priority, weight, `.`), XEP-0368 (both families are one list).
 */
import type { Discovery, DnsAnswer, SrvRecord, Target, TargetOrigin, Transport } from '../model/probe.ts';
import { TARGETS } from './limits.ts';

/** A target before it was tried. */
export type Aim = Pick<Target, 'origin' | 'transport' | 'host' | 'port'>;

export const DEFAULT_PORT = 5269;

export const SRV_NAMES: Readonly<Record<Transport, string>> = {
  'direct-tls': '_xmpps-server._tcp.',
  starttls: '_xmpp-server._tcp.',
};

export type DnsFindings = Pick<Discovery, 'directTls' | 'startTls' | 'proxyFqdn'>;

export interface Aims {
  readonly aims: readonly Aim[];
  readonly omitted: number;
}

/** `port`: where there is no SRV record that names one. */
export function aimsOf(domain: string, findings: DnsFindings, port = DEFAULT_PORT): Aims {
  const { directTls, startTls, proxyFqdn } = findings;
  if (proxyFqdn !== null) return only({ kind: 'proxy' }, proxyFqdn, port);
  const isEmpty = (answer: DnsAnswer<SrvRecord> | null): boolean =>
    answer?.kind === 'no-records' || answer?.kind === 'no-name';
  // Not where the DNS failed to say, nor where it says that one family is not served (`.`).
  if (isEmpty(startTls) && directTls?.kind !== 'found') return only({ kind: 'fallback' }, domain, port);
  const sorted = [...srvAims('direct-tls', directTls), ...srvAims('starttls', startTls)].sort(
    (a, b) => a.origin.priority - b.origin.priority || b.origin.weight - a.origin.weight,
  );
  const unique = [...new Map(sorted.map((aim) => [`${aim.transport} ${aim.host} ${aim.port}`, aim])).values()];
  return { aims: unique.slice(0, TARGETS), omitted: Math.max(0, unique.length - TARGETS) };
}

function only(origin: TargetOrigin, host: string, port: number): Aims {
  return { aims: [{ origin, transport: 'starttls', host, port }], omitted: 0 };
}

type SrvAim = Aim & { readonly origin: Extract<TargetOrigin, { kind: 'srv' }> };

function srvAims(transport: Transport, answer: DnsAnswer<SrvRecord> | null): SrvAim[] {
  if (answer?.kind !== 'found') return [];
  return answer.records
    .filter(({ host }) => host !== '')
    .map(({ priority, weight, host, port }) => ({ origin: { kind: 'srv', priority, weight }, transport, host, port }));
}

/**
 * `see-other-host` → where to, or undefined where it names nothing that could be tried. RFC 6120 §4.9.3.19: a domain,
 * an IPv4 address or an IPv6 address in brackets, with or without a port.
 */
export function otherHostAim(text: string, { transport, host: by }: Aim): Aim | undefined {
  const match = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9_.-]+?))\.?(?::(\d{1,5}))?$/i.exec(text.trim());
  const host = match?.[1] ?? match?.[2];
  const port = match?.[3] === undefined ? DEFAULT_PORT : Number(match[3]);
  if (host === undefined || port === 0 || port > 65_535) return undefined;
  return { origin: { kind: 'see-other-host', by }, transport, host: host.toLowerCase(), port };
}
