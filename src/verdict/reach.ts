/**
 * What a vantage reaches at all. Where no connection to a port was possible to anybody, a firewall on our side explains
 * it as well as a dead server does: then nothing is said about the server.
 */
import { type Attempt, type DomainEvidence, PHASES } from '../model/probe.ts';

export interface Reach {
  /** Was a connection made, by any domain of the run, to this port over this family? */
  readonly answered: (address: string, port: number) => boolean;
  /** How many addresses were tried: one dead server of a partner with many domains is one. */
  readonly tried: (address: string, port: number) => number;
}

const CONNECTED = PHASES.indexOf('stream');

export function isConnected({ phase, end, tls }: Attempt): boolean {
  return end.kind !== 'not-tried' && (tls !== null || PHASES.indexOf(phase) >= CONNECTED);
}

export function reachOf(evidence: readonly DomainEvidence[]): Reach {
  const answered = new Set<string>();
  const tried = new Map<string, Set<string>>();
  for (const { targets } of evidence)
    for (const { port, attempts } of targets)
      for (const attempt of attempts) {
        const key = keyOf(attempt.address, port);
        // not tried, or cut short before its turn
        if (attempt.phase === 'wait') continue;
        tried.set(key, (tried.get(key) ?? new Set()).add(attempt.address));
        if (isConnected(attempt)) answered.add(key);
      }
  return {
    answered: (address, port) => answered.has(keyOf(address, port)),
    tried: (address, port) => tried.get(keyOf(address, port))?.size ?? 0,
  };
}

function keyOf(address: string, port: number): string {
  return `${isIpv6(address) ? 6 : 4} ${port}`;
}

export function isIpv6(address: string): boolean {
  return address.includes(':');
}

/** `192.0.2.1:5269`, `[2001:db8::1]:5269` */
export function placeOf(address: string, port: number): string {
  return `${isIpv6(address) ? `[${address}]` : address}:${port}`;
}
