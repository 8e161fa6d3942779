/** The edges of a command: everything it may see of the outside, injected so that tests run it in-process. */
import type { Readable } from 'node:stream';

export interface OutputStream {
  readonly write: (text: string) => void;
  readonly isTTY: boolean;
  /** The width of the terminal, where it is one. */
  readonly columns?: number;
}

export interface Io {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly stdin: Readable;
  readonly stdinIsTTY: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Runtime and operating system, for bug reports. */
  readonly platform: string;
  /** Whom the operating system says this is. */
  readonly user: string;
  readonly pid: number;
  readonly now: () => Date;
  readonly random: () => number;
  /** Waits; ends early when its signal aborts. */
  readonly delay: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Ends the process at once. */
  readonly exit: (code: number) => void;
  /** Calls back on SIGINT and SIGTERM until the returned function is called. */
  readonly onInterrupt: (callback: (signal: 'SIGINT' | 'SIGTERM') => void) => () => void;
}
