/** Runs the command line in this process, with edges that a test controls. */
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import type { Io } from '../../src/cli/io.ts';
import { main } from '../../src/cli/main.ts';
import { ISOLATED_ENVIRONMENT } from './git-repository.ts';

export interface CliRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly cwd: string;
  /** What a person types; with it, stdin is a terminal. */
  readonly answer?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly now?: Date;
  /** Waits as long as it says without it; `atOnce` where nothing happens meanwhile. */
  readonly delay?: Io['delay'];
  /** Makes stdout a terminal of this width. */
  readonly columns?: number;
  /** Is given the function that interrupts, as Ctrl-C would. */
  readonly onStart?: (interrupt: (signal: 'SIGINT' | 'SIGTERM') => void) => void;
  /** Called as soon as a command listens for Ctrl-C. */
  readonly onInterruptible?: (interrupt: (signal: 'SIGINT' | 'SIGTERM') => void) => void;
  /** Is given everything that is written to stderr, as it is written. */
  readonly onError?: (text: string) => void;
}

/** For back-off before an attempt that is to fail as the one before. */
export const atOnce: Io['delay'] = async (_ms, signal) => signal.throwIfAborted();

export const NOW = new Date('2026-11-22T12:00:00Z');

/** Whatever runs the tests: no colours, no CI. */
const QUIET_ENVIRONMENT = {
  NO_COLOR: undefined,
  FORCE_COLOR: undefined,
  GITHUB_ACTOR: undefined,
  GITLAB_USER_LOGIN: undefined,
};

/** Edges, and what is written to them. */
export function testIo(options: CliOptions) {
  const written = { stdout: [] as string[], stderr: [] as string[] };
  const interrupts = new Set<(signal: 'SIGINT' | 'SIGTERM') => void>();
  const io: Io = {
    stdout: {
      write: (text) => void written.stdout.push(text),
      isTTY: options.columns !== undefined,
      ...(options.columns !== undefined && { columns: options.columns }),
    },
    stderr: {
      write: (text) => {
        written.stderr.push(text);
        options.onError?.(text);
      },
      isTTY: false,
    },
    stdin: Readable.from(options.answer === undefined ? [] : [`${options.answer}\n`]),
    stdinIsTTY: options.answer !== undefined,
    env: { ...ISOLATED_ENVIRONMENT, ...QUIET_ENVIRONMENT, ...options.env },
    cwd: options.cwd,
    platform: 'Node v20.0.0, test',
    user: 'tester',
    pid: process.pid,
    now: () => options.now ?? NOW,
    random: () => 0.5,
    delay: options.delay ?? (async (ms, signal) => await wait(ms, undefined, { signal })),
    exit: (code) => {
      throw new Error(`exit ${code}`);
    },
    onInterrupt: (callback) => {
      interrupts.add(callback);
      queueMicrotask(() => options.onInterruptible?.(interrupt));
      return () => interrupts.delete(callback);
    },
  };
  const interrupt = (signal: 'SIGINT' | 'SIGTERM'): void => {
    for (const callback of interrupts) callback(signal);
  };
  return { io, written, interrupt };
}

export async function cli(argv: readonly string[], options: CliOptions): Promise<CliRun> {
  const { io, written, interrupt } = testIo(options);
  options.onStart?.(interrupt);
  const code = await main(argv, io, '0.0.0-test');
  return { code, stdout: written.stdout.join(''), stderr: written.stderr.join('') };
}
