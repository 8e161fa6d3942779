/**
 * The proof of the verdict with ejabberd as the partner's server: what a probe says is what then happens when a Prosody
 * of ours, with mod_partner_policy and the same settings, sends a message to it.
 *
 * ejabberd asks its DNS for SRV records only; addresses it has from the system. So the record of our domain leads to a
 * host whose name is the address.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LINTED_ROWS } from '../servers/matrix/rows.ts';
import { authorityPem, type CertificateOptions, certificateFor } from '../servers/support/certificates.ts';
import { prosodyVersions, type Rig, startServers } from '../servers/support/rig.ts';
import { connectClient } from '../servers/support/xmpp-client.ts';
import { type Ejabberd, startEjabberd } from './servers/ejabberd.ts';
import { type Network, startNetwork } from './servers/network.ts';
import { federate, happened, nameOf, OURS, type Outcomes, predictedWords, probeAs } from './servers/outcomes.ts';

interface Host {
  readonly domain: string;
  readonly certificate?: CertificateOptions;
  readonly options: object;
}

const HOSTS: readonly Host[] = [
  { domain: 'optional.ejabberd.test', options: {} },
  { domain: 'required.ejabberd.test', options: { s2s_use_starttls: 'required' } },
  { domain: 'no-tls.ejabberd.test', options: { s2s_use_starttls: false } },
  { domain: 'self.ejabberd.test', options: {}, certificate: { kind: 'self-signed' } },
  {
    domain: 'xmpp-addr.ejabberd.test',
    options: { s2s_use_starttls: 'required' },
    certificate: { names: [{ xmppAddr: 'xmpp-addr.ejabberd.test' }] },
  },
  { domain: 'external-only.ejabberd.test', options: { s2s_use_starttls: 'required', modules: { mod_disco: {} } } },
];
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
    const certificates = HOSTS.map(({ domain, certificate }) => certificateFor(domain, certificate));
    ejabberd = await startEjabberd({
      hosts: Object.fromEntries(HOSTS.map(({ domain, options }) => [domain, options])),
      options: {
        s2s_use_starttls: 'optional',
        s2s_timeout: 10,
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
    outcomes = await federate(
      rig.ours,
      DOMAINS,
      evidence,
      async (domain) => await connectClient(ejabberd.ip, 5222, `bob@${domain}`),
    );
  }, 180_000);
  afterAll(async () => {
    await Promise.all([rig?.stop(), ejabberd?.close()]);
    await network?.dns.close();
  });

  test.each(DOMAINS)('%s: as predicted, row by row', (domain) => {
    const cases = outcomes.filter((each) => each.domain === domain);
    expect(cases).toHaveLength(LINTED_ROWS.length);
    const told = (pick: (outcome: Outcomes) => string) =>
      Object.fromEntries(cases.map((each) => [nameOf(each.row), pick(each)]));
    expect(told(predictedWords)).toEqual(told(happened));
  });
});
