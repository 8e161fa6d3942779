/**
 * The proof of the verdict: what a probe says of a partner's server is what then happens when a server of ours, with
 * mod_partner_policy and the same settings, federates with it. Every kind of server, every row that lint accepts.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Method } from '../../src/model/negotiation.ts';
import type { DomainEvidence } from '../../src/model/probe.ts';
import type { Outcome } from '../../src/model/probe-verdict.ts';
import { openProbe } from '../../src/probe/probe.ts';
import { directionsOf } from '../../src/verdict/directions.ts';
import { reachOf } from '../../src/verdict/reach.ts';
import { type Fate, fateOf } from '../servers/matrix/fate.ts';
import { LINTED_ROWS, type Row } from '../servers/matrix/rows.ts';
import { authorityPem, certificateFor } from '../servers/support/certificates.ts';
import { partner, partnerApi } from '../servers/support/partner-api.ts';
import { prosodyVersions, type Rig, startServers } from '../servers/support/rig.ts';
import type { HostOptions, ServerOptions } from '../servers/support/server-options.ts';
import { KINDS, type Kind, SERVERS, type ServerName } from './servers/kinds.ts';
import { type Network, startNetwork } from './servers/network.ts';

const OURS = 'ours.test';

function domainOf({ name }: Pick<Kind, 'name'>): string {
  return `${name}.kinds.test`;
}

/** Of one kind of server and one row. */
interface Outcomes {
  readonly kind: Kind;
  readonly row: Row;
  readonly predicted: Outcome;
  readonly fate: Fate;
  /** By which our server knows the partner; undefined where the message did not arrive. */
  readonly method: Method | undefined;
}

for (const version of prosodyVersions()) {
  describe(`Prosody ${version}`, () => {
    let network: Network;
    let rig: Rig<'ours' | ServerName>;
    let outcomes: readonly Outcomes[];

    beforeAll(async () => {
      network = await startNetwork();
      const theirs = Object.fromEntries(
        Object.entries(SERVERS).map(([name, options]) => [
          name,
          withHosts(name as ServerName, options, version, network),
        ]),
      ) as Record<ServerName, ServerOptions>;
      rig = await startServers({
        ...theirs,
        ours: { version, guarded: true, options: network.options, hosts: { [OURS]: { users: { alice: {} } } } },
      });
      network.zone[OURS] = { a: [rig.ours.ip] };
      for (const kind of KINDS) network.zone[domainOf(kind)] = { a: [rig[kind.server].ip] };
      const evidence = await probeAll(network);
      outcomes = await federateAll(rig, evidence);
    }, 180_000);
    afterAll(async () => {
      await rig?.stop();
      await network?.dns.close();
    });

    test.each(KINDS)('$name: as predicted, row by row', (kind) => {
      const cases = outcomes.filter((each) => each.kind === kind);
      expect(cases).toHaveLength(LINTED_ROWS.length);
      const told = (pick: (outcome: Outcomes) => string) =>
        Object.fromEntries(cases.map((each) => [nameOf(each.row), pick(each)]));
      const happened = ({ fate, method }: Outcomes): string => (fate.arrived ? String(method) : 'refused');
      expect(told((each) => inWords(each.predicted, happened(each)))).toEqual(told(happened));
    });

    test('with a certificate of ours every verdict is certain, but where servers differ', () => {
      const open = outcomes.filter(({ predicted }) => predicted.kind !== 'refused' && isOpen(predicted));
      expect(new Set(open.map(({ kind }) => kind.name))).toEqual(new Set(['xmpp-addr']));
    });
  });
}

function nameOf({ settings }: Row): string {
  return `${settings.tlsNegotiation}/${settings.saslNegotiation}/${settings.dialbackNegotiation}`;
}

/** Where one kind of server of ours would do this and another that, whatever happened is as predicted. */
function inWords(outcome: Outcome, happened: string): string {
  if (outcome.kind === 'connects') {
    const isOne = outcome.methods.some((method) => method === happened);
    return isOne ? happened : outcome.methods.join(' or ');
  }
  return outcome.kind === 'unknown' && outcome.missing.every(({ code }) => code === 'xmpp-addr-only')
    ? happened
    : outcome.kind;
}

function isOpen(outcome: Outcome): boolean {
  return outcome.kind === 'unknown' || (outcome.kind === 'connects' && outcome.methods.length > 1);
}

function withHosts(
  name: ServerName,
  options: object,
  version: ServerOptions['version'],
  network: Network,
): ServerOptions {
  const hosts = KINDS.filter(({ server }) => server === name).map((kind): readonly [string, HostOptions] => {
    const domain = domainOf(kind);
    return [domain, { users: { bob: {} }, ...kind.host(domain) }];
  });
  const own = options as Partial<ServerOptions>;
  return { ...own, version, hosts: Object.fromEntries(hosts), options: { ...network.options, ...own.options } };
}

async function probeAll({ dns }: Network): Promise<readonly DomainEvidence[]> {
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
    KINDS.map((kind) => ({ domain: domainOf(kind), proxyFqdn: null })),
    { now: () => new Date(), randomId: randomUUID, signal: new AbortController().signal },
  );
}

/** One row after the other, with every kind of server at once, on streams that are new each time. */
async function federateAll(
  rig: Rig<'ours' | ServerName>,
  evidence: readonly DomainEvidence[],
): Promise<readonly Outcomes[]> {
  const reach = reachOf(evidence);
  const alice = await rig.ours.client(`alice@${OURS}`);
  const bobs = await Promise.all(KINDS.map((kind) => rig[kind.server].client(`bob@${domainOf(kind)}`)));
  const outcomes: Outcomes[] = [];
  for (const row of LINTED_ROWS) {
    await partnerApi(rig.ours).put(...KINDS.map((kind) => partner(domainOf(kind), row.settings)));
    await rig.ours.closeStreams();
    const fates = await Promise.all(bobs.map((bob) => fateOf(alice, bob)));
    const streams = (await rig.ours.streams()).filter((each) => each.direction === 'outbound' && each.authenticated);
    for (const [index, kind] of KINDS.entries()) {
      const seen = evidence.find(({ domain }) => domain === domainOf(kind));
      const fate = fates[index];
      if (seen === undefined || fate === undefined) throw new Error(`nothing is known of ${kind.name}`);
      const method = fate.arrived ? streams.find(({ remote }) => remote === domainOf(kind))?.method : undefined;
      outcomes.push({ kind, row, predicted: directionsOf(seen, row.settings, reach).outbound, fate, method });
    }
  }
  return outcomes;
}
