/**
 * Which connection a server of ours would use: the first that answers, in the order of DNS. A server goes on to the
 * next address where no connection can be made, or direct TLS fails; whatever it hears on a connection, it believes.
 */
import type { Attempt, DnsAnswer, DomainEvidence, NotTried, Target } from '../model/probe.ts';
import type { Missing, RefusalCause } from '../model/probe-verdict.ts';
import { isMissing, missing } from './missing.ts';
import { isConnected, isIpv6, placeOf, type Reach } from './reach.ts';

export type Route =
  | {
      readonly kind: 'server';
      readonly target: Target;
      readonly attempt: Attempt;
      readonly passed: readonly PassedOver[];
    }
  | { readonly kind: 'none'; readonly causes: readonly RefusalCause[]; readonly missing: readonly Missing[] };

/** An address, or a target without one, that a server would try in vain. */
export interface PassedOver {
  readonly target: Target;
  readonly attempt: Attempt | null;
  readonly because: RefusalCause | Missing;
}

/** `encrypts`: does it use direct TLS at all? */
export function routeOf(evidence: DomainEvidence, encrypts: boolean, reach: Reach): Route {
  const passed: PassedOver[] = [];
  for (const target of evidence.targets) {
    if (target.transport === 'direct-tls' && !encrypts) continue;
    const nowhere = withoutAddress(target);
    if (nowhere !== undefined) passed.push({ target, attempt: null, because: nowhere });
    for (const attempt of target.attempts) {
      // Another target, with the same address or of the same kind, has told what there is to tell.
      if (attempt.end.kind === 'not-tried' && REPEATED.has(attempt.end.reason)) continue;
      const because = whyPassed(attempt, target, evidence, reach);
      if (because !== undefined) passed.push({ target, attempt, because });
      else if (!isRedirection(attempt, evidence)) return { kind: 'server', target, attempt, passed };
    }
  }
  const meanings = [...aboutDiscovery(evidence), ...passed.map(({ because }) => because)];
  return {
    kind: 'none',
    causes: distinct(meanings.filter((meaning): meaning is RefusalCause => !isMissing(meaning))),
    missing: distinct(meanings.filter(isMissing)),
  };
}

const REPEATED: ReadonlySet<NotTried> = new Set(['same-address', 'policy-error-before']);

/** The server there named another one, and the probe went to it. */
function isRedirection({ end }: Attempt, { targets }: DomainEvidence): boolean {
  return (
    end.kind === 'stream-error' &&
    end.condition === 'see-other-host' &&
    targets.some(({ origin }) => origin.kind === 'see-other-host')
  );
}

function whyPassed(
  attempt: Attempt,
  target: Target,
  evidence: DomainEvidence,
  reach: Reach,
): PassedOver['because'] | undefined {
  const { address, end } = attempt;
  const { port, host } = target;
  const place = `${host} (${placeOf(address, port)})`;
  if (end.kind === 'not-tried') {
    return missing(end.reason === 'forbidden-address' ? 'address-not-allowed' : 'own-limit');
  }
  if (end.kind === 'cut-short') return missing('cut-short');
  if (isConnected(attempt)) return directTlsFailed(attempt, target, place);
  const { ipv4, ipv6 } = evidence.vantage.families;
  if (isIpv6(address) && !ipv6) return missing('no-ipv6');
  if (!isIpv6(address) && !ipv4) return missing('no-ipv4');
  const answered = reach.answered(address, port);
  if (end.kind === 'refused' && (answered || reach.tried(address, port) < 2)) return nothingListens(place);
  if (!answered) return portBlocked(place, port, reach.tried(address, port));
  return {
    code: 'unreachable',
    mender: 'partner',
    message: `${place} does not answer, while other servers were reached on port ${port} from here`,
    hint: 'ask the partner whether its server is up, and whom its firewall lets in',
  };
}

function directTlsFailed({ phase, end }: Attempt, { transport }: Target, place: string): RefusalCause | undefined {
  if (transport !== 'direct-tls' || (phase !== 'tls' && phase !== 'stream')) return undefined;
  if (end.kind === 'complete' || end.kind === 'stream-error') return undefined;
  return {
    code: 'tls-failed',
    mender: 'partner',
    message: `${place} is announced for direct TLS and does not speak it`,
    hint: 'ask the partner to correct its _xmpps-server record',
  };
}

function nothingListens(place: string): RefusalCause {
  return {
    code: 'nothing-listens',
    mender: 'partner',
    message: `nothing listens at ${place}`,
    hint: 'ask the partner whether its server is up, or whether its DNS is out of date',
  };
}

function portBlocked(place: string, port: number, tried: number): Missing {
  const others = tried > 1 ? `, nor did any of the ${tried} addresses that were tried` : '';
  return {
    code: 'port-blocked',
    message: `${place} did not answer on port ${port}${others}: from here that port may be blocked`,
    hint: `probe from a host that may connect to port ${port}, such as one beside your server`,
  };
}

function withoutAddress({ host, ipv4, ipv6, attempts }: Target): PassedOver['because'] | undefined {
  if (attempts.length > 0 || ipv4.kind === 'found' || ipv6.kind === 'found') return undefined;
  if (isFailed(ipv4) || isFailed(ipv6)) return dnsFailed(host);
  const isGone = ipv4.kind === 'no-name' && ipv6.kind === 'no-name';
  return {
    code: isGone ? 'no-name' : 'no-address',
    mender: 'dns',
    message: isGone ? `DNS does not know ${host}` : `DNS has no address for ${host}`,
    hint: 'ask the partner to correct its DNS',
  };
}

function aboutDiscovery({ domain, discovery, targets }: DomainEvidence): readonly (RefusalCause | Missing)[] {
  const { directTls, startTls } = discovery;
  const found: (RefusalCause | Missing)[] = [];
  if ([directTls, startTls].some((answer) => answer !== null && isFailed(answer))) found.push(dnsFailed(domain));
  if (targets.length === 0 && saysNoService(startTls))
    found.push({
      code: 'no-service',
      mender: 'partner',
      message: `the DNS of ${domain} says that it has no XMPP server (the SRV target is ".")`,
      hint: 'ask the partner for the domain of its XMPP addresses',
    });
  return found;
}

export function saysNoService(answer: DomainEvidence['discovery']['startTls']): boolean {
  return answer?.kind === 'found' && answer.records.length > 0 && answer.records.every(({ host }) => host === '');
}

function dnsFailed(name: string): Missing {
  return {
    code: 'dns-failed',
    message: `DNS gave no answer about ${name}`,
    hint: 'try again, or with another resolver: --dns SERVER',
  };
}

function isFailed(answer: DnsAnswer<unknown>): boolean {
  return answer.kind === 'failed';
}

function distinct<T extends { readonly message: string }>(meanings: readonly T[]): readonly T[] {
  return [...new Map(meanings.map((meaning) => [meaning.message, meaning])).values()];
}
