/** The real edges, and the only place that touches the process. */
import { userInfo } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import type { Io, OutputStream } from './io.ts';
import { main } from './main.ts';

export async function runProcess(): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', ignoreClosedPipe);
  process.exitCode = await main(process.argv.slice(2), realIo(), __VERSION__);
}

/** `partnerctl plan | head` closes our output early; that is no failure. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
}

function realIo(): Io {
  return {
    stdout: output(process.stdout),
    stderr: output(process.stderr),
    // made when it is asked for, which few commands do: it would cost each of them 4 ms
    get stdin() {
      return process.stdin;
    },
    get stdinIsTTY() {
      return process.stdin.isTTY === true;
    },
    env: process.env,
    cwd: process.cwd(),
    platform: `Node ${process.version}, ${process.platform}`,
    user: userName(),
    pid: process.pid,
    now: () => new Date(),
    random: () => Math.random(),
    delay: async (ms, signal) => await wait(ms, undefined, { signal }),
    exit: (code) => process.exit(code),
    onInterrupt: (callback) => {
      process.on('SIGINT', callback).on('SIGTERM', callback);
      return () => process.off('SIGINT', callback).off('SIGTERM', callback);
    },
  };
}

/** Accounts without a name exist, in containers. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}

function output(stream: NodeJS.WriteStream): OutputStream {
  return {
    write: (text) => void stream.write(text),
    isTTY: stream.isTTY === true,
    get columns() {
      return stream.columns;
    },
  };
}
