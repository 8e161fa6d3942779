/** Ctrl-C: the first stops cleanly and tells the truth, the second stops at once. */
import { EXIT, type ExitCode } from './exit-codes.ts';
import type { Io } from './io.ts';

export interface Interruption {
  readonly signal: AbortSignal;
  /** The exit code where it was interrupted, undefined otherwise. */
  readonly exitCode: () => ExitCode | undefined;
  readonly dispose: () => void;
}

export function watchInterrupts(io: Io): Interruption {
  const controller = new AbortController();
  let code: ExitCode | undefined;
  const dispose = io.onInterrupt((signal) => {
    if (code !== undefined) return io.exit(code);
    code = signal === 'SIGINT' ? EXIT.interrupted : EXIT.terminated;
    io.stderr.write('\nstopping after what is under way; once more to stop at once\n');
    controller.abort(new Error(`interrupted by ${signal}`));
  });
  return { signal: controller.signal, exitCode: () => code, dispose };
}
