/**
 * A real sshd on a loopback address of its own, with keys, known hosts and a client's configuration of its own: nothing
 * of this machine's or this person's is read or written. Who logs in is who runs the tests.
 *
 * Hand `env` to what calls ssh (it is the door's own PARTNERCTL_SSH_CONFIG), and `host` as the name of the host. Other
 * names in the same configuration lead to what goes wrong.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freeAddress } from '../servers/support/addresses.ts';
import { inbox } from '../servers/support/inbox.ts';
import { runFolder } from '../servers/support/run-folder.ts';

export interface SshServerOptions {
  /** Of what is run over there, besides its own: PATH, so that stand-ins are found. */
  readonly env?: Readonly<Record<string, string>>;
  /** Shown to everybody before they log in, as some sites must. */
  readonly banner?: string;
}

export interface SshServer {
  readonly host: 'edge-1';
  /** The same server by other names: our key is not welcome; its key is another one than was known; it was never known. */
  readonly refusing: 'edge-refusing';
  readonly changed: 'edge-changed';
  readonly unknown: 'edge-unknown';
  /** Nobody listens there. */
  readonly absent: 'edge-absent';
  readonly env: { readonly PATH: string; readonly PARTNERCTL_SSH_CONFIG: string };
  readonly ip: string;
  readonly port: number;
  /** Text of the client's configuration, to be added to. */
  readonly configFile: string;
  /** Ends the server, and what was run over there. */
  readonly close: () => Promise<void>;
}

const PORT = 2222;
/** What is run over there outlives its connection; by this it is found. */
const MARK = 'PARTNERCTL_TEST_SSH';

export async function startSshServer({ env = {}, banner }: SshServerOptions = {}): Promise<SshServer> {
  const address = await freeAddress();
  const { ip } = address;
  const folder = mkdtempSync(join(runFolder(), 'ssh-'));
  const inFolder = (name: string): string => join(folder, name);
  const write = (name: string, text: string): string => {
    writeFileSync(inFolder(name), text, { mode: 0o600 });
    return inFolder(name);
  };
  for (const name of ['host', 'key', 'stranger']) makeKey(inFolder(name));
  const publicKey = (name: string): string => readFileSync(inFolder(`${name}.pub`), 'utf8').trim();

  const known = (name: string, key: string): string => `[${name}]:${PORT} ${key}\n`;
  write('known_hosts', known('known', publicKey('host')) + known('changed', publicKey('stranger')));
  const server = {
    ListenAddress: `${ip}:${PORT}`,
    HostKey: inFolder('host'),
    AuthorizedKeysFile: write('authorized_keys', `${publicKey('key')}\n`),
    PidFile: 'none',
    UsePAM: 'no',
    StrictModes: 'no',
    AuthenticationMethods: 'publickey',
    ...(banner !== undefined && { Banner: write('banner', banner) }),
    SetEnv: words({ ...env, [MARK]: folder }),
  };
  const configFile = write('config', clientConfiguration(ip, folder));
  // what the Debian package's own start would make
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true });
  const child = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', write('sshd_config', lines(server))], {
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  const log = inbox<string>('sshd', (line) => line);
  createInterface(child.stderr).on('line', (line) => log.push(line));
  const ended = once(child, 'close').then(([code, signal]) => log.end(`it ended (${signal ?? code})`));
  await log.next((line) => line.startsWith('Server listening on'), 'its port');
  return {
    ...{ host: 'edge-1', refusing: 'edge-refusing', changed: 'edge-changed', unknown: 'edge-unknown' },
    absent: 'edge-absent',
    env: { PATH: process.env['PATH'] ?? '', PARTNERCTL_SSH_CONFIG: configFile },
    ip,
    port: PORT,
    configFile,
    close: async () => {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      await ended;
      endMarked(`${MARK}=${folder}`);
      address.release();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function endMarked(mark: string): void {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(mark)) process.kill(Number(pid), 'SIGKILL');
    } catch {
      // it was gone already, or is not ours
    }
  }
}

function clientConfiguration(ip: string, folder: string): string {
  const common = {
    HostName: ip,
    Port: String(PORT),
    User: userInfo().username,
    IdentitiesOnly: 'yes',
    UserKnownHostsFile: join(folder, 'known_hosts'),
    GlobalKnownHostsFile: '/dev/null',
  };
  const hosts: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    'edge-1': {},
    'edge-refusing': { IdentityFile: join(folder, 'stranger') },
    'edge-changed': { HostKeyAlias: `[changed]:${PORT}` },
    'edge-unknown': { HostKeyAlias: `[unknown]:${PORT}` },
    'edge-absent': { Port: '1' },
  };
  return Object.entries(hosts)
    .map(([name, more]) => {
      const options = { ...common, IdentityFile: join(folder, 'key'), HostKeyAlias: `[known]:${PORT}`, ...more };
      return `Host ${name}\n${lines(options)}`;
    })
    .join('\n');
}

function lines(options: Readonly<Record<string, string>>): string {
  return Object.entries(options)
    .map(([name, value]) => `${name} ${value}\n`)
    .join('');
}

function words(env: Readonly<Record<string, string>>): string {
  return Object.entries(env)
    .map(([name, value]) => `"${name}=${value}"`)
    .join(' ');
}

function makeKey(file: string): void {
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'test', '-f', file]);
}
