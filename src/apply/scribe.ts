/** Writes an apply down in the journal, line by line as things happen. */
import type { Change } from '../model/change.ts';
import type { ErrorReport } from '../model/errors.ts';
import type { Ledger } from '../model/ledger.ts';
import type { Plan } from '../model/plan.ts';
import type { ApplyOptions } from './apply-options.ts';
import type { JournalEvent, JournalLine } from './journal.ts';
import type { Result } from './settle.ts';

/** Each throws PartnerctlError `journal-unwritable`. */
export interface Scribe {
  /** What is about to be done. */
  begin(revision: string): Promise<void>;
  results(results: ReadonlyMap<Change, Result>): Promise<void>;
  end(ledger: Ledger): Promise<void>;
  /** Nothing was written, and why. */
  refused(error: ErrorReport): Promise<void>;
}

export function scribe(plan: Plan, { journal, now, actor, workspace }: ApplyOptions): Scribe {
  const line = (event: JournalEvent, details: Readonly<Record<string, unknown>>): JournalLine => ({
    at: now().toISOString(),
    run: journal.run,
    deployment: plan.deployment,
    event,
    actor,
    workspace,
    commit: plan.desired.commit,
    plan: plan.digest,
    ...details,
  });
  return {
    begin: async (revision) => {
      const changes = plan.changes.map(({ action, domain }) => ({ action, domain }));
      await journal.append([line('begin', { uncommitted: plan.desired.uncommitted, revision, changes })]);
    },
    results: async (results) => {
      const lines = [...results].map(([{ action, domain }, { outcome, error, endedSessions, warnings }]) =>
        line('result', {
          action,
          domain,
          outcome,
          ...(error && { error }),
          ...(endedSessions && { endedSessions }),
          ...(warnings && { warnings }),
        }),
      );
      if (lines.length > 0) await journal.append(lines);
    },
    end: async ({ verified, unverified, summary, recorded, error }) => {
      await journal.append([line('end', { verified, unverified, summary, recorded, ...(error && { error }) })]);
    },
    refused: async (error) => {
      await journal.append([line('refused', { error })]);
    },
  };
}
