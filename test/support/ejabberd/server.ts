/** A real ejabberd for tests: on an address of its own, reloaded, killed and started again at will, gone with us. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freeAddress } from '../../servers/support/addresses.ts';
import { type Inbox, inbox } from '../../servers/support/inbox.ts';
import { runFolder } from '../../servers/support/run-folder.ts';
import { PASSWORD } from '../../servers/support/server-options.ts';
import { type EjabberdOptions, mainFile, otherFiles, type Place, PORTS } from './configuration.ts';
import { CTL, ejabberdUser, type User } from './installation.ts';

export interface Answer {
  readonly status: number;
  readonly text: string;
}

export interface Ejabberd {
  readonly ip: string;
  readonly port: number;
  readonly directTlsPort: number;
  readonly clientPort: number;
  /** Where everything is, owned by its user; the main file is `ejabberd.yml`. */
  readonly folder: string;
  /** Whom it runs as. */
  readonly user: User;
  /** Where its commands are over HTTP, without a slash at the end. */
  readonly api: string;
  /** `ejabberdctl` for this server, with all the arguments that it needs. */
  readonly ctl: readonly [string, ...string[]];
  readonly log: Pick<Inbox<string>, 'next' | 'all'>;
  /** Asks over HTTP. */
  readonly command: (name: string, args?: object) => Promise<Answer>;
  /** Writes the main file anew; nothing happens before it is reloaded. */
  readonly configure: (change: Partial<EjabberdOptions>) => void;
  /** Writes a file that belongs to its user. */
  readonly write: (name: string, text: string) => void;
  readonly reload: () => Promise<Answer>;
  readonly kill: () => Promise<void>;
  readonly start: () => Promise<void>;
  readonly close: () => Promise<void>;
}

interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<unknown>;
}

/** `files`: what else the main file includes, by name in its folder. */
export async function startEjabberd(
  options: EjabberdOptions,
  files: Readonly<Record<string, string>> = {},
): Promise<Ejabberd> {
  const address = await freeAddress();
  const { ip } = address;
  const folder = mkdtempSync(join(runFolder(), 'ejabberd-'));
  const place: Place = { folder, ip };
  const user = ejabberdUser();
  const write = (name: string, text: string): void => {
    writeFileSync(join(folder, name), text);
    chownSync(join(folder, name), user.uid, user.gid);
  };
  mkdirSync(join(folder, 'modules'));
  for (const [name, text] of Object.entries({ ...otherFiles(place, options), ...files })) write(name, text);
  write('ejabberd.yml', mainFile(place, options));
  give(folder, user);
  const ctlWith = (name: string): readonly [string, ...string[]] => {
    const places = ['--config-dir', folder, '--ctl-config', join(folder, name), '--spool', folder];
    return [CTL, ...places, '--logs', folder];
  };
  const log = inbox<string>('ejabberd', (line) => line);
  const api = `http://${ip}:${PORTS.api}/api`;
  const command = async (name: string, args: object = {}): Promise<Answer> => {
    const answer = await fetch(`${api}/${name}`, { method: 'POST', body: JSON.stringify(args) });
    return { status: answer.status, text: await answer.text() };
  };
  let running: Running | undefined;
  const start = async (): Promise<void> => {
    running = run(ctlWith('ejabberdctl.cfg'), folder, user, log);
    const listeners = options.certificate === undefined ? [PORTS.s2s] : [PORTS.s2s, PORTS.directTls];
    const dead = running.ended.then(() =>
      Promise.reject(new Error(`it does not start:\n${log.all.slice(-20).join('\n')}`)),
    );
    // looked at only while it starts
    dead.catch(() => undefined);
    for (const port of listeners) {
      const listens = log.next((line) => line.includes(`connections at ${ip}:${port}`), `port ${port}`, 60_000);
      await Promise.race([listens, dead]);
    }
  };
  const kill = async (): Promise<void> => {
    if (running?.child.pid !== undefined) process.kill(-running.child.pid, 'SIGKILL');
    await running?.ended;
    running = undefined;
  };
  await start();
  if (options.users === true) await registerUsers(command, Object.keys(options.hosts));
  return {
    ip,
    port: PORTS.s2s,
    directTlsPort: PORTS.directTls,
    clientPort: PORTS.client,
    folder,
    user,
    api,
    ctl: ctlWith('client.cfg'),
    log,
    command,
    configure: (change) => write('ejabberd.yml', mainFile(place, { ...options, ...change })),
    write,
    reload: () => command('reload_config'),
    kill,
    start,
    close: async () => {
      await kill();
      address.release();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function run(ctl: readonly string[], folder: string, { uid, gid }: User, log: Inbox<string>): Running {
  const args = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--pdeathsig', 'KILL', ...ctl, 'foreground'];
  const child = spawn('setpriv', args, {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
    // with what it starts
    detached: true,
  });
  for (const stream of [child.stdout, child.stderr]) createInterface(stream).on('line', (line) => log.push(line));
  const ended = once(child, 'close');
  return { child, ended };
}

async function registerUsers(command: Ejabberd['command'], hosts: readonly string[]): Promise<void> {
  for (const host of hosts) {
    const { status, text } = await command('register', { user: 'bob', host, password: PASSWORD });
    if (status !== 200) throw new Error(`ejabberd: ${text}`);
  }
}

function give(folder: string, { uid, gid }: User): void {
  chownSync(folder, uid, gid);
  for (const name of readdirSync(folder)) chownSync(join(folder, name), uid, gid);
}
