/**
 * The DNS and the ports that people have, with real servers behind them: what `partnerctl probe` says of them, and what
 * becomes of a message when a server of ours with the same settings sends one.
 */
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Socket, type Server as TcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Method } from '../../src/model/negotiation.ts';
import { expectValid } from '../render/support/schema.ts';
import { type Fate, fateOf } from '../servers/matrix/fate.ts';
import { type Address, freeAddress } from '../servers/support/addresses.ts';
import { authorityPem, certificateFor } from '../servers/support/certificates.ts';
import { partner, partnerApi } from '../servers/support/partner-api.ts';
import { prosodyVersions, type Rig, startServers } from '../servers/support/rig.ts';
import { cli } from '../support/cli.ts';
import { type Network, startNetwork } from './servers/network.ts';
import type { ZoneEntry } from './support/dns-responder.ts';

const OURS = 'ours.test';
const CLOSES_AT_ONCE = 52_690;
const NEVER_ANSWERS = 52_691;

interface Setup {
  readonly domain: string;
  /** By the address of the partner's server, and by one where only the two ports above are open. */
  readonly zone: (theirs: string, other: string) => Readonly<Record<string, ZoneEntry>>;
  readonly outbound: string;
  readonly findings: readonly string[];
  /** Undefined: nothing arrives. */
  readonly method: Method | undefined;
  /** A server of ours waits far longer than the test. */
  readonly withoutOutcome?: true;
}

const at = (address: string): ZoneEntry => ({ a: [address] });
const starttls = (domain: string, ...records: readonly (readonly [number, number, number, string])[]) => ({
  [`_xmpp-server._tcp.${domain}`]: { srv: records },
});

const SETUPS: readonly Setup[] = [
  {
    domain: 'srv.test',
    zone: (theirs) => ({ ...starttls('srv.test', [0, 0, 5269, 'host.srv.test']), 'host.srv.test': at(theirs) }),
    outbound: 'connects: sasl-tls',
    findings: [],
    method: 'sasl-tls',
  },
  {
    domain: 'direct.test',
    zone: (theirs) => ({
      '_xmpps-server._tcp.direct.test': { srv: [[0, 0, 5270, 'host.direct.test']] },
      'host.direct.test': at(theirs),
    }),
    outbound: 'connects: sasl-tls',
    findings: [],
    method: 'sasl-tls',
  },
  {
    domain: 'mistaken.test',
    zone: (theirs) => ({
      '_xmpps-server._tcp.mistaken.test': { srv: [[0, 0, 5269, 'host.mistaken.test']] },
      ...starttls('mistaken.test', [0, 0, 5269, 'host.mistaken.test']),
      'host.mistaken.test': at(theirs),
    }),
    outbound: 'connects: sasl-tls',
    findings: ['probe-direct-tls'],
    method: 'sasl-tls',
  },
  {
    domain: 'first-dead.test',
    zone: (theirs, other) => ({
      ...starttls('first-dead.test', [0, 0, 5269, 'dead.first-dead.test'], [10, 0, 5269, 'host.first-dead.test']),
      'dead.first-dead.test': at(other),
      'host.first-dead.test': at(theirs),
    }),
    outbound: 'connects: sasl-tls',
    findings: ['probe-target-dead'],
    method: 'sasl-tls',
  },
  {
    domain: 'half-gone.test',
    zone: (theirs) => ({
      ...starttls('half-gone.test', [0, 0, 5269, 'gone.half-gone.test'], [10, 0, 5269, 'host.half-gone.test']),
      'host.half-gone.test': at(theirs),
    }),
    outbound: 'connects: sasl-tls',
    findings: ['probe-srv-host'],
    method: 'sasl-tls',
  },
  {
    domain: 'dot.test',
    zone: () => ({ ...starttls('dot.test', [0, 0, 0, '']) }),
    outbound: 'refused: no-service',
    findings: ['probe-refused'],
    method: undefined,
  },
  {
    domain: 'missing-host.test',
    zone: () => ({ ...starttls('missing-host.test', [0, 0, 5269, 'gone.missing-host.test']) }),
    outbound: 'refused: no-name',
    findings: ['probe-refused', 'probe-srv-host'],
    method: undefined,
  },
  {
    domain: 'nowhere.test',
    zone: () => ({}),
    outbound: 'refused: no-name',
    findings: ['probe-refused'],
    method: undefined,
  },
  {
    domain: 'dead.test',
    zone: (_, other) => ({ 'dead.test': at(other) }),
    outbound: 'refused: nothing-listens',
    findings: ['probe-refused'],
    method: undefined,
  },
  {
    domain: 'slammed.test',
    zone: (_, other) => ({
      ...starttls('slammed.test', [0, 0, CLOSES_AT_ONCE, 'slammed.test']),
      'slammed.test': at(other),
    }),
    outbound: 'refused: closed',
    findings: ['probe-refused'],
    method: undefined,
  },
  {
    domain: 'silent.test',
    zone: (_, other) => ({
      ...starttls('silent.test', [0, 0, NEVER_ANSWERS, 'silent.test']),
      'silent.test': at(other),
    }),
    outbound: 'unknown: timeout',
    findings: ['probe-unknown'],
    method: undefined,
    withoutOutcome: true,
  },
  {
    domain: 'not-served.test',
    zone: (theirs) => ({ 'not-served.test': at(theirs) }),
    outbound: 'refused: host-unknown',
    findings: ['probe-refused'],
    method: undefined,
  },
  {
    domain: 'unlisted.test',
    zone: () => ({}),
    outbound: 'refused: not-listed',
    findings: ['probe-not-listed'],
    method: undefined,
  },
];

