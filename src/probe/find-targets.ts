/** The DNS questions of one domain: which servers, and at which addresses. */
import { isIP, SocketAddress } from 'node:net';
import type { Discovery, DnsAnswer, Target } from '../model/probe.ts';
import { type Aim, aimsOf, SRV_NAMES } from './discovery.ts';
import type { Question, Run } from './run.ts';

/** A target whose addresses are known, none of them tried. */
export type Addressed = Omit<Target, 'attempts'> & { readonly addresses: readonly string[] };

export interface Found {
  readonly discovery: Discovery;
  readonly targets: readonly Addressed[];
}

type Asking = Pick<Run, 'dns' | 'lookups' | 'signal' | 'port'>;

export async function findTargets({ domain, proxyFqdn }: Question, run: Asking): Promise<Found> {
  const { dns, signal, port } = run;
  const leave = await run.lookups.enter(signal);
  try {
    const [directTls, startTls] =
      proxyFqdn === null
        ? await Promise.all([
            dns.srv(`${SRV_NAMES['direct-tls']}${domain}`, signal),
            dns.srv(`${SRV_NAMES.starttls}${domain}`, signal),
          ])
        : [null, null];
    const { aims, omitted } = aimsOf(domain, { directTls, startTls, proxyFqdn }, port);
    const targets = await Promise.all(aims.map(async (aim) => await withAddresses(aim, run)));
    return { discovery: { directTls, startTls, proxyFqdn, omittedTargets: omitted }, targets };
  } finally {
    leave();
  }
}

const NOT_ASKED: DnsAnswer<string> = { kind: 'no-records' };

export async function withAddresses(aim: Aim, { dns, signal }: Pick<Run, 'dns' | 'signal'>): Promise<Addressed> {
  const literal = isIP(aim.host);
  const [ipv4, ipv6] =
    literal === 0
      ? await Promise.all([dns.addresses(aim.host, 4, signal), dns.addresses(aim.host, 6, signal)])
      : [literalAnswer(aim.host, 'ipv4', literal === 4), literalAnswer(aim.host, 'ipv6', literal === 6)];
  return { ...aim, ipv4, ipv6, addresses: [...recordsOf(ipv6), ...recordsOf(ipv4)] };
}

/** Written as the DNS would write it, so that one address is not taken for two. */
function literalAnswer(address: string, family: 'ipv4' | 'ipv6', isThisFamily: boolean): DnsAnswer<string> {
  if (!isThisFamily) return NOT_ASKED;
  return { kind: 'found', records: [new SocketAddress({ address, family }).address], omitted: 0 };
}

function recordsOf(answer: DnsAnswer<string>): readonly string[] {
  return answer.kind === 'found' ? answer.records : [];
}
