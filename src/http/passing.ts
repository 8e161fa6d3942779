/** What a missing answer means: was anything sent at all, and may the same request succeed a moment later? */
import type { NoAnswer } from './connection.ts';

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

/** RFC 9110 §10.2.3: seconds, or a date. 0 where it says neither. */
export function retryAfterMs(header: string, now: Date): number {
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? 0 : Math.max(0, date - now.getTime());
}
