/** A probe in a process of its own, which measures what it costs. Prints one line of JSON. */
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { ProbeLimits } from '../../../src/probe/limits.ts';
import { openProbe } from '../../../src/probe/probe.ts';

export interface Job {
  readonly dnsServer: string;
  readonly ownCa: string;
  /** Asked first, and again, so that what every probe needs is not counted. */
  readonly warmUp: readonly string[];
  readonly domains: readonly string[];
  readonly limits: Partial<ProbeLimits>;
}

export interface Cost {
  readonly milliseconds: number;
  /** Above what was needed at most before, MiB. */
  readonly mebibytes: number;
  /** What the whole process needed at most, MiB. */
  readonly peak: number;
  readonly userCpuMs: number;
  /** How the first attempts ended, and how often. */
  readonly ends: Readonly<Record<string, number>>;
}

export async function main([text = '']: readonly string[]): Promise<void> {
  const { dnsServer, ownCa, warmUp, domains, limits } = JSON.parse(text) as Job;
  const options = { from: 'probe.test', certificate: null, ownCa, authenticate: false, dnsServer, allowPrivate: true };
  const { probe } = await openProbe({ ...options, limits });
  const edges = { now: () => new Date(), randomId: randomUUID, signal: new AbortController().signal };
  const ask = async (names: readonly string[]) =>
    await probe(
      names.map((domain) => ({ domain, proxyFqdn: null })),
      edges,
    );
  for (let round = 0; round < 3 && warmUp.length > 0; round++) await ask(warmUp);
  const before = process.resourceUsage();
  const peakBefore = peakMebibytes();
  const began = performance.now();
  const evidence = await ask(domains);
  const after = process.resourceUsage();
  const ends: Record<string, number> = {};
  for (const { targets } of evidence) {
    const kind = targets[0]?.attempts[0]?.end.kind ?? 'none';
    ends[kind] = (ends[kind] ?? 0) + 1;
  }
  const cost: Cost = {
    milliseconds: Math.round(performance.now() - began),
    mebibytes: peakMebibytes() - peakBefore,
    peak: peakMebibytes(),
    userCpuMs: Math.round((after.userCPUTime - before.userCPUTime) / 1_000),
    ends,
  };
  process.stdout.write(`${JSON.stringify(cost)}\n`);
}

/**
 * Of this program alone: where the system tells. `maxRSS` begins with what the process that started it held then,
 * which is as much as the tests before have left there.
 */
function peakMebibytes(): number {
  const status = '/proc/self/status';
  const own = existsSync(status) ? /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(status, 'utf8'))?.[1] : undefined;
  return (own === undefined ? process.resourceUsage().maxRSS : Number(own)) / 1024;
}
