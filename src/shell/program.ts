/**
 * Starts a program: the only door to zx. zx is made for command lines; here its shell, its command line, its echo and
 * what ZX_… variables say are all switched off: argv is started as it is, in a group of its own.
 *
 * The library is loaded with the first program: who needs none never pays for it.
 */
import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { parse } from 'node:path';
import type { ProcessOutput } from 'zx/core';
import { atOurEnd, endGroup, HAS_GROUPS } from './process-group.ts';

/** All that the program is given: nothing is added. */
export type ProgramEnvironment = Readonly<Record<string, string | undefined>>;

export interface Program {
  readonly child: ChildProcessWithoutNullStreams;
  /** Resolves when it has ended, what it started too, and all that it said was heard. Never rejects. */
  readonly ended: Promise<Ending>;
  /** Ends it and all that it started, and stops listening. Harmless when called again. */
  readonly end: () => void;
}

export interface Ending {
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** Of Node, where it could not be started: ENOENT, EACCES, E2BIG … */
  readonly failure: string | null;
}

/** Never the folder we are in: Windows looks for programs there first, and it may be a stranger's repository. */
const FOLDER = parse(tmpdir()).root;

export async function startProgram(argv: readonly string[], env: ProgramEnvironment): Promise<Program | Ending> {
  const { $, kill } = await import('zx/core');
  const [file = '', ...args] = argv;
  let child: ChildProcessWithoutNullStreams | undefined;
  const start = (): ChildProcess => {
    child = spawn(file, args, { env, cwd: FOLDER, shell: false, detached: HAS_GROUPS, windowsHide: true });
    // a program need not read to the end what it is told
    child.stdin.on('error', () => undefined);
    return child;
  };
  // before it is started: a signal that comes in between would end us alone
  const stopWatching = atOurEnd(() => child !== undefined && endNow(child));
  const running = $({
    // as overloaded as the function it stands for
    spawn: start as typeof spawn,
    store: { stdout: new Forgetful(), stderr: new Forgetful(), stdall: new Forgetful() },
    // what follows is what ZX_… variables could set
    ...{ shell: 'none', prefix: '', postfix: '', cwd: FOLDER, preferLocal: false, detached: false },
    ...{ verbose: false, quiet: true, log: () => undefined, timeout: 0 },
    quote: (word) => word,
    env: {},
    nothrow: true,
  })`program`;
  if (child === undefined) {
    stopWatching();
    return endingOf(await running);
  }
  const { pid } = child;
  const started = child;
  let over = false;
  const ended = (async (): Promise<Ending> => {
    const ending = endingOf(await running);
    over = true;
    stopWatching();
    return ending;
  })();
  // what it leaves behind would hold our pipes open
  if (HAS_GROUPS) started.once('exit', () => endNow(started));
  const end = (): void => {
    if (over || pid === undefined) return;
    if (HAS_GROUPS) endNow(started);
    else void kill(pid).catch(() => endNow(started));
    // and so may somebody who left the group
    if (started.exitCode !== null || started.signalCode !== null) destroyStreams(started);
    else started.once('exit', () => destroyStreams(started));
  };
  return { child: started, ended, end };
}

export function isProgram(started: Program | Ending): started is Program {
  return 'child' in started;
}

function endNow(child: ChildProcess): void {
  if (!HAS_GROUPS) child.kill('SIGKILL');
  else if (child.pid !== undefined) endGroup(child.pid);
}

function destroyStreams({ stdin, stdout, stderr }: ChildProcessWithoutNullStreams): void {
  for (const stream of [stdin, stdout, stderr]) stream.destroy();
}

function endingOf({ exitCode, signal, cause }: ProcessOutput): Ending {
  const failure = cause instanceof Error ? ((cause as NodeJS.ErrnoException).code ?? cause.name) : null;
  return { exitCode, signal, failure };
}

/** zx keeps all that was ever said; whoever listens here has it already, and bounds it. */
class Forgetful extends Array<string | Buffer> {
  override push(): number {
    return 0;
  }
}
