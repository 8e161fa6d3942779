/** `probe-srv-host`: an SRV record leads to a host that has no address. */
import { displayDomain } from '../../model/domain-name.ts';
import type { Target } from '../../model/probe.ts';
import { type ProbeRule, rangeAt } from '../rule.ts';
import { factsOf } from '../rule-facts.ts';

export const srvMissingHost: ProbeRule = {
  ...factsOf('probe-srv-host'),
  check(context) {
    return context.verdict.evidence.targets.filter(hasNoAddress).map((target) => ({
      message: `${recordOf(target, context.verdict.domain)} leads to ${target.host}, which ${target.ipv4.kind === 'no-name' ? 'DNS does not know' : 'has no address'}`,
      hint:
        target.origin.kind === 'proxy'
          ? 'correct proxyFqdn, or remove it so that DNS decides'
          : 'ask the partner to correct its DNS',
      ...rangeAt(context, target.origin.kind === 'proxy' ? 'proxyFqdn' : 'domain'),
    }));
  },
};

function hasNoAddress({ origin, ipv4, ipv6 }: Target): boolean {
  const isSettled = ipv4.kind !== 'failed' && ipv6.kind !== 'failed';
  return origin.kind !== 'fallback' && isSettled && ipv4.kind !== 'found' && ipv6.kind !== 'found';
}

function recordOf({ origin, transport }: Target, domain: string): string {
  if (origin.kind === 'proxy') return 'proxyFqdn';
  if (origin.kind === 'see-other-host') return `the server of ${displayDomain(domain)}`;
  return `${transport === 'direct-tls' ? '_xmpps-server' : '_xmpp-server'}._tcp.${domain}`;
}
