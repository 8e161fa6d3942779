/** What is measured, against what, and how good it must be. */
import { fileURLToPath } from 'node:url';
import { type Command, measure, median, type Sample, sideBySide } from './child.ts';
import type { Repository } from './repository.ts';

export const PROGRAM = fileURLToPath(new URL('../dist/bin.js', import.meta.url));
const BARE_LOOP = fileURLToPath(new URL('bare-loop.mjs', import.meta.url));

export interface Row {
  readonly name: string;
  readonly unit: 'ms' | 'MiB' | 'µs';
  readonly measured: number;
  /** What it is compared with, measured in the same rounds. */
  readonly baseline?: { readonly name: string; readonly measured: number };
  /** The most that `measured / baseline`, or `measured` where there is no baseline, may be. Without it: for information. */
  readonly goal?: number;
}

/** `measured / baseline`, or `measured`. */
export function scoreOf({ measured, baseline }: Row): number {
  return baseline === undefined ? measured : measured / baseline.measured;
}

export function isMissed(row: Row): boolean {
  return row.goal !== undefined && scoreOf(row) > row.goal;
}

const timed = (...args: readonly string[]): Command => ({ args, memory: false });
const weighed = (...args: readonly string[]): Command => ({ args, memory: true });

export const planOf = ({ root }: Repository, ...options: readonly string[]): Command =>
  weighed(PROGRAM, 'plan', '-C', root, ...options);

const milliseconds = (samples: readonly Sample[]): number => median(samples.map((sample) => sample.milliseconds));
const mebibytes = (samples: readonly Sample[]): number => median(samples.map((sample) => sample.peakMebibytes));

/** `rounds` for what takes seconds; what takes milliseconds is repeated more often. */
export function startUpRows(repository: Repository, file: string, rounds: number): readonly Row[] {
  const samples = sideBySide(rounds * 5, {
    nothing: () => measure(timed('-e', '0')),
    version: () => measure(timed(PROGRAM, '--version')),
    lint: () => measure(timed(PROGRAM, 'lint', '-C', repository.root, `${repository.root}/${file}`)),
  });
  const baseline = { name: 'node -e 0', measured: milliseconds(samples.nothing) };
  return [
    { name: '--version', unit: 'ms', measured: milliseconds(samples.version), baseline, goal: 1.25 },
    { name: 'lint of one file', unit: 'ms', measured: milliseconds(samples.lint), baseline, goal: 1.8 },
  ];
}

export interface Repositories {
  readonly small: Repository;
  readonly medium: Repository;
  readonly large: Repository;
}

export function planRows({ small, medium, large }: Repositories, rounds: number): readonly Row[] {
  const samples = sideBySide(rounds, {
    bare: () => measure(weighed(BARE_LOOP, medium.root)),
    small: () => measure(planOf(small)),
    medium: () => measure(planOf(medium)),
    mediumOutside: () => medium.outsideGit(() => measure(planOf(medium))),
    mediumLint: () => measure(weighed(PROGRAM, 'lint', '-C', medium.root, '--quiet')),
    large: () => measure(planOf(large)),
    largeOutside: () => large.outsideGit(() => measure(planOf(large))),
  });
  const bare = { name: 'reading and yaml.parse alone', measured: milliseconds(samples.bare) };
  const tenThousand = milliseconds(samples.medium);
  return [
    { name: 'plan of 10,000', unit: 'ms', measured: tenThousand, baseline: bare, goal: 1.3 },
    {
      name: 'plan of 100,000',
      unit: 'ms',
      measured: milliseconds(samples.large),
      baseline: { name: 'plan of 10,000', measured: tenThousand },
      goal: 13,
    },
    { name: 'plan of 10,000, peak memory', unit: 'MiB', measured: mebibytes(samples.medium), goal: 200 },
    { name: 'plan of 100,000, peak memory', unit: 'MiB', measured: mebibytes(samples.large), goal: 700 },
    { name: 'plan of 1,000', unit: 'ms', measured: milliseconds(samples.small) },
    { name: 'plan of 10,000, outside Git', unit: 'ms', measured: milliseconds(samples.mediumOutside), baseline: bare },
    { name: 'lint of 10,000', unit: 'ms', measured: milliseconds(samples.mediumLint), baseline: bare },
    { name: 'plan of 100,000, outside Git', unit: 'ms', measured: milliseconds(samples.largeOutside) },
    { name: 'plan of 100,000, outside Git', unit: 'MiB', measured: mebibytes(samples.largeOutside) },
    { name: 'reading and yaml.parse alone', unit: 'MiB', measured: mebibytes(samples.bare) },
  ];
}
