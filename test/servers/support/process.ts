/** A Prosody process: started, listened to, killed. It does not outlive us, however we end. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { type Inbox, inbox } from './inbox.ts';
import { prosodyUser } from './run-folder.ts';

export interface ProsodyProcess {
  readonly pid: number;
  readonly log: Inbox<string>;
  /** Resolves with what ended it. */
  readonly ended: Promise<string>;
  readonly signal: (name: NodeJS.Signals) => void;
}

export function startProsody(name: string, script: string, config: string, folder: string): ProsodyProcess {
  const user = prosodyUser();
  const asProsody = user === undefined ? [] : [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups'];
  // pdeathsig: the kernel kills it when the process that runs the tests is gone, even if that was killed itself
  const args = [...asProsody, '--pdeathsig', 'KILL', 'lua5.4', script, '-F', '--config', config];
  const child = spawn('setpriv', args, {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log = inbox<string>(name, (line) => line);
  for (const stream of [child.stdout, child.stderr]) createInterface(stream).on('line', (line) => log.push(line));
  const ended = endOf(child);
  void ended.then((how) => log.end(`it ended (${how})`));
  return {
    pid: child.pid ?? -1,
    log,
    ended,
    signal: (signal) => void child.kill(signal),
  };
}

async function endOf(child: ChildProcess): Promise<string> {
  const failure = once(child, 'error').then(([error]) => String(error));
  const close = once(child, 'close').then(([code, signal]) => String(signal ?? `exit ${code}`));
  // whichever comes second never matters, and `once` rejects when an error comes first
  return await Promise.race([close.catch(String), failure]);
}
