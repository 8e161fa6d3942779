/**
 * Records the commit as last applied, with the deployment, because a CI runner forgets everything. A write of its own,
 * after the verification: so a commit that is recorded was applied whole and seen to be in force.
 */
import type { Capabilities, LiveState } from '../model/adapter.ts';
import { type ErrorReport, reportOf } from '../model/errors.ts';
import type { Plan } from '../model/plan.ts';
import type { Connection } from './connection.ts';
import { ATTEMPTS, isRetryable } from './patience.ts';

/** The commit that an apply of this plan would record; null: none, or it is recorded already. */
export function commitToRecord(
  plan: Plan,
  { recordsCommit }: Capabilities,
  workspace: string | null,
  state: LiveState,
): string | null {
  const { commit, uncommitted } = plan.desired;
  if (!recordsCommit || !plan.advances || plan.partial || uncommitted || commit === null) return null;
  return isRecorded(state, workspace, commit) ? null : commit;
}

export interface Recording {
  readonly commit: string;
  readonly workspace: string | null;
  /** As verified: should it have moved since, nothing is recorded. */
  readonly revision: string;
  readonly mayBegin: () => Promise<ErrorReport | undefined>;
  readonly pause: (attempt: number) => Promise<void>;
}

/** Undefined: it is recorded. A lost answer is settled by reading again, as any other. */
export async function record(
  connection: Connection,
  { commit, workspace, revision, mayBegin, pause }: Recording,
): Promise<ErrorReport | undefined> {
  for (let attempt = 1; ; attempt++) {
    const stop = await mayBegin();
    if (stop !== undefined) return stop;
    try {
      await connection.write([], revision, commit);
      return undefined;
    } catch (error) {
      const state = await connection.readAgain().catch(() => undefined);
      if (state !== undefined && isRecorded(state, workspace, commit)) return undefined;
      if (state?.revision !== revision || !isRetryable(error) || attempt === ATTEMPTS) return notRecorded(error);
    }
    await pause(attempt);
  }
}

function isRecorded({ lastApplied }: LiveState, workspace: string | null, commit: string): boolean {
  return lastApplied?.commit === commit && lastApplied.workspace === workspace;
}

function notRecorded(error: unknown): ErrorReport {
  const { code, message } = reportOf(error);
  return {
    code,
    message: `the commit could not be recorded as applied: ${message}`,
    hint: 'run apply again: it records the commit, also where there is nothing to change',
  };
}
