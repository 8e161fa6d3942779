/** What `doctor` finds: a deployment looked at step by step, from the first thing that it needs to the last. */
import type { AdapterContext } from './adapter.ts';
import { PartnerctlError } from './errors.ts';

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

/** What `doctor` says of one deployment. */
export interface Examination {
  readonly deployment: string;
  readonly adapter: string;
  readonly steps: readonly ExaminationStep[];
}

/** Steps that nobody can take any more, because of an earlier one that failed. */
export function skipped(names: readonly string[], because: string): readonly ExaminationStep[] {
  return names.map((name) => ({ name, status: 'skipped', message: `not looked at, because of ${because}` }));
}

/**
 * A step that failed for a reason that is an error elsewhere; anything else is a bug, and thrown again. `said` are the
 * names that stand above the steps anyway, with which such messages begin.
 */
export function failedStep(name: string, error: unknown, said: readonly string[]): ExaminationStep {
  if (!(error instanceof PartnerctlError)) throw error;
  const { message, hint } = error;
  const prefix = said.map((each) => `${each}: `).find((each) => message.startsWith(each)) ?? '';
  return { name, status: 'failed', message: message.slice(prefix.length), hint };
}
