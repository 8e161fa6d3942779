/** What a server says of itself: whether it enforces, since when its word counts, and what its own options rule out. */
import type { Method } from './negotiation.ts';

/** `observe`: it refuses nothing, and records what it would refuse. */
export const HEALTH_MODES = ['enforce', 'observe'] as const;
export type HealthMode = (typeof HEALTH_MODES)[number];

/** An option of the server that rules methods out, whatever a partner permits. */
export interface ServerLimit {
  readonly option: string;
  readonly value: string;
  readonly excludes: readonly Method[];
  /** The remote domains that it is confined to; null: all. */
  readonly only: readonly string[] | null;
  /** Remote domains that it does not touch. */
  readonly except: readonly string[];
}

/** What the configuration says that the deployment does for all partners alike, and the live server does otherwise. */
export interface Departure {
  /** As the configuration names it: `tlsNegotiation`. */
  readonly setting: string;
  readonly declared: string;
  /** What the server does, in words that a person finds there: `Optional (s2s_use_starttls: optional)`. */
  readonly live: string;
  /** Of which part of the server: a virtual host. */
  readonly where: string;
}

export interface Health {
  /** Every host and component that federates enforces the partners of `revision`. */
  readonly enforcing: boolean;
  readonly mode: HealthMode;
  /** Of what is enforced; null where the server cannot say. */
  readonly revision: string | null;
  /** Each reason why it does not enforce; empty exactly when it does. */
  readonly reasons: readonly string[];
  readonly limits: readonly ServerLimit[];
  /** Empty where nothing is declared. */
  readonly departures: readonly Departure[];
}

export function touches({ only, except }: ServerLimit, domain: string): boolean {
  return (only === null || only.includes(domain)) && !except.includes(domain);
}

export function departureWords({ setting, declared, live, where }: Departure): string {
  return `${where} does ${setting}: ${live}, and \`enforces\` declares ${declared}`;
}
