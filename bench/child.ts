/** One measured process, from its start to its end. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface Sample {
  readonly milliseconds: number;
  readonly peakMebibytes: number;
  readonly stdout: string;
}

export interface Command {
  readonly args: readonly string[];
  /** Measuring memory costs a few milliseconds of start-up, so it is left out where those count. */
  readonly memory: boolean;
}

const REPORT_PEAK = fileURLToPath(new URL('report-peak.cjs', import.meta.url));

/** Runs Node with `args`. Throws where it fails: a benchmark of failures is none. */
export function measure({ args, memory }: Command): Sample {
  const all = memory ? ['--require', REPORT_PEAK, ...args] : args;
  const began = performance.now();
  const { status, stdout, stderr, output, error } = spawnSync(process.execPath, all, {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 2 ** 29,
    env: { ...process.env, NO_COLOR: '1', NODE_OPTIONS: '' },
  });
  const milliseconds = performance.now() - began;
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}:\n${stderr}${stdout}`.slice(0, 4000));
  return { milliseconds, peakMebibytes: Number(output[3] ?? 0) / 1024, stdout };
}

/** Round by round, one after the other, so that a busy minute of the machine falls on all of them. */
export function sideBySide<K extends string>(
  rounds: number,
  contestants: Readonly<Record<K, () => Sample>>,
): Readonly<Record<K, readonly Sample[]>> {
  const names = Object.keys(contestants) as K[];
  const samples = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<K, Sample[]>;
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? names : names.toReversed();
    for (const name of order) samples[name].push(contestants[name]());
  }
  return samples;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}
