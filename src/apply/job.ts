/** One apply: what every step of it is given, and never changes. */
import type { Adapter } from '../model/adapter.ts';
import type { Plan } from '../model/plan.ts';
import type { ApplyOptions } from './apply-options.ts';
import { type Connection, connect } from './connection.ts';
import { backOff } from './patience.ts';
import { type Scribe, scribe } from './scribe.ts';

export interface Job {
  readonly plan: Plan;
  readonly capabilities: Adapter['capabilities'];
  readonly options: ApplyOptions;
  readonly connection: Connection;
  readonly scribe: Scribe;
  readonly interrupted: () => boolean;
  /** Waits before the attempt after the `attempt`-th; an interruption ends it. */
  readonly pause: (attempt: number) => Promise<void>;
}

export function createJob(plan: Plan, adapter: Adapter, options: ApplyOptions): Job {
  return {
    plan,
    capabilities: adapter.capabilities,
    options,
    connection: connect(plan.deployment, adapter, options),
    scribe: scribe(plan, options),
    interrupted: () => options.signal.aborted,
    pause: async (attempt) => await backOff(attempt, options, options.signal),
  };
}
