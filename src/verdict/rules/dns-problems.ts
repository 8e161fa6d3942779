/** `probe-dns`: what is odd about the partner's DNS, though a server was found. */
import type { DnsAnswer, SrvRecord } from '../../model/probe.ts';
import { NOTHING, type ProbeRule, rangeAt } from '../rule.ts';
import { factsOf } from '../rule-facts.ts';

export const dnsProblems: ProbeRule = {
  ...factsOf('probe-dns'),
  check(context) {
    const { route, verdict } = context;
    if (route.kind !== 'server') return NOTHING;
    const { discovery, domain, targets } = verdict.evidence;
    const messages = [
      ...problemsOf(`_xmpps-server._tcp.${domain}`, discovery.directTls),
      ...problemsOf(`_xmpp-server._tcp.${domain}`, discovery.startTls),
      ...targets.flatMap(({ host, ipv4, ipv6 }) => {
        if (ipv4.kind !== 'failed' && ipv6.kind !== 'failed') return [];
        return [`DNS gave no answer about ${ipv4.kind === 'failed' ? 'an IPv4' : 'an IPv6'} address of ${host}`];
      }),
      ...(discovery.omittedTargets > 0
        ? [`${domain} has ${discovery.omittedTargets} more servers than were probed`]
        : []),
      ...(targets.some(({ origin }) => origin.kind === 'see-other-host')
        ? [`the server of ${domain} sends us on to another host (see-other-host)`]
        : []),
    ];
    return messages.map((message) => ({
      message,
      hint: 'ask the partner to look at its DNS: each new stream of ours asks the same',
      ...rangeAt(context, 'domain'),
    }));
  },
};

function problemsOf(name: string, answer: DnsAnswer<SrvRecord> | null): readonly string[] {
  if (answer === null) return [];
  if (answer.kind === 'failed') return [`DNS gave no answer about ${name} (${answer.reason})`];
  if (answer.kind !== 'found' || answer.records.length < 2) return [];
  return answer.records.some(({ host }) => host === '')
    ? [`${name} says "no service" (a target ".") and names servers as well`]
    : [];
}