const SERVED = SETUPS.filter(({ method }) => method !== undefined).map(({ domain }) => domain);

interface DomainJson {
  readonly domain: string;
  readonly outbound: {
    readonly kind: string;
    readonly methods?: readonly string[];
    readonly causes?: readonly { readonly code: string }[];
    readonly missing?: readonly { readonly code: string }[];
  };
}

interface ReportJson {
  readonly domains: readonly DomainJson[];
  readonly diagnostics: readonly { readonly code: string; readonly file: string; readonly message: string }[];
}

for (const version of prosodyVersions()) {
  describe(`Prosody ${version}`, () => {
    let network: Network;
    let rig: Rig<'ours' | 'theirs' | 'guarded'>;
    let servers: readonly TcpServer[];
    let other: Address;
    let root: string;
    let report: ReportJson;

    beforeAll(async () => {
      network = await startNetwork();
      other = await freeAddress();
      const { options } = network;
      const users = { bob: {} };
      rig = await startServers({
        ours: { version, guarded: true, options, hosts: { [OURS]: { users: { alice: {} } } } },
        theirs: {
          version,
          options: { ...options, s2s_direct_tls_ports: [5270] },
          hosts: Object.fromEntries(SERVED.map((domain) => [domain, { users }])),
        },
        guarded: { version, guarded: true, options, hosts: { 'unlisted.test': { users } } },
      });
      servers = await Promise.all([
        listen(other.ip, CLOSES_AT_ONCE, (socket) => socket.end()),
        listen(other.ip, NEVER_ANSWERS, () => undefined),
      ]);
      for (const { zone } of SETUPS) Object.assign(network.zone, zone(rig.theirs.ip, other.ip));
      Object.assign(network.zone, { [OURS]: at(rig.ours.ip), 'unlisted.test': at(rig.guarded.ip) });
      root = repository();
      const run = await probe('--all', '--format', 'json');
      expectValid('probe', run.stdout);
      expect(run.code).toBe(1);
      report = JSON.parse(run.stdout) as ReportJson;
      await partnerApi(rig.ours).put(
        ...SETUPS.map(({ domain }) => partner(domain, { saslNegotiation: 'Optional', dialbackNegotiation: true })),
      );
    }, 120_000);
    afterAll(async () => {
      for (const server of servers ?? []) server.close();
      await rig?.stop();
      await network?.dns.close();
      other?.release();
      if (root !== undefined) rmSync(root, { recursive: true });
    });

    const probe = async (...args: readonly string[]) =>
      await cli(
        [
          'probe',
          ...args,
          '--dns',
          network.dns.address,
          '--allow-private',
          '--cert',
          'cert.pem',
          '--key',
          'key.pem',
          '--ca',
          'ca.pem',
        ],
        { cwd: root },
      );

    function repository(): string {
      const folder = mkdtempSync(join(tmpdir(), 'partnerctl-probe-'));
      mkdirSync(join(folder, 'partners'));
      const { certificate, key } = certificateFor(OURS);
      const files = {
        'partnerctl.yaml': `localDomains: [${OURS}]\n`,
        'cert.pem': certificate,
        'key.pem': key,
        'ca.pem': authorityPem(),
        ...Object.fromEntries(
          SETUPS.map(({ domain }) => [
            `partners/${domain}.yaml`,
            `domain: ${domain}\npartnerType: Federated\nsaslNegotiation: Optional\n`,
          ]),
        ),
      };
      for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
      return folder;
    }

    test.each(SETUPS)('$domain: $outbound', ({ domain, outbound }) => {
      const found = report.domains.find((each) => each.domain === domain);
      expect(found === undefined ? 'nothing' : inWords(found)).toBe(outbound);
    });

    test.each(SETUPS)('$domain: findings $findings', ({ domain, findings }) => {
      const file = `partners/${domain}.yaml`;
      const found = report.diagnostics.filter((each) => each.file === file && !EXPECTED_EVERYWHERE.has(each.code));
      expect(found.map(({ code }) => code)).toEqual(findings);
    });

    test.each(SETUPS.filter(({ withoutOutcome }) => withoutOutcome === undefined))(
      '$domain: a message, by $method',
      async ({ domain, method }) => {
        const alice = await rig.ours.client(`alice@${OURS}/${domain}`);
        const bob = method === undefined ? { jid: `bob@${domain}` } : await rig.theirs.client(`bob@${domain}`);
        const fate = 'send' in bob ? await fateOf(alice, bob) : await bounceOf(alice, bob.jid);
        expect(fate.arrived).toBe(method !== undefined);
        const streams = await rig.ours.streams();
        const stream = streams.find(
          (each) => each.direction === 'outbound' && each.remote === domain && each.authenticated,
        );
        expect(stream?.method).toBe(method);
      },
    );

    test('--suggest prints the file with the strictest settings that connect', async () => {
      const { code, stdout, stderr } = await probe('srv.test', '--suggest');
      expect(stderr).toMatch(/^probed from /);
      expect({ code, stdout }).toEqual({
        code: 0,
        stdout: 'domain: srv.test\npartnerType: Federated\nsaslNegotiation: Required\n',
      });
    });

    test('new --probe begins with them', async () => {
      network.zone['fresh.test'] = at(rig.theirs.ip);
      const { code } = await cli(
        ['new', 'fresh.test', '--probe', '--dns', network.dns.address, '--allow-private', '--ca', 'ca.pem'],
        { cwd: root },
      );
      expect(code).toBe(0);
      rmSync(join(root, 'partners/fresh.test.yaml'));
    });

    test('--authenticate goes on to a stanza, and is told where that is refused', async () => {
      const { stdout } = await probe('srv.test', '--authenticate', '--format', 'json');
      expect(stdout).toContain('"kind": "accepted"');
    });

    test('a person reads which domain fails, why, and from where it was seen', async () => {
      const { stdout, stderr } = await probe('srv.test', 'unlisted.test', 'mistaken.test');
      expect(stderr).toBe('');
      expect(stdout).toMatch(/unlisted\.test {2}refused/);
      expect(stdout).toContain('the partner has probably not listed ours.test yet');
      expect(stdout).toMatch(/probed from \S+ \(.*\), as ours\.test, with the certificate CN=ours\.test/);
      expect(stdout.trimEnd()).toMatch(/3 domains: 1 refused, 2 connect$/);
    });
  });
}

/** Prosody offers dialback without errors, and these servers do not require encryption; stricter settings would do. */
const EXPECTED_EVERYWHERE: ReadonlySet<string> = new Set([
  'probe-dialback-errors',
  'probe-starttls-optional',
  'probe-could-be-stricter',
  'probe-certificate-lapses',
]);

function inWords({ outbound }: DomainJson): string {
  const { kind, methods = [], causes = [], missing = [] } = outbound;
  const what = [...methods, ...causes.map(({ code }) => code), ...missing.map(({ code }) => code)];
  return `${kind}: ${what.join(' ')}`;
}

async function listen(ip: string, port: number, serve: (socket: Socket) => void): Promise<TcpServer> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    serve(socket);
  });
  server.listen(port, ip);
  await once(server, 'listening');
  return server;
}

async function bounceOf(from: Awaited<ReturnType<Rig<'ours'>['ours']['client']>>, to: string): Promise<Fate> {
  const id = from.say(to, 'hello');
  await from.next(
    ({ name, attributes }) => name === 'message' && attributes['id'] === id,
    `the bounce of ${to}`,
    20_000,
  );
  return { arrived: false };
}
