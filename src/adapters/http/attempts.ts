/**
 * A request, tried again where that is safe and may help. Safe is what can be said twice (GET, PUT), and everything
 * that certainly was not processed. A PATCH or DELETE whose answer is lost may have been: it is never sent again here.
 */
import type { AdapterContext } from '../../model/adapter.ts';
import type { Answer, Api, NoAnswer, Request } from './api.ts';
import { decodeProblem } from './codec.ts';

export const ATTEMPTS = 3;
const FIRST_BACK_OFF_MS = 250;
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

/** No connection was made. */
const NEVER_ARRIVED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);
const MAY_PASS = new Set([
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'TIMEOUT',
  'UND_ERR_SOCKET',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
]);

export function neverArrived({ code }: NoAnswer): boolean {
  return NEVER_ARRIVED.has(code);
}

export function mayPass({ code }: NoAnswer): boolean {
  return NEVER_ARRIVED.has(code) || MAY_PASS.has(code);
}

/** 125 to 250 ms, then twice that; longer where the server asks for it. */
function waitBefore(count: number, outcome: Answer | NoAnswer, { random, now }: Edges): number {
  const longest = FIRST_BACK_OFF_MS * 2 ** (count - 1);
  const ours = (longest * (1 + random())) / 2;
  return outcome.kind === 'answer' ? Math.max(ours, retryAfterMs(outcome.retryAfter, now())) : ours;
}

/** RFC 9110 §10.2.3: seconds, or a date. 0 where it says neither. */
export function retryAfterMs(header: string, now: Date): number {
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? 0 : Math.max(0, date - now.getTime());
}
