/**
 * The proof of the verdict: what a probe says of a partner's server is what then happens when a server of ours, with
 * mod_partner_policy and the same settings, federates with it. Every kind of server, every row that lint accepts.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LINTED_ROWS } from '../servers/matrix/rows.ts';
import { partner, partnerApi } from '../servers/support/partner-api.ts';
import { prosodyVersions, type Rig, startServers } from '../servers/support/rig.ts';
import type { HostOptions, ServerOptions } from '../servers/support/server-options.ts';
import { GUARDED, KINDS, type Kind, SERVERS, type ServerName } from './servers/kinds.ts';
import { type Network, startNetwork } from './servers/network.ts';
import {
  federateRows,
  happened,
  isOpen,
  nameOf,
  OURS,
  type Outcomes,
  predictedWords,
  probeAs,
} from './servers/outcomes.ts';

function domainOf({ name }: Pick<Kind, 'name'>): string {
  return `${name}.kinds.test`;
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
      for (const [name, settings] of Object.entries(GUARDED))
        await partnerApi(rig[name as keyof typeof GUARDED]).put(partner(OURS, settings));
      network.zone[OURS] = { a: [rig.ours.ip] };
      for (const kind of KINDS) network.zone[domainOf(kind)] = { a: [rig[kind.server].ip] };
      const domains = KINDS.map(domainOf);
      const evidence = await probeAs(network, domains);
      const serverOf = (domain: string) => KINDS.find((kind) => domainOf(kind) === domain)?.server ?? 'open';
      outcomes = await federateRows(rig.ours, domains, evidence, (domain) =>
        rig[serverOf(domain)].client(`bob@${domain}`),
      );
    }, 180_000);
    afterAll(async () => {
      await rig?.stop();
      await network?.dns.close();
    });

    test.each(KINDS)('$name: as predicted, row by row', (kind) => {
      const cases = outcomes.filter(({ domain }) => domain === domainOf(kind));
      expect(cases).toHaveLength(LINTED_ROWS.length);
      const told = (pick: (outcome: Outcomes) => string) =>
        Object.fromEntries(cases.map((each) => [nameOf(each.row), pick(each)]));
      expect(told(predictedWords)).toEqual(told(happened));
    });

    test('with a certificate of ours every verdict is certain, but where servers differ', () => {
      expect(new Set(outcomes.filter(isOpen).map(({ domain }) => domain))).toEqual(new Set(['xmpp-addr.kinds.test']));
    });
  });
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
