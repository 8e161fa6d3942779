/**
 * A request, tried again where that is safe and may help. Safe is what can be said twice (GET, PUT), and everything
 * that certainly was not processed. A PATCH or DELETE whose answer is lost may have been: it is never sent again here.
 */
import type { NoAnswer } from '../../http/connection.ts';
import { mayPass, neverArrived, retryAfterMs } from '../../http/passing.ts';
import type { AdapterContext } from '../../model/adapter.ts';
import type { Answer, Api, Request } from './api.ts';
import { decodeProblem } from './codec.ts';

export const ATTEMPTS = 3;
const FIRST_BACK_OFF_MS = 500;
/** A server that asks for more patience is not waited for: the error says how long. */
export const LONGEST_WAIT_MS = 20_000;

type Edges = Pick<AdapterContext, 'random' | 'delay' | 'now'>;

/** Rejects with the signal's reason where nothing was written yet. */
export async function attempt(
  api: Api,
  request: Request,
  edges: Edges,
  signal: AbortSignal,
): Promise<Answer | NoAnswer> {
  for (let count = 1; ; count++) {
    const outcome = await api.send(request, signal);
    if (signal.aborted && isHarmless(request, outcome)) throw signal.reason;
    if (count === ATTEMPTS || !mayRepeat(request, outcome)) return outcome;
    const wait = waitBefore(count, outcome, edges);
    if (wait > LONGEST_WAIT_MS) return outcome;
    await edges.delay(wait, signal).catch(() => undefined);
    signal.throwIfAborted();
  }
}

function isHarmless({ method }: Request, outcome: Answer | NoAnswer): boolean {
  return outcome.kind === 'no-answer' && (method === 'GET' || neverArrived(outcome));
}

const BUSY = new Set([429, 503]);
const GATEWAY = new Set([502, 504]);

function mayRepeat({ method }: Request, outcome: Answer | NoAnswer): boolean {
  const saidTwice = method === 'GET' || method === 'PUT';
  if (outcome.kind === 'no-answer') return neverArrived(outcome) || (saidTwice && mayPass(outcome));
  if (saidTwice) return BUSY.has(outcome.status) || GATEWAY.has(outcome.status);
  // only the server itself can know that it did nothing: a proxy may say 503 after the fact
  return BUSY.has(outcome.status) && decodeProblem(outcome.text) !== undefined;
}

/** 250 to 500 ms, then twice that; longer where the server asks for it. */
function waitBefore(count: number, outcome: Answer | NoAnswer, { random, now }: Edges): number {
  const longest = FIRST_BACK_OFF_MS * 2 ** (count - 1);
  const ours = (longest * (1 + random())) / 2;
  return outcome.kind === 'answer' ? Math.max(ours, retryAfterMs(outcome.retryAfter, now())) : ours;
}
