/**
 * A program that stays: questions in lines, answers between marks. Whatever goes wrong ends it, because a late answer to
 * one question must never be taken for the answer to the next.
 */
import { type Answer, AnswerReader, type Markers } from './answer-reader.ts';
import { type Launched, launch, type NoAnswer, noAnswer, type ProgramOptions } from './launch.ts';
import { lastLines } from './said.ts';

export interface Session {
  /**
   * Writes `question`, one line, and a newline, and resolves to the text between the next line that equals `begin` and
   * the line that equals `end`; other lines are nobody's (marks that are never used twice cannot be mistaken). One at a
   * time: the next one waits. After a `no-answer` the
   * session is over. Rejects only with the signal's reason, where it was aborted before the question was asked.
   */
  readonly exchange: (question: string, markers: Markers, signal: AbortSignal) => Promise<SessionAnswer>;
  /** Ends the program and all that it started. Harmless when called again. */
  readonly close: () => Promise<void>;
}

export type SessionAnswer = { readonly kind: 'answer'; readonly text: string } | NoAnswer;

/** Enough of what it complained of. */
const STDERR_BYTES = 4096;

/** Started with the first exchange; `argv` as for `run`. */
export function openSession(argv: readonly [string, ...string[]], options: ProgramOptions): Session {
  let launched: Promise<Running | NoAnswer> | undefined;
  let over: NoAnswer | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  const close = async (): Promise<void> => {
    over ??= noAnswer('CLOSED');
    const running = await launched;
    if (running === undefined || 'kind' in running) return;
    running.program.end();
    await running.over;
    await running.forget();
  };
  const ask = async (question: string, markers: Markers, signal: AbortSignal): Promise<SessionAnswer> => {
    signal.throwIfAborted();
    if (over !== undefined) return over;
    launched ??= launch(argv, options).then((each) => ('kind' in each ? each : listening(each)));
    const running = await launched;
    const answer = 'kind' in running ? running : await exchange(running, question, markers, options, signal);
    if (answer.kind === 'answer') return answer;
    over ??= noAnswer('CLOSED', 'it had given no answer before');
    await close();
    return answer;
  };
  return {
    exchange: async (question, markers, signal) => {
      if (/[\r\n]/.test(question)) throw new TypeError('a question is one line');
      const answer = turn.then(async () => await ask(question, markers, signal));
      turn = answer.catch(() => undefined);
      return await answer;
    },
    close,
  };
}

interface Running extends Launched {
  /** Resolves when it has ended, to what that means. */
  readonly over: Promise<NoAnswer>;
}

function listening(launched: Launched): Running {
  const { child, ended } = launched.program;
  let stderr = Buffer.alloc(0);
  child.stderr.on('data', (chunk: Buffer) => {
    stderr = Buffer.concat([stderr, chunk]).subarray(-STDERR_BYTES);
  });
  // heard, so that it never has to wait for us
  child.stdout.resume();
  const over = ended.then(async (ending) => {
    const said = stderr.toString('utf8');
    const end = await launched.meaning(ending, said);
    if (end.kind === 'no-answer') return end;
    return noAnswer('ENDED', [`exit ${end.exitCode}`, lastLines(said)].filter((part) => part !== '').join(': '));
  });
  return { ...launched, over };
}

async function exchange(
  running: Running,
  question: string,
  markers: Markers,
  { timeoutMs, maxBytes }: ProgramOptions,
  signal: AbortSignal,
): Promise<SessionAnswer> {
  const { child } = running.program;
  const reader = new AnswerReader(markers);
  const whole = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  let bytes = 0;
  const { promise, resolve } = withResolvers<Answer | NoAnswer>();
  const onData = (chunk: Buffer): void => {
    bytes += chunk.length;
    const answer = bytes > maxBytes ? noAnswer('TOO_LARGE') : reader.read(chunk);
    if (answer !== undefined) resolve(answer);
  };
  const onAbort = (): void => resolve(noAnswer(signal.aborted ? 'ABORTED' : 'TIMEOUT'));
  whole.addEventListener('abort', onAbort);
  child.stdout.on('data', onData);
  if (whole.aborted) onAbort();
  else child.stdin.write(`${question}\n`);
  const answer = await Promise.race([promise, running.over]);
  whole.removeEventListener('abort', onAbort);
  child.stdout.off('data', onData);
  return answer.kind === 'not-text' ? noAnswer('NOT_TEXT') : answer;
}

/** `Promise.withResolvers` is not in Node 20. */
function withResolvers<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((each) => {
    resolve = each;
  });
  return { promise, resolve };
}
