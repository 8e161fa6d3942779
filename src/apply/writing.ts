/** What both ways of writing, whole and in order, are given and give back. */
import type { Capabilities, LiveState, WriteChange } from '../model/adapter.ts';
import type { Change } from '../model/change.ts';
import type { ErrorReport } from '../model/errors.ts';
import { StalePlanError } from '../model/errors.ts';
import type { Connection } from './connection.ts';
import type { Result } from './settle.ts';

export interface Writing {
  readonly deployment: string;
  readonly changes: readonly Change[];
  readonly connection: Connection;
  readonly capabilities: Capabilities;
  /** Just read, and at the plan's revision. */
  readonly state: LiveState;
  /** Why no further write may begin; undefined while one may. Asked before each. */
  readonly mayBegin: () => Promise<ErrorReport | undefined>;
  /** Waits before the attempt after the `attempt`-th; ends early with an interruption. */
  readonly pause: (attempt: number) => Promise<void>;
  /** Told as soon as changes are settled, each once. */
  readonly onSettled: (settled: ReadonlyMap<Change, Result>) => Promise<void>;
}

export type Results = ReadonlyMap<Change, Result>;

export const INTERRUPTED: ErrorReport = {
  code: 'interrupted',
  message: 'not begun: the apply was interrupted',
  hint: 'run apply again: what is done is not done twice',
};

export function skipped(error: ErrorReport): Result {
  return { outcome: 'skipped', error };
}

export function stalePlan(deployment: string): StalePlanError {
  return new StalePlanError(
    `${deployment} has changed since the plan was made; nothing was written`,
    'run plan again and look at what is different',
  );
}

/** Adapters are told only what they need. */
export function asWrite({ action, domain, before, after }: Change): WriteChange {
  return { action, domain, before, after };
}
