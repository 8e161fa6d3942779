/**
 * One PowerShell session for a whole run: started with the first request, and again after one whose answer was lost.
 * The transport of the lync adapter: it knows lines, not partners.
 */
import { randomUUID } from 'node:crypto';
import type { Decoded } from '../../json/read.ts';
import type { NoAnswer } from '../../shell/launch.ts';
import { openSession, type Session } from '../../shell/session.ts';
import { SHELL_ARGUMENTS } from './bootstrap.ts';
import { decodeStarted, encodeRequest, encodeStart, type Request, type Started } from './codec.ts';
import type { SessionOptions } from './options.ts';
import { SESSION_SCRIPT } from './session-script.ts';

/** Larger than the state of 100,000 partners. */
const MAX_ANSWER_BYTES = 128 * 1024 * 1024;

export type Reply<T> =
  | { readonly kind: 'answer'; readonly value: T }
  | { readonly kind: 'undecodable'; readonly problem: string }
  | NoAnswer;

export interface Api {
  /** The shell and the module that were found; starts the session where there is none. */
  readonly start: (signal: AbortSignal) => Promise<Reply<Started>>;
  /** Rejects, with the signal's reason, only where it was aborted before it began. */
  readonly ask: <T>(request: Request, decode: (json: string) => Decoded<T>, signal: AbortSignal) => Promise<Reply<T>>;
  readonly close: () => Promise<void>;
}

interface Running {
  readonly session: Session;
  readonly name: string;
  readonly started: Started;
  asked: number;
}

export function connect(
  { shell, host, timeoutMs }: SessionOptions,
  env: Readonly<Record<string, string | undefined>>,
): Api {
  let running: Running | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  const exchange = async <T>(
    session: Session,
    line: string,
    mark: string,
    decode: (json: string) => Decoded<T>,
    signal: AbortSignal,
  ): Promise<Reply<T>> => {
    const markers = { begin: `partnerctl-begin ${mark}`, end: `partnerctl-end ${mark}` };
    const said = await session.exchange(line, markers, signal);
    if (said.kind === 'no-answer') return said;
    const decoded = decode(said.text);
    return 'problem' in decoded
      ? { kind: 'undecodable', problem: decoded.problem }
      : { kind: 'answer', value: decoded.value };
  };
  const end = async (session: Session): Promise<void> => {
    running = undefined;
    await session.close();
  };
  const begin = async (signal: AbortSignal): Promise<Running | Exclude<Reply<Started>, { kind: 'answer' }>> => {
    signal.throwIfAborted();
    if (running !== undefined) return running;
    const session = openSession([shell, ...SHELL_ARGUMENTS], {
      env,
      timeoutMs,
      maxBytes: MAX_ANSWER_BYTES,
      ...(host !== undefined && { host }),
    });
    const name = randomUUID();
    const reply = await exchange(session, encodeStart(name, SESSION_SCRIPT), `${name} 0`, decodeStarted, signal);
    if (reply.kind === 'answer') {
      running = { session, name, started: reply.value, asked: 0 };
      return running;
    }
    await end(session);
    return reply;
  };
  /** One after the other, whoever asks. */
  const inTurn = <T>(run: () => Promise<T>): Promise<T> => {
    const mine = turn.then(run);
    turn = mine.catch(() => undefined);
    return mine;
  };
  return {
    start: (signal) =>
      inTurn(async () => {
        const now = await begin(signal);
        return 'kind' in now ? now : { kind: 'answer', value: now.started };
      }),
    ask: (request, decode, signal) =>
      inTurn(async () => {
        const now = await begin(signal);
        if ('kind' in now) return now;
        now.asked += 1;
        const { session, name, asked } = now;
        const reply = await exchange(session, encodeRequest(asked, request), `${name} ${asked}`, decode, signal);
        if (reply.kind === 'no-answer') await end(session);
        return reply;
      }),
    close: async () => {
      if (running !== undefined) await end(running.session);
    },
  };
}
