/** What `doctor` finds: a deployment looked at step by step, from the first thing that it needs to the last. */
import type { AdapterContext } from './adapter.ts';

/** `skipped`: it could not be looked at, because an earlier step failed. */
export type StepStatus = 'ok' | 'warning' | 'failed' | 'skipped';

export interface ExaminationStep {
  /** What is looked at: `token`, `module`, `fragment`. */
  readonly name: string;
  readonly status: StepStatus;
  /** What is there, or what is missing. Never a secret. */
  readonly message: string;
  /** What to do next, where it is not ok. */
  readonly hint?: string;
}

/** Only reads. Throws for bugs and aborts only: what is wrong with the deployment is a step. */
export type Examine = (context: AdapterContext, signal: AbortSignal) => AsyncIterable<ExaminationStep>;
