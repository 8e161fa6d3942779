/** What the domains of one run share. */
import type { Socket } from 'node:net';
import type { Attempt, Presented, Vantage } from '../model/probe.ts';
import type { Dns } from './dns.ts';
import type { ProbeLimits } from './limits.ts';
import type { Gate, Politeness } from './politeness.ts';
import type { TlsClient } from './tls-client.ts';

/** What is to be asked. */
export interface Question {
  /** A-labels. */
  readonly domain: string;
  /** The partner's; null: DNS decides. */
  readonly proxyFqdn: string | null;
}

/** Where nobody listened, and who found out: that does not depend on the domain. */
export interface Unreached extends Pick<Attempt, 'phase' | 'end' | 'milliseconds'> {
  readonly domain: string;
}

export interface Run {
  readonly vantage: Vantage;
  readonly presented: Presented;
  readonly tls: TlsClient;
  readonly allowPrivate: boolean;
  /** Where no SRV record names one. */
  readonly port: number;
  readonly limits: ProbeLimits;
  readonly dns: Dns;
  readonly lookups: Gate;
  readonly politeness: Politeness;
  /** By `ADDRESS PORT`. */
  readonly unreached: Map<string, Unreached>;
  readonly signal: AbortSignal;
  readonly now: () => Date;
  readonly randomId: () => string;
  readonly connect: (address: string, port: number) => Socket;
}
