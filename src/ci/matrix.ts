/** Many deployments in a few jobs: the matrix that GitHub makes jobs of. Pure. */
import { UsageError } from '../model/errors.ts';

/** More jobs GitHub makes of no matrix. */
const MOST_JOBS = 256;

export interface Shard {
  /** From 1. */
  readonly shard: number;
  /** Separated by spaces: `--deployment` takes them so. */
  readonly deployments: string;
}

export interface Matrix {
  readonly include: readonly Shard[];
}

/** Equally full, at most `most` deployments each. */
export function matrixOf(deployments: readonly string[], most: number): Matrix {
  const jobs = Math.ceil(deployments.length / most);
  if (jobs > MOST_JOBS)
    throw new UsageError(
      `${deployments.length} deployments make ${jobs} jobs, and GitHub makes at most ${MOST_JOBS} of a matrix`,
      `add --shard-size ${Math.ceil(deployments.length / MOST_JOBS)}, or more`,
    );
  const include: Shard[] = [];
  for (let job = 0, from = 0; job < jobs; job++) {
    const to = from + Math.ceil((deployments.length - from) / (jobs - job));
    include.push({ shard: job + 1, deployments: deployments.slice(from, to).join(' ') });
    from = to;
  }
  return { include };
}
