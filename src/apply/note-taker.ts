/** Journal and progress while writing: a journal that fails now stops the rest, but never hides what was done. */
import type { Change } from '../model/change.ts';
import { type ErrorReport, reportOf } from '../model/errors.ts';
import type { Ledger } from '../model/ledger.ts';
import type { Job } from './job.ts';
import type { Result } from './settle.ts';

export interface NoteTaker {
  readonly settled: (results: ReadonlyMap<Change, Result>) => Promise<void>;
  /** What is known better now than when it was settled. */
  readonly amended: (results: ReadonlyMap<Change, Result>) => Promise<void>;
  /** The ledger, with the journal's failure where there is one. */
  readonly end: (ledger: Ledger) => Promise<Ledger>;
  /** Why nothing can be written down any more. */
  readonly failure: () => ErrorReport | undefined;
}

export function noteTaker({ plan, options, scribe }: Job): NoteTaker {
  let failure: ErrorReport | undefined;
  let done = 0;
  const note = async (writeDown: () => Promise<void>): Promise<void> => {
    try {
      await writeDown();
    } catch (error) {
      failure ??= reportOf(error);
    }
  };
  return {
    settled: async (results) => {
      for (const { domain } of results.keys()) {
        done += 1;
        options.onProgress?.(done, plan.changes.length, domain);
      }
      await note(() => scribe.results(results));
    },
    amended: async (results) => await note(() => scribe.results(results)),
    end: async (ledger) => {
      await note(() => scribe.end(ledger));
      return failure === undefined || ledger.error !== undefined ? ledger : { ...ledger, error: failure };
    },
    failure: () => failure,
  };
}
