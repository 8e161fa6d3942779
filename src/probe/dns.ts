/**
 * The door to the DNS: questions to the system's resolvers or to the one that `--dns` names, never to the hosts file.
 * Each answer is data; each question is bounded in time and heeds its signal.
 */
import { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { UsageError } from '../model/errors.ts';
import type { DnsAnswer, DnsFailure, SrvRecord } from '../model/probe.ts';
import { quoted } from '../model/quoted.ts';
import { boundedText } from './bounded-text.ts';
import { ADDRESSES, TARGETS } from './limits.ts';
import { timeLimit } from './time-limit.ts';

export interface Dns {
  /** `ADDRESS:PORT` */
  readonly servers: readonly string[];
  readonly srv: (name: string, signal: AbortSignal) => Promise<DnsAnswer<SrvRecord>>;
  readonly addresses: (host: string, family: 4 | 6, signal: AbortSignal) => Promise<DnsAnswer<string>>;
}

/** Repetitions of one question, for a packet that was lost. */
const TRIES = 3;
const MAX_NAME = 253;

/** `server`: `ADDRESS`, `ADDRESS:PORT` or `[ADDRESS]:PORT`; null for the system's. Throws UsageError. */
export function openDns(server: string | null, dnsMs: number): Dns {
  if (server !== null && !isServer(server))
    throw new UsageError(`${quoted(server)} is not a DNS server`, `write ${invalidDnsServer(server)}`);
  const create = (): Resolver => {
    const resolver = new Resolver({ timeout: Math.ceil(dnsMs / TRIES), tries: TRIES });
    if (server !== null) resolver.setServers([server]);
    return resolver;
  };
  const ask = async <Raw, Record>(
    name: string,
    question: (resolver: Resolver) => Promise<readonly Raw[]>,
    toRecord: (raw: Raw) => Record,
    most: number,
    signal: AbortSignal,
  ): Promise<DnsAnswer<Record>> => {
    if (signal.aborted) return { kind: 'failed', reason: 'cut-short' };
    if (!isAskable(name)) return { kind: 'failed', reason: 'malformed' };
    // A resolver of its own for each question, because one cancels all that it was asked.
    const resolver = create();
    let cancelled: DnsFailure | undefined;
    const cancel = (reason: DnsFailure): void => {
      cancelled ??= reason;
      resolver.cancel();
    };
    const onAbort = (): void => cancel('cut-short');
    signal.addEventListener('abort', onAbort, { once: true });
    const lift = timeLimit(dnsMs, () => cancel('timeout'));
    try {
      const raw = await question(resolver);
      if (raw.length === 0) return { kind: 'no-records' };
      return { kind: 'found', records: raw.slice(0, most).map(toRecord), omitted: Math.max(0, raw.length - most) };
    } catch (error) {
      return cancelled === undefined ? toFailure(error) : { kind: 'failed', reason: cancelled };
    } finally {
      lift();
      signal.removeEventListener('abort', onAbort);
    }
  };
  return {
    servers: create().getServers().map(withPort),
    srv: (name, signal) => ask(name, (resolver) => resolver.resolveSrv(name), toSrv, TARGETS, signal),
    addresses: (host, family, signal) =>
      ask(
        host,
        (resolver) => (family === 4 ? resolver.resolve4(host) : resolver.resolve6(host)),
        (address) => address,
        ADDRESSES,
        signal,
      ),
  };
}

/** Undefined for a server that can be asked; otherwise what belongs there. */
export function invalidDnsServer(text: string): string | undefined {
  return isServer(text) ? undefined : 'the IP address of a DNS server, as ADDRESS, ADDRESS:PORT or [ADDRESS]:PORT';
}

/** Checked here, because Node ends the process at a port that does not exist. */
function isServer(text: string): boolean {
  if (isIP(text) !== 0) return !text.includes('%');
  const match = /^(?:\[([^\]%]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(text);
  const port = Number(match?.[3] ?? 53);
  return isIP(match?.[1] ?? '') === 6 || isIP(match?.[2] ?? '') === 4 ? port > 0 && port <= 65_535 : false;
}

/** Letters, digits, hyphens, underscores: what servers are called. Everything else would be asked in disguise. */
function isAskable(name: string): boolean {
  return name.length <= MAX_NAME && /^[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*$/i.test(name);
}

function toSrv(raw: { priority: number; weight: number; port: number; name: string }): SrvRecord {
  const { priority, weight, port } = raw;
  return { priority, weight, port, host: boundedText(raw.name.toLowerCase().replace(/\.$/, ''), MAX_NAME) };
}

function toFailure(error: unknown): DnsAnswer<never> {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOTFOUND':
      return { kind: 'no-name' };
    case 'ENODATA':
      return { kind: 'no-records' };
    default:
      return { kind: 'failed', reason: FAILURES[String(code)] ?? 'malformed' };
  }
}

const FAILURES: Readonly<Record<string, DnsFailure>> = {
  ESERVFAIL: 'servfail',
  EREFUSED: 'refused',
  ENOTIMP: 'refused',
  ETIMEOUT: 'timeout',
  ECONNREFUSED: 'unreachable',
};

function withPort(server: string): string {
  const family = isIP(server);
  if (family === 0) return server;
  return family === 4 ? `${server}:53` : `[${server}]:53`;
}
