/**
 * Real Prosody servers for tests, on loopback addresses of their own, which find one another by names of their own.
 *
 *   for (const version of prosodyVersions()) {
 *     describe(`Prosody ${version}`, () => {
 *       let rig: Rig<'ours' | 'theirs'>;
 *       beforeAll(async () => {
 *         rig = await startServers({
 *           ours: { version, guarded: true, options: { … }, hosts: { 'a.test': { users: { alice: {} } } } },
 *           theirs: { version, hosts: { 'b.test': { users: { bob: {} }, certificate: { kind: 'self-signed' } } } },
 *         });
 *       });
 *       afterAll(() => rig.stop());
 *       test('a message arrives', async () => {
 *         const [alice, bob] = await Promise.all([rig.ours.client('alice@a.test'), rig.theirs.client('bob@b.test')]);
 *         alice.send(`<message to="${bob.jid}" type="chat"><body>hello</body></message>`);
 *         expect(textOf(await bob.next((stanza) => stanza.name === 'message', 'the message'), 'body')).toBe('hello');
 *         expect(await rig.ours.streams()).toMatchObject([{ direction: 'outbound', method: 'tls-dialback' }]);
 *       });
 *     });
 *   }
 *
 * A server (`server.ts`) has `log`/`line(/…/)`, `lua('return …')`, `streams()`, `closeStreams()`, `client(jid)`,
 * `configure({…})` (new configuration, read again), `kill()` + `start()` (the same data), `signal('SIGHUP')`,
 * `plugins` (its own copy of our module, to be broken), `http` (where the partner API is). `server-options.ts` has
 * all that can be said about a server; `partnerApi(server)` in `partner-api.ts` speaks to a guarded one. More names (hostile peers, proxies) go into `network.names`; their addresses
 * come from `freeAddress()`. Hostile peers are in `raw-peer.ts` and `authoritative-server.ts`.
 *
 * Test files with servers stand in test/servers/ or are called *.prosody.test.ts: vitest.config.ts leaves them out,
 * and says so, where there is no Prosody.
 */
import { domainToASCII } from 'node:url';
import { type Address, freeAddress, freePort } from './addresses.ts';
import { makeServer, type Server } from './server.ts';
import type { ServerOptions } from './server-options.ts';

export { freeAddress } from './addresses.ts';
export { prosodyVersions } from './installation.ts';

export type Rig<Name extends string> = Readonly<Record<Name, Server>> & {
  /** Ends every server. */
  stop(): Promise<void>;
};

export interface NetworkOptions {
  /** More names: an address, or the name of a server, whose address it becomes. */
  readonly names?: Readonly<Record<string, string>>;
}

interface Planned {
  readonly name: string;
  readonly options: ServerOptions;
  readonly address: Address;
  readonly port6: number | undefined;
}

export async function startServers<Name extends string>(
  servers: Readonly<Record<Name, ServerOptions>>,
  network: NetworkOptions = {},
): Promise<Rig<Name>> {
  const planned = await Promise.all(Object.entries<ServerOptions>(servers).map(planOf));
  const hostsText = hostsOf(planned, network);
  const made = planned.map(({ name, options, address, port6 }) => {
    const place = { ...(port6 !== undefined && { port6 }), ...srvOf(planned, name) };
    return makeServer(options, { name, address, place, hostsText });
  });
  const stop = async (): Promise<void> => {
    await Promise.all(made.map((server) => server.stop()));
  };
  try {
    await Promise.all(made.map((server) => server.start()));
  } catch (error) {
    await stop();
    throw error;
  }
  return Object.assign(Object.fromEntries(made.map((server) => [server.name, server])), { stop }) as Rig<Name>;
}

async function planOf([name, options]: readonly [string, ServerOptions]): Promise<Planned> {
  const port6 = options.ipv6 ? await freePort('::1') : undefined;
  return { name, options, address: await freeAddress(), port6 };
}

/** Lines of a hosts file: every host of every server, and the other names. */
function hostsOf(planned: readonly Planned[], { names = {} }: NetworkOptions): string {
  const own = planned.flatMap(({ options, address, port6 }) =>
    Object.entries(options.hosts)
      .filter(([, { dns = true }]) => dns)
      .map(([domain]) => `${port6 === undefined ? address.ip : '::1'} ${ascii(domain)}`),
  );
  const more = Object.entries(names).map(
    ([name, at]) => `${planned.find((each) => each.name === at)?.address.ip ?? at} ${ascii(name)}`,
  );
  return `${[...own, ...more].join('\n')}\n`;
}

/** unbound takes one record: that of another server's first host on ::1. */
function srvOf(planned: readonly Planned[], own: string): { readonly srv?: string } {
  const other = planned.find(({ name, port6 }) => name !== own && port6 !== undefined);
  const [domain = ''] = Object.keys(other?.options.hosts ?? {});
  if (other === undefined) return {};
  return { srv: `_xmpp-server._tcp.${ascii(domain)}. SRV 0 0 ${other.port6} ${ascii(domain)}.` };
}

function ascii(domain: string): string {
  return domainToASCII(domain) || domain;
}
