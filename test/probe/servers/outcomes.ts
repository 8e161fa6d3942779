/** What a probe predicts for each domain and row, beside what happens to a message of a server of ours. */
import { randomUUID } from 'node:crypto';
import type { Method } from '../../../src/model/negotiation.ts';
import type { DomainEvidence } from '../../../src/model/probe.ts';
import type { StreamOutcome } from '../../../src/model/probe-verdict.ts';
import { openProbe } from '../../../src/probe/probe.ts';
import { directionsOf } from '../../../src/verdict/directions.ts';
import { reachOf } from '../../../src/verdict/reach.ts';
import { type Fate, fateOf } from '../../servers/matrix/fate.ts';
import { LINTED_ROWS, type Row } from '../../servers/matrix/rows.ts';
import { authorityPem, certificateFor } from '../../servers/support/certificates.ts';
import { partner, partnerApi } from '../../servers/support/partner-api.ts';
import type { Server } from '../../servers/support/server.ts';
import type { Client } from '../../servers/support/xmpp-client.ts';
import type { Network } from './network.ts';

export const OURS = 'ours.test';

/** Of one domain and one row. */
export interface Outcomes {
  readonly domain: string;
  readonly row: Row;
  readonly predicted: StreamOutcome;
  readonly fate: Fate;
  /** By which our server knows the partner; undefined where the message did not arrive. */
  readonly method: Method | undefined;
}

export function nameOf({ settings }: Row): string {
  return `${settings.tlsNegotiation}/${settings.saslNegotiation}/${settings.dialbackNegotiation}`;
}

export function happened({ fate, method }: Outcomes): string {
  return fate.arrived ? String(method) : 'refused';
}

/** Where one kind of server of ours would do this and another that, whatever happened is as predicted. */
export function predictedWords(outcomes: Outcomes): string {
  const { predicted } = outcomes;
  const really = happened(outcomes);
  if (predicted.kind === 'connects') {
    const isOne = predicted.methods.some((method) => method === really);
    return isOne ? really : predicted.methods.join(' or ');
  }
  const differs = predicted.kind === 'unknown' && predicted.missing.every(({ code }) => code === 'xmpp-addr-only');
  return differs ? really : predicted.kind;
}

export function isOpen({ predicted }: Outcomes): boolean {
  return predicted.kind === 'unknown' || (predicted.kind === 'connects' && predicted.methods.length > 1);
}

/** As a server of ours would come, with its certificate. */
export async function probeAs({ dns }: Network, domains: readonly string[]): Promise<readonly DomainEvidence[]> {
  const { certificate, key } = certificateFor(OURS);
  const probe = await openProbe({
    from: OURS,
    certificate: { cert: certificate, key },
    ownCa: authorityPem(),
    authenticate: false,
    dnsServer: dns.address,
    allowPrivate: true,
    limits: { pauseMs: 0 },
  });
  return await probe.probe(
    domains.map((domain) => ({ domain, proxyFqdn: null })),
    { now: () => new Date(), randomId: randomUUID, signal: new AbortController().signal },
  );
}

export interface Pair {
  readonly domain: string;
  readonly row: Row;
}

/** Each domain with its row, all at once. */
export async function federate(
  ours: Server,
  pairs: readonly Pair[],
  evidence: readonly DomainEvidence[],
  bobOf: (domain: string) => Promise<Client>,
): Promise<readonly Outcomes[]> {
  const reach = reachOf(evidence);
  await partnerApi(ours).put(...pairs.map(({ domain, row }) => partner(domain, row.settings)));
  const alice = await ours.client(`alice@${OURS}`);
  const fates = await Promise.all(pairs.map(async ({ domain }) => await fateOf(alice, await bobOf(domain))));
  const streams = (await ours.streams()).filter((each) => each.direction === 'outbound' && each.authenticated);
  return pairs.map(({ domain, row }, index) => {
    const seen = evidence.find((each) => each.domain === domain);
    const fate = fates[index];
    if (seen === undefined || fate === undefined) throw new Error(`nothing is known of ${domain}`);
    const method = fate.arrived ? streams.find(({ remote }) => remote === domain)?.method : undefined;
    return { domain, row, predicted: directionsOf(seen, row.settings, reach).outbound, fate, method };
  });
}

/** One row after the other, with every domain at once, on streams that are new each time. */
export async function federateRows(
  ours: Server,
  domains: readonly string[],
  evidence: readonly DomainEvidence[],
  bobOf: (domain: string) => Promise<Client>,
): Promise<readonly Outcomes[]> {
  const bobs = new Map(await Promise.all(domains.map(async (domain) => [domain, await bobOf(domain)] as const)));
  const known = async (domain: string): Promise<Client> => await Promise.resolve(bobs.get(domain) ?? bobOf(domain));
  const outcomes: Outcomes[] = [];
  for (const row of LINTED_ROWS) {
    await ours.closeStreams();
    const pairs = domains.map((domain) => ({ domain, row }));
    outcomes.push(...(await federate(ours, pairs, evidence, known)));
  }
  return outcomes;
}
