/**
 * The transport: one request, one answer, or why there is none. It knows HTTP and TLS, not partners. Redirects are not
 * followed, certificates are always checked, and what comes back is bounded in size and time.
 *
 * The library is loaded with the first request: who plans for another adapter never pays for it.
 */
import { isUtf8 } from 'node:buffer';
import type { Pool } from 'undici';
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

export interface NoAnswer {
  readonly kind: 'no-answer';
  /** Of Node, OpenSSL or undici: ECONNREFUSED, CERT_HAS_EXPIRED, UND_ERR_BODY_TIMEOUT … */
  readonly code: string;
}

export interface Api {
  /** One attempt. Rejects, with the signal's reason, only where it was aborted before it began. */
  readonly send: (request: Request, signal: AbortSignal) => Promise<Answer | NoAnswer>;
  readonly close: () => Promise<void>;
}

/** Larger than the state of 100,000 partners, and no more than fits into memory twice. */
export const MAX_ANSWER_BYTES = 128 * 1024 * 1024;
const CONNECT_TIMEOUT_MS = 10_000;
/** Partners and blocks are read side by side; nothing else needs a second connection. */
const CONNECTIONS = 2;

export function connect(options: HttpOptions): Api {
  let pool: Promise<Pool> | undefined;
  let closed = false;
  return {
    send: async (request, signal) => {
      signal.throwIfAborted();
      if (closed) return { kind: 'no-answer', code: 'CLOSED' };
      pool ??= openPool(options);
      return await send(await pool, request, options, signal);
    },
    close: async () => {
      closed = true;
      await (await pool)?.destroy();
    },
  };
}

async function openPool({ url, ca, cert, key, timeoutMs }: HttpOptions): Promise<Pool> {
  const { Pool } = await import('undici');
  return new Pool(new URL(url).origin, {
    connections: CONNECTIONS,
    pipelining: 1,
    maxResponseSize: MAX_ANSWER_BYTES,
    connect: {
      timeout: Math.min(CONNECT_TIMEOUT_MS, timeoutMs),
      minVersion: 'TLSv1.2',
      // said aloud, so that NODE_TLS_REJECT_UNAUTHORIZED does not count
      rejectUnauthorized: true,
      ...(ca !== undefined && { ca }),
      ...(cert !== undefined && { cert }),
      ...(key !== undefined && { key }),
    },
  });
}

async function send(
  pool: Pool,
  { method, path, body, ifMatch, moreMs = 0 }: Request,
  { url, token, timeoutMs }: HttpOptions,
  signal: AbortSignal,
): Promise<Answer | NoAnswer> {
  const longest = timeoutMs + moreMs;
  const whole = AbortSignal.timeout(longest);
  try {
    const {
      statusCode,
      headers,
      body: stream,
    } = await pool.request({
      method,
      path: new URL(url).pathname.replace(/\/$/, '') + path,
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${token}`,
        'user-agent': 'partnerctl',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(ifMatch !== undefined && { 'if-match': `"${ifMatch}"` }),
      },
      ...(body !== undefined && { body }),
      headersTimeout: longest,
      bodyTimeout: longest,
      signal: AbortSignal.any([signal, whole]),
    });
    const bytes = Buffer.from(await stream.arrayBuffer());
    const header = (name: string): string => [headers[name] ?? ''].flat().join(', ');
    const answer: Answer = {
      kind: 'answer',
      status: statusCode,
      text: bytes.toString('utf8'),
      contentType: (header('content-type').split(';')[0] ?? '').trim().toLowerCase(),
      etag: header('etag'),
      location: header('location'),
      retryAfter: header('retry-after'),
    };
    if (header('content-encoding') !== '' || !isUtf8(bytes)) return { kind: 'no-answer', code: 'NOT_TEXT' };
    // whoever says our secret aloud gets nothing of what it says shown
    const echoes = [answer.text, answer.location].some((said) => said.includes(token));
    return echoes ? { kind: 'no-answer', code: 'ECHO' } : answer;
  } catch (error) {
    const code = signal.aborted ? 'ABORTED' : whole.aborted ? 'TIMEOUT' : codeOf(error);
    return { kind: 'no-answer', code };
  }
}

/** Of an error, or of those that it is made of: several addresses were tried. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'UNKNOWN';
  const { code } = error as NodeJS.ErrnoException;
  if (typeof code === 'string' && code !== '') return code;
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  return error.cause === undefined ? error.name : codeOf(error.cause);
}
