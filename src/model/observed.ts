/** What a server in observe mode has seen: who federates, how, and what enforcing would have refused. */
import type { HealthMode } from './health.ts';
import type { Method } from './negotiation.ts';

export const CERTIFICATES = ['valid', 'invalid', 'none'] as const;
export type Certificate = (typeof CERTIFICATES)[number];

/** Streams of one remote domain, in one direction, authenticated by one method. */
export interface Observation {
  readonly domain: string;
  readonly direction: 'inbound' | 'outbound';
  readonly method: Method;
  /** The lowest TLS version seen; null for a plain stream. */
  readonly tls: string | null;
  /** The server's own verdict on the partner's certificate. */
  readonly certificate: Certificate;
  readonly streams: number;
  /** ISO 8601, UTC. */
  readonly firstSeen: string;
  readonly lastSeen: string;
  /** Why enforcing would have refused it; null where it would have been permitted. */
  readonly refusal: string | null;
}

export interface Observed {
  readonly mode: HealthMode;
  /** How many observations were lost because the record was full. */
  readonly dropped: number;
  readonly observations: readonly Observation[];
}
