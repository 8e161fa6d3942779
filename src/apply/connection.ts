/**
 * The adapter as an apply uses it: reads are tried again where that may help, a call that is under way outlives an
 * interruption for a bounded time. Writes are tried once: whether to write again is decided by who can settle it.
 */
import type { Adapter, ChangeResult, LiveState, Session, WriteChange } from '../model/adapter.ts';
import type { AdapterOperation } from '../model/errors.ts';
import type { Health } from '../model/health.ts';
import type { ApplyOptions } from './apply-options.ts';
import { GRACE_MS, isRetryable, noAnswer, outliving, retrying } from './patience.ts';

export interface Connection {
  /** Ends with the interruption. For reading before anything is written. */
  readonly readAtFirst: () => Promise<LiveState>;
  /** Outlives the interruption, as all below. */
  readonly readAgain: () => Promise<LiveState>;
  readonly write: (
    changes: readonly WriteChange[],
    revision: string,
    commit: string | null,
  ) => Promise<readonly ChangeResult[]>;
  /** Undefined where the deployment cannot tell. */
  readonly sessions: (() => Promise<readonly Session[]>) | undefined;
  readonly health: (() => Promise<Health>) | undefined;
}

export function connect(deployment: string, adapter: Adapter, options: ApplyOptions): Connection {
  const { workspace, actor, signal: interrupted, delay } = options;
  const call = <T>(
    operation: AdapterOperation,
    run: (signal: AbortSignal) => Promise<T>,
    graceMs = GRACE_MS,
  ): Promise<T> => outliving(run, { interrupted, graceMs, delay }, () => noAnswer(deployment, operation));
  const patient = <T>(run: (signal: AbortSignal) => Promise<T>) => {
    return (signal: AbortSignal): Promise<T> => retrying(() => run(signal), isRetryable, options, signal);
  };
  const read = patient((signal) => adapter.read(signal));
  const sessions = adapter.capabilities.sessions ? adapter.sessions?.bind(adapter) : undefined;
  const health = adapter.health?.bind(adapter);
  return {
    readAtFirst: () => call('read', read, 0),
    readAgain: () => call('read', read),
    write: (changes, revision, commit) =>
      call('write', (signal) => adapter.write(changes, { revision, workspace, commit, actor, signal })),
    sessions: sessions && (() => call('sessions', patient(sessions))),
    health: health && (() => call('health', patient(health))),
  };
}
