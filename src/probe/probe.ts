/**
 * Many domains, politely: `openProbe` says as whom and from where it will ask, `probe` asks. The result is evidence;
 * an exception means that the call was wrong (UsageError), never that a partner's server misbehaved.
 */
import { setMaxListeners } from 'node:events';
import { connect, type Socket } from 'node:net';
import { compareText } from '../model/diagnostic.ts';
import type { DomainEvidence, Presented, Vantage } from '../model/probe.ts';
import { DEFAULT_PORT } from './discovery.ts';
import { type Dns, openDns } from './dns.ts';
import { Ended } from './ended.ts';
import { DEFAULT_LIMITS, type ProbeLimits } from './limits.ts';
import { Gate, Politeness } from './politeness.ts';
import { probeDomain } from './probe-domain.ts';
import type { Question } from './run.ts';
import { type ClientCertificate, type TlsClient, tlsClient } from './tls-client.ts';
import { vantageOf } from './vantage.ts';

export interface ProbeOptions {
  /** Our domain, A-labels. */
  readonly from: string | null;
  readonly certificate: ClientCertificate | null;
  /** PEM certificates that are trusted besides the system's. */
  readonly ownCa: string | null;
  readonly authenticate: boolean;
  /** `--dns`; null: the system's. */
  readonly dnsServer: string | null;
  readonly allowPrivate: boolean;
  readonly limits?: Partial<ProbeLimits>;
  /** Where no SRV record names one. */
  readonly port?: number;
}

export interface ProbeEdges {
  readonly now: () => Date;
  /** Unguessable. */
  readonly randomId: () => string;
  readonly signal: AbortSignal;
  /** Called when a domain is done. */
  readonly onDomain?: (evidence: DomainEvidence, done: number, total: number) => void;
  readonly connect?: (address: string, port: number) => Socket;
}

export interface Probe {
  readonly vantage: Vantage;
  readonly presented: Presented;
  /** Sorted by domain, each once. */
  readonly probe: (questions: readonly Question[], edges: ProbeEdges) => Promise<readonly DomainEvidence[]>;
}

export async function openProbe(options: ProbeOptions): Promise<Probe> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const tls = tlsClient(options.certificate, options.ownCa);
  const dns = openDns(options.dnsServer, limits.dnsMs);
  const vantage = await vantageOf(dns.servers);
  const { from, authenticate, allowPrivate, port = DEFAULT_PORT } = options;
  const presented: Presented = { from, certificate: tls.certificate, authenticate };
  const shared = { vantage, presented, tls, dns, limits, allowPrivate, port };
  return { vantage, presented, probe: async (questions, edges) => await ask(questions, shared, edges) };
}

interface Shared {
  readonly vantage: Vantage;
  readonly presented: Presented;
  readonly tls: TlsClient;
  readonly dns: Dns;
  readonly limits: ProbeLimits;
  readonly allowPrivate: boolean;
  readonly port: number;
}

async function ask(
  questions: readonly Question[],
  shared: Shared,
  { signal, onDomain, ...edges }: ProbeEdges,
): Promise<readonly DomainEvidence[]> {
  const { limits } = shared;
  const unique = [...new Map(questions.map((question) => [question.domain, question])).values()];
  const stop = new AbortController();
  // every connection and question listens
  setMaxListeners(0, stop.signal);
  const interrupt = (): void => stop.abort(new Ended({ kind: 'cut-short', by: 'interruption' }));
  const deadline = setTimeout(() => stop.abort(new Ended({ kind: 'cut-short', by: 'deadline' })), limits.runMs);
  if (signal.aborted) interrupt();
  else signal.addEventListener('abort', interrupt, { once: true });
  let done = 0;
  try {
    const run = {
      connect: connectTo,
      ...shared,
      ...edges,
      lookups: new Gate(limits.lookups),
      politeness: new Politeness(limits),
      unreached: new Map(),
      signal: stop.signal,
    };
    const evidence = await Promise.all(
      unique.map(async (question) => {
        const seen = await probeDomain(question, run);
        done += 1;
        onDomain?.(seen, done, unique.length);
        return seen;
      }),
    );
    return evidence.sort((a, b) => compareText(a.domain, b.domain));
  } catch (error) {
    // a bug of ours, or the caller's: the others do not go on without anybody who listens
    interrupt();
    throw error;
  } finally {
    clearTimeout(deadline);
    signal.removeEventListener('abort', interrupt);
  }
}

/** To an address that was checked, which is never a name: no resolver may say otherwise between check and connection. */
function connectTo(address: string, port: number): Socket {
  const lookup = (): never => {
    throw new Error(`${address} is not an address`);
  };
  // half open: who has closed its side may still hear that we close ours
  return connect({ host: address, port, lookup, noDelay: true, allowHalfOpen: true });
}
