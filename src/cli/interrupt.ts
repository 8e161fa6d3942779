/**
 * Ctrl-C. Where something is written: the first stops cleanly and tells the truth, the second stops at once. Elsewhere
 * it ends the process, as ever; but where JSON or a page was asked for, that is what comes out.
 */
import type { ErrorRenderer } from './error-output.ts';
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
    code = exitCodeOf(signal);
    io.stderr.write('\nstopping after what is under way; once more to stop at once\n');
    controller.abort(new Error(`interrupted by ${signal}`));
  });
  return { signal: controller.signal, exitCode: () => code, dispose };
}

/** The edges for a command whose answer is always complete, and that does not watch for interruptions itself. */
export function answerWhenInterrupted(
  io: Io,
  renderError: ErrorRenderer,
): { readonly io: Io; readonly dispose: () => void } {
  let isAnswered = false;
  const write = (text: string): void => {
    isAnswered = true;
    io.stdout.write(text);
  };
  const dispose = io.onInterrupt((signal) => {
    if (!isAnswered)
      write(renderError({ code: 'interrupted', message: `interrupted by ${signal}`, hint: 'run it again' }));
    io.exit(exitCodeOf(signal));
  });
  return { io: { ...io, stdout: { ...io.stdout, write } }, dispose };
}

function exitCodeOf(signal: 'SIGINT' | 'SIGTERM'): ExitCode {
  return signal === 'SIGINT' ? EXIT.interrupted : EXIT.terminated;
}
