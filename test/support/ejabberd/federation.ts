/**
 * An ejabberd of ours and Prosody servers of partners, which find one another: real messages, both ways.
 *
 * ejabberd asks the DNS of the test for SRV records, and the system for addresses: so a partner's record leads to a host
 * whose name is an address.
 */
import { domainToASCII } from 'node:url';
import { type Network, startNetwork } from '../../probe/servers/network.ts';
import { authorityPem, certificateFor } from '../../servers/support/certificates.ts';
import { prosodyVersions, type Rig, startServers } from '../../servers/support/rig.ts';
import type { ServerOptions } from '../../servers/support/server-options.ts';
import { type Client, connectClient } from '../../servers/support/xmpp-client.ts';
import { type EjabberdOptions, PORTS } from './configuration.ts';
import { type Ejabberd, startEjabberd } from './server.ts';

export interface Federation<Name extends string> {
  readonly ours: Ejabberd;
  readonly theirs: Rig<Name>;
  readonly zone: Network['zone'];
  /** Logs bob in, at a host of ours. */
  readonly user: (host: string) => Promise<Client>;
  readonly close: () => Promise<void>;
}

type Ours = Pick<EjabberdOptions, 'hosts'> & Partial<EjabberdOptions>;
type Theirs = Omit<ServerOptions, 'version'>;

/** `files`: of ours. Every host has its own certificate of the test's authority, and one user, bob. */
export async function startFederation<Name extends string>(
  ours: Ours,
  theirs: Readonly<Record<Name, Theirs>>,
  files: Readonly<Record<string, string>> = {},
): Promise<Federation<Name>> {
  const network = await startNetwork();
  const { zone } = network;
  const [version = '0.12'] = prosodyVersions();
  const withDns = Object.entries<Theirs>(theirs).map(([name, options]) => [
    name,
    { ...options, version, options: { ...network.options, ...options.options } },
  ]);
  const certificates = Object.keys(ours.hosts).map((host) => certificateFor(host));
  const [rig, ejabberd] = await Promise.all([
    startServers(Object.fromEntries(withDns) as Record<Name, ServerOptions>),
    startEjabberd(
      {
        users: true,
        api: true,
        certificate: certificates.map(({ certificate, key }) => certificate + key).join(''),
        authority: authorityPem(),
        dns: network.dns.address,
        ...ours,
        options: { ...QUICK, ...ours.options },
      },
      files,
    ),
  ]);
  for (const [name, { hosts }] of Object.entries<Theirs>(theirs))
    for (const domain of Object.keys(hosts))
      zone[`_xmpp-server._tcp.${ascii(domain)}`] = { srv: [[0, 0, PORTS.s2s, rig[name as Name].ip]] };
  for (const host of Object.keys(ours.hosts)) zone[ascii(host)] = { a: [ejabberd.ip] };
  const clients: Client[] = [];
  return {
    ours: ejabberd,
    theirs: rig,
    zone,
    user: async (host) => {
      const client = await connectClient(ejabberd.ip, PORTS.client, `bob@${host}`);
      clients.push(client);
      return client;
    },
    close: async () => {
      for (const client of clients) client.close();
      await Promise.all([rig.stop(), ejabberd.close()]);
      await network.dns.close();
    },
  };
}

/** Nothing waits for long, and passwords are asked of nobody else. */
const QUICK = { s2s_timeout: 10, outgoing_s2s_families: ['ipv4'], auth_method: ['internal'] } as const;

function ascii(domain: string): string {
  return domainToASCII(domain) || domain;
}
