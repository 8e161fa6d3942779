/** One program, run to its end: what it said, or why there is no answer. No shell is involved on this machine. */
import { isUtf8 } from 'node:buffer';
import { launch, type NoAnswer, noAnswer, type ProgramOptions } from './launch.ts';

export type Run =
  | { readonly kind: 'ended'; readonly exitCode: number; readonly stdout: string; readonly stderr: string }
  | NoAnswer;

/**
 * `argv` is constant text of the caller, or checked by it: a program's name or absolute path, and its arguments; over
 * SSH each word is quoted for the shell over there (ssh.ts). `input` goes to its standard input. Rejects only with the
 * signal's reason, where it was aborted before it began.
 */
export async function run(
  argv: readonly [string, ...string[]],
  input: string,
  options: ProgramOptions,
  signal: AbortSignal,
): Promise<Run> {
  signal.throwIfAborted();
  const launched = await launch(argv, options);
  if ('kind' in launched) return launched;
  try {
    const { program, meaning } = launched;
    const { child, ended, end } = program;
    const whole = AbortSignal.any([signal, AbortSignal.timeout(options.timeoutMs)]);
    const heard = { stdout: new Heard(), stderr: new Heard() };
    let tooLarge = false;
    for (const name of ['stdout', 'stderr'] as const)
      child[name].on('data', (chunk: Buffer) => {
        heard[name].add(chunk);
        if (heard.stdout.bytes + heard.stderr.bytes <= options.maxBytes) return;
        tooLarge = true;
        end();
      });
    whole.addEventListener('abort', end);
    // while the library was loaded
    if (whole.aborted) end();
    child.stdin.end(input);
    const ending = await ended;
    whole.removeEventListener('abort', end);

    if (tooLarge) return noAnswer('TOO_LARGE');
    if (whole.aborted && ending.exitCode === null) return noAnswer(signal.aborted ? 'ABORTED' : 'TIMEOUT');
    const [stdout, stderr] = [heard.stdout.whole(), heard.stderr.whole()];
    const exit = await meaning(ending, stderr.toString('utf8'));
    if (exit.kind === 'no-answer') return exit;
    if (!isUtf8(stdout) || !isUtf8(stderr)) return noAnswer('NOT_TEXT');
    return { kind: 'ended', exitCode: exit.exitCode, stdout: stdout.toString('utf8'), stderr: stderr.toString('utf8') };
  } finally {
    await launched.forget();
  }
}

class Heard {
  readonly #chunks: Buffer[] = [];
  bytes = 0;

  add(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.bytes += chunk.length;
  }

  whole(): Buffer {
    return Buffer.concat(this.#chunks);
  }
}
