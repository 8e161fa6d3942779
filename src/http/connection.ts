/**
 * The transport of everything that speaks HTTP, and the only door to undici: one request, one answer, or why there is
 * none. It knows HTTP and TLS, not what is asked for. Redirects are not followed, certificates are always checked, and
 * what comes back is bounded in size and time.
 *
 * The library is loaded with the first request: who needs no server never pays for it.
 */
import { isUtf8 } from 'node:buffer';
import type { Pool } from 'undici';

export interface ConnectionOptions {
  /** Scheme, host and port. */
  readonly origin: string;
  /** Goes into the requests' headers; whoever says it aloud gets nothing of what it says shown. Null: there is none. */
  readonly secret: string | null;
  /** For one request, whole. */
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly connections: number;
  /** PEM. With `ca` only these are trusted; without it, those that Node brings. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

export interface RawRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** How much longer than others it may take. */
  readonly moreMs?: number;
}

export interface RawAnswer {
  readonly kind: 'answer';
  readonly status: number;
  readonly text: string;
  /** Empty where there is none; the name in lower case. */
  readonly header: (name: string) => string;
}

export interface NoAnswer {
  readonly kind: 'no-answer';
  /** Of Node, OpenSSL or undici: ECONNREFUSED, CERT_HAS_EXPIRED, UND_ERR_BODY_TIMEOUT … */
  readonly code: string;
}

export interface Connection {
  /** One attempt. Rejects, with the signal's reason, only where it was aborted before it began. */
  readonly send: (request: RawRequest, signal: AbortSignal) => Promise<RawAnswer | NoAnswer>;
  readonly close: () => Promise<void>;
}

const CONNECT_TIMEOUT_MS = 10_000;

export function openConnection(options: ConnectionOptions): Connection {
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

async function openPool(options: ConnectionOptions): Promise<Pool> {
  const { origin, connections, timeoutMs, maxBytes, ca, cert, key } = options;
  const { Pool } = await import('undici');
  return new Pool(origin, {
    connections,
    pipelining: 1,
    maxResponseSize: maxBytes,
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
  { method, path, headers: sent, body, moreMs = 0 }: RawRequest,
  { secret, timeoutMs }: ConnectionOptions,
  signal: AbortSignal,
): Promise<RawAnswer | NoAnswer> {
  const longest = timeoutMs + moreMs;
  const whole = AbortSignal.timeout(longest);
  try {
    const {
      statusCode,
      headers,
      body: stream,
    } = await pool.request({
      method,
      path,
      headers: { 'user-agent': 'partnerctl', ...sent },
      ...(body !== undefined && { body }),
      headersTimeout: longest,
      bodyTimeout: longest,
      signal: AbortSignal.any([signal, whole]),
    });
    const bytes = Buffer.from(await stream.arrayBuffer());
    const header = (name: string): string => [headers[name] ?? ''].flat().join(', ');
    const text = bytes.toString('utf8');
    if (header('content-encoding') !== '' || !isUtf8(bytes)) return { kind: 'no-answer', code: 'NOT_TEXT' };
    const echoes = secret !== null && [text, header('location')].some((said) => said.includes(secret));
    return echoes ? { kind: 'no-answer', code: 'ECHO' } : { kind: 'answer', status: statusCode, text, header };
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
