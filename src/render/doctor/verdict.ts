/** Steps → what they come to. */
import type { Examination, StepStatus } from '../../model/examination.ts';

export interface Tally {
  readonly ok: number;
  readonly warnings: number;
  readonly failed: number;
  readonly skipped: number;
}

export function tally({ steps }: Examination): Tally {
  const count = (status: StepStatus): number => steps.filter((step) => step.status === status).length;
  return { ok: count('ok'), warnings: count('warning'), failed: count('failed'), skipped: count('skipped') };
}

/** It can be planned and applied to, as far as can be seen without doing it. */
export function isReady(examination: Examination): boolean {
  return tally(examination).failed === 0;
}
