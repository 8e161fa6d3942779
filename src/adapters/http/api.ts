/**
 * The partner API's requests and answers: what stands in their headers. The transport itself is src/http/.
 */
import { type NoAnswer, openConnection } from '../../http/connection.ts';
import type { HttpOptions } from './options.ts';

export interface Request {
  readonly method: 'GET' | 'PATCH' | 'PUT' | 'DELETE';
  /** Below the API's address: `/v1/partners`. */
  readonly path: string;
  /** JSON. */
  readonly body?: string;
  /** A revision, without quotes. */
  readonly ifMatch?: string;
  /** How much longer than others it may take. */
  readonly moreMs?: number;
}

export interface Answer {
  readonly kind: 'answer';
  readonly status: number;
  readonly text: string;
  /** What the server says that it is, in lower case, without parameters. */
  readonly contentType: string;
  readonly etag: string;
  readonly location: string;
  readonly retryAfter: string;
}

export interface Api {
  /** One attempt. Rejects, with the signal's reason, only where it was aborted before it began. */
  readonly send: (request: Request, signal: AbortSignal) => Promise<Answer | NoAnswer>;
  readonly close: () => Promise<void>;
}

/** Larger than the state of 100,000 partners, and no more than fits into memory twice. */
export const MAX_ANSWER_BYTES = 128 * 1024 * 1024;
/** Partners and blocks are read side by side; nothing else needs a second connection. */
const CONNECTIONS = 2;

export function connect({ url, token, ca, cert, key, timeoutMs }: HttpOptions): Api {
  const { origin, pathname } = new URL(url);
  const connection = openConnection({
    origin,
    secret: token,
    timeoutMs,
    maxBytes: MAX_ANSWER_BYTES,
    connections: CONNECTIONS,
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
  });
  return {
    send: async ({ method, path, body, ifMatch, moreMs = 0 }, signal) => {
      const headers = {
        accept: 'application/json',
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(ifMatch !== undefined && { 'if-match': `"${ifMatch}"` }),
      };
      const whole = pathname.replace(/\/$/, '') + path;
      const outcome = await connection.send(
        { method, path: whole, headers, moreMs, ...(body !== undefined && { body }) },
        signal,
      );
      if (outcome.kind === 'no-answer') return outcome;
      const { status, text, header } = outcome;
      return {
        kind: 'answer',
        status,
        text,
        contentType: (header('content-type').split(';')[0] ?? '').trim().toLowerCase(),
        etag: header('etag'),
        location: header('location'),
        retryAfter: header('retry-after'),
      };
    },
    close: connection.close,
  };
}
