/**
 * The proof of the verdict with ejabberd as the partner's server: what a probe says is what then happens when a Prosody
 * of ours, with mod_partner_policy and the same settings, sends a message to it.
 *
 * ejabberd asks its DNS for SRV records only; addresses it has from the system. So the record of our domain leads to a
 * host whose name is the address. A domain of ejabberd that could not reach ours is not tried again for a while: so there is one for each row.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LINTED_ROWS } from '../servers/matrix/rows.ts';
import { authorityPem, type CertificateOptions, certificateFor } from '../servers/support/certificates.ts';
import { prosodyVersions, type Rig, startServers } from '../servers/support/rig.ts';
import { connectClient } from '../servers/support/xmpp-client.ts';
import { type Ejabberd, startEjabberd } from '../support/ejabberd/server.ts';
import { type Network, startNetwork } from './servers/network.ts';
import { federate, happened, nameOf, OURS, type Outcomes, predictedWords, probeAs } from './servers/outcomes.ts';

interface Kind {
  readonly name: string;
  readonly certificate?: (domain: string) => CertificateOptions;
  readonly options: object;
}

const KINDS: readonly Kind[] = [
  { name: 'optional', options: {} },
  { name: 'required', options: { s2s_use_starttls: 'required' } },
  { name: 'no-tls', options: { s2s_use_starttls: false } },
  { name: 'self', options: {}, certificate: () => ({ kind: 'self-signed' }) },
  {
    name: 'xmpp-addr',
    options: { s2s_use_starttls: 'required' },
    certificate: (domain) => ({ names: [{ xmppAddr: domain }] }),
  },
  { name: 'external-only', options: { s2s_use_starttls: 'required', modules: { mod_disco: {} } } },
];
const HOSTS = KINDS.flatMap((kind) =>
  LINTED_ROWS.map((row) => ({ kind, row, domain: `${row.name}.${kind.name}.ejabberd.test` })),
);
const DOMAINS = HOSTS.map(({ domain }) => domain);
const [version = '0.12'] = prosodyVersions();

describe('ejabberd, and a Prosody of ours', () => {
  let network: Network;
  let rig: Rig<'ours'>;
  let ejabberd: Ejabberd;
  let outcomes: readonly Outcomes[];

  beforeAll(async () => {
    network = await startNetwork();
    rig = await startServers({
      ours: { version, guarded: true, options: network.options, hosts: { [OURS]: { users: { alice: {} } } } },
    });
    const certificates = HOSTS.map(({ domain, kind }) => certificateFor(domain, kind.certificate?.(domain)));
    ejabberd = await startEjabberd({
      hosts: Object.fromEntries(HOSTS.map(({ domain, kind }) => [domain, kind.options])),
      options: {
        s2s_use_starttls: 'optional',
        s2s_timeout: 10,
        outgoing_s2s_families: ['ipv4'],
        auth_method: ['internal'],
        modules: { mod_s2s_dialback: {} },
      },
      certificate: certificates.map(({ certificate, key }) => certificate + key).join(''),
      authority: authorityPem(),
      dns: network.dns.address,
      users: true,
    });
    network.zone[`_xmpp-server._tcp.${OURS}`] = { srv: [[0, 0, 5269, rig.ours.ip]] };
    for (const domain of DOMAINS) network.zone[domain] = { a: [ejabberd.ip] };
    const evidence = await probeAs(network, DOMAINS);
    const login = async (domain: string) => await connectClient(ejabberd.ip, 5222, `bob@${domain}`);
    const found: Outcomes[] = [];
    for (const row of LINTED_ROWS) {
      const hosts = HOSTS.filter((host) => host.row === row);
      found.push(...(await federate(rig.ours, hosts, evidence, login)));
    }
    outcomes = found;
  }, 180_000);
  afterAll(async () => {
    await Promise.all([rig?.stop(), ejabberd?.close()]);
    await network?.dns.close();
  });

  test.each(KINDS)('$name: as predicted, row by row', (kind) => {
    const domains = new Set(HOSTS.filter((host) => host.kind === kind).map(({ domain }) => domain));
    const cases = outcomes.filter(({ domain }) => domains.has(domain));
    expect(cases).toHaveLength(LINTED_ROWS.length);
    const told = (pick: (outcome: Outcomes) => string) =>
      Object.fromEntries(cases.map((each) => [nameOf(each.row), pick(each)]));
    expect(told(predictedWords)).toEqual(told(happened));
  });
});
