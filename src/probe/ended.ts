/** How a connection ends before everything was seen: thrown inside an attempt, which makes evidence of it. */
import type { AttemptEnd } from '../model/probe.ts';
import { boundedText } from './bounded-text.ts';
import { NAME_LENGTH, TEXT_LENGTH } from './limits.ts';

export class Ended extends Error {
  readonly end: AttemptEnd;

  constructor(end: AttemptEnd) {
    super(`the connection ended: ${end.kind}`);
    this.end = end;
  }
}

/** Why a run stops before its end. The signal of a run is aborted with an Ended of this kind as its reason. */
export type CutShort = 'interruption' | 'deadline';

export function cutShortBy(signal: AbortSignal): CutShort {
  const { reason } = signal as { readonly reason: unknown };
  return reason instanceof Ended && reason.end.kind === 'cut-short' ? reason.end.by : 'interruption';
}

const UNREACHABLE: ReadonlySet<string> = new Set([
  'ENETUNREACH',
  'EHOSTUNREACH',
  'ENETDOWN',
  'EHOSTDOWN',
  'EADDRNOTAVAIL',
  'EAFNOSUPPORT',
  'EACCES',
  'EPERM',
  'EINVAL',
]);

/** A socket's error → how the attempt ended. */
export function endOfError(error: Error, elapsedMs: number): AttemptEnd {
  const { code = 'UNKNOWN', errno } = error as NodeJS.ErrnoException;
  if (code === 'ECONNREFUSED') return { kind: 'refused' };
  if (UNREACHABLE.has(code)) return { kind: 'unreachable', code };
  if (code === 'ETIMEDOUT') return { kind: 'timeout', afterMs: Math.round(elapsedMs) };
  // Node says ECONNRESET, without the system's number, for an orderly end in the middle of a handshake.
  if (code === 'ECONNRESET' && errno === undefined) return { kind: 'closed', properly: false };
  if (code === 'ECONNRESET' || code === 'EPIPE' || code === 'ECONNABORTED') return { kind: 'reset' };
  if (/^E(?:RR_|PROTO)/.test(code))
    return {
      kind: 'tls-failure',
      code: boundedText(code, NAME_LENGTH),
      text: boundedText(tlsText(error), TEXT_LENGTH),
    };
  return { kind: 'unreachable', code: boundedText(code, NAME_LENGTH) };
}

/** OpenSSL's reason without its addresses and source files. */
function tlsText(error: Error): string {
  return 'reason' in error && typeof error.reason === 'string' ? error.reason : error.message.trim();
}
