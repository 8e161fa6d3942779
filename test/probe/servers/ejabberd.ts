/** A real ejabberd for tests: on an address of its own, asked nothing of the machine's settings, gone with us. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freeAddress } from '../../servers/support/addresses.ts';
import { inbox } from '../../servers/support/inbox.ts';
import { runFolder } from '../../servers/support/run-folder.ts';
import { PASSWORD } from '../../servers/support/server-options.ts';

const CTL = '/usr/sbin/ejabberdctl';

export const HOW_TO_GET_EJABBERD = 'as root `apt-get install -y --no-install-recommends ejabberd`';

/** Only root may become the user that it runs as. Throws where it may not be missing (PARTNERCTL_REQUIRE_EJABBERD). */
export function ejabberdIsHere(): boolean {
  const here = existsSync(CTL) && process.getuid?.() === 0;
  if (!here && process.env['PARTNERCTL_REQUIRE_EJABBERD'] === '1')
    throw new Error(`ejabberd is missing: ${HOW_TO_GET_EJABBERD}`);
  return here;
}

export interface EjabberdOptions {
  /** Each with its part of `host_config`, as JSON, which is YAML. */
  readonly hosts: Readonly<Record<string, object>>;
  /** For all of them. */
  readonly options: object;
  /** Users can log in, and each host has one, bob. */
  readonly users?: boolean;
  /** PEM: certificate and key. */
  readonly certificate: string;
  readonly authority: string;
  /** `ADDRESS:PORT`, for what it looks up itself. */
  readonly dns: string;
}

export interface Ejabberd {
  readonly ip: string;
  readonly port: number;
  readonly directTlsPort: number;
  readonly close: () => Promise<void>;
}

const CLIENT_PORT = 5222;
const API_PORT = 5280;
const PORT = 5269;
const DIRECT_TLS_PORT = 5270;

export async function startEjabberd(options: EjabberdOptions): Promise<Ejabberd> {
  const address = await freeAddress();
  const { ip } = address;
  const folder = mkdtempSync(join(runFolder(), 'ejabberd-'));
  writeFiles(folder, ip, options);
  const { uid, gid } = user();
  give(folder, uid, gid);
  const args = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--pdeathsig', 'KILL', CTL];
  const places = ['--config-dir', folder, '--ctl-config', join(folder, 'ejabberdctl.cfg'), '--spool', folder];
  const child = spawn('setpriv', [...args, ...places, '--logs', folder, 'foreground'], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
    // with what it starts
    detached: true,
  });
  const log = inbox<string>('ejabberd', (line) => line);
  for (const stream of [child.stdout, child.stderr]) createInterface(stream).on('line', (line) => log.push(line));
  const ended = once(child, 'close').then(([code, signal]) => log.end(`it ended (${signal ?? code})`));
  for (const port of [PORT, DIRECT_TLS_PORT])
    await log.next((line) => line.includes(`connections at ${ip}:${port}`), `port ${port}`, 60_000);
  if (options.users === true) await registerUsers(ip, Object.keys(options.hosts));
  return {
    ip,
    port: PORT,
    directTlsPort: DIRECT_TLS_PORT,
    close: async () => {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      await ended;
      address.release();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function writeFiles(
  folder: string,
  ip: string,
  { hosts, options, certificate, authority, dns, users = false }: EjabberdOptions,
): void {
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  write('server.pem', certificate);
  write('authority.pem', authority);
  const listener = { ip, module: 'ejabberd_s2s_in' };
  const configuration = {
    hosts: Object.keys(hosts),
    host_config: hosts,
    certfiles: [join(folder, 'server.pem')],
    ca_file: join(folder, 'authority.pem'),
    listen: [
      { ...listener, port: PORT },
      { ...listener, port: DIRECT_TLS_PORT, tls: true },
      ...(users ? forUsers(ip) : []),
    ],
    ...(users && {
      api_permissions: { tests: { from: ['mod_http_api'], who: [{ ip: '127.0.0.0/8' }], what: ['register'] } },
    }),
    ...options,
  };
  write('ejabberd.yml', JSON.stringify(configuration));
  const [host = '', port = ''] = dns.split(':');
  // no file at all: one that is named is read again after five seconds, and forgets our name server
  write('inetrc', `{resolv_conf,""}.\n{nameserver,{${host.replaceAll('.', ',')}},${port}}.\n{lookup,[dns]}.\n`);
  mkdirSync(join(folder, 'modules'));
  // an address as the node's host needs no resolution; a port of its own needs no epmd
  write(
    'ejabberdctl.cfg',
    [
      `ERLANG_NODE=ejabberd@${ip}`,
      `INET_DIST_INTERFACE=${ip}`,
      'ERL_DIST_PORT=5210',
      'ERL_OPTIONS="-env ERL_CRASH_DUMP_BYTES 0 -setcookie test"',
      `EJABBERD_PID_PATH=${folder}/pid`,
      `CONTRIB_MODULES_CONF_DIR=${folder}/modules`,
      `CONTRIB_MODULES_PATH=${folder}/modules`,
      'EJABBERD_BYPASS_WARNINGS=true',
      '',
    ].join('\n'),
  );
}

function forUsers(ip: string): readonly object[] {
  return [
    { ip, port: CLIENT_PORT, module: 'ejabberd_c2s', starttls: false },
    { ip, port: API_PORT, module: 'ejabberd_http', request_handlers: { '/api': 'mod_http_api' } },
  ];
}

async function registerUsers(ip: string, hosts: readonly string[]): Promise<void> {
  for (const host of hosts) {
    const body = JSON.stringify({ user: 'bob', host, password: PASSWORD });
    const answer = await fetch(`http://${ip}:${API_PORT}/api/register`, { method: 'POST', body });
    if (!answer.ok) throw new Error(`ejabberd: ${await answer.text()}`);
  }
}

function user(): { readonly uid: number; readonly gid: number } {
  const idOf = (option: string): number => Number(execFileSync('id', [option, 'ejabberd'], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}

function give(folder: string, uid: number, gid: number): void {
  chownSync(folder, uid, gid);
  for (const name of readdirSync(folder)) chownSync(join(folder, name), uid, gid);
}
