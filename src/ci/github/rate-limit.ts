/** When GitHub asks for patience, and how much: primary limits say when they are reset, secondary ones how long to wait. */
import type { RawAnswer } from '../../http/connection.ts';
import { retryAfterMs } from '../../http/passing.ts';

export function isRateLimited({ status, header, text }: RawAnswer): boolean {
  if (status !== 403 && status !== 429) return false;
  if (status === 429 || header('retry-after') !== '' || header('x-ratelimit-remaining') === '0') return true;
  return /"message"\s*:\s*"[^"]*rate limit/i.test(text);
}

/** A secondary limit without a word on how long: GitHub asks for at least a minute. */
const UNSAID_MS = 60_000;

/** 0 where nobody asks for patience. */
export function rateLimitWaitMs(answer: RawAnswer, now: Date): number {
  const asked = answer.header('retry-after');
  if (asked !== '') return retryAfterMs(asked, now);
  if (!isRateLimited(answer)) return 0;
  const reset = Number(answer.header('x-ratelimit-reset'));
  const spent = answer.header('x-ratelimit-remaining') === '0' && Number.isFinite(reset) && reset > 0;
  return spent ? Math.max(0, reset * 1_000 - now.getTime()) + 1_000 : UNSAID_MS;
}
