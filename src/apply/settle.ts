/** What became of a write whose answer is missing: decided by what is really there, never by hope. Pure. */
import type { Capabilities, ChangeResult, WriteChange } from '../model/adapter.ts';
import type { ErrorReport } from '../model/errors.ts';
import type { LedgerEntry } from '../model/ledger.ts';
import type { PartnerSettings } from '../model/partner.ts';
import { agree } from './agreement.ts';

/** What happened to one write, or to one change. */
export interface Result extends Pick<LedgerEntry, 'outcome' | 'error' | 'endedSessions' | 'warnings'> {
  /** Why it may not be in force everywhere, although it was applied. */
  readonly unverified?: string;
  /** The call was given up, not answered: it may still take effect. */
  readonly mayStillLand?: boolean;
  /** The change was written in two steps. */
  readonly split?: boolean;
}

/** How a partner stands: as wanted, as before, or neither. */
export type Standing = 'after' | 'before' | 'neither';

export type PartnersByDomain = ReadonlyMap<string, PartnerSettings>;

export function byDomain(partners: readonly PartnerSettings[]): PartnersByDomain {
  return new Map(partners.map((partner) => [partner.domain, partner]));
}

export function standing(
  fields: Capabilities['fields'],
  write: Pick<WriteChange, 'domain' | 'before' | 'after'>,
  partners: PartnersByDomain,
): Standing {
  const partner = partners.get(write.domain) ?? null;
  if (agree(fields, partner, write.after)) return 'after';
  return agree(fields, partner, write.before) ? 'before' : 'neither';
}

/** An `unknown` result, judged by what was read afterwards; any other stays as it is. */
export function settle(result: Result, now: Standing): Result {
  if (result.outcome !== 'unknown') return result;
  if (now === 'after') return { outcome: 'applied', ...saidBeside(result) };
  if (now === 'before' && result.mayStillLand !== true) return { ...result, outcome: 'failed' };
  return result;
}

/** What a deployment tells beside what became of the change. */
function saidBeside({ endedSessions, warnings, unverified }: Omit<Result, 'outcome'>): Partial<Result> {
  return {
    ...(endedSessions && { endedSessions }),
    ...(warnings && { warnings }),
    ...(unverified !== undefined && { unverified }),
  };
}

/** The answers in the order of the writes; one that is missing is `unknown`. */
export function answersOf(writes: readonly WriteChange[], results: readonly ChangeResult[]): readonly Result[] {
  const answers = new Map(results.map((result) => [result.domain, result]));
  return writes.map(({ action, domain }) => {
    const result = answers.get(domain);
    if (result === undefined || result.action !== action) return { outcome: 'unknown', error: ANSWER_MISSING };
    const { outcome, error = outcome === 'unknown' ? ANSWER_MISSING : undefined } = result;
    return { outcome, ...(error && { error }), ...saidBeside(result) };
  });
}

const ANSWER_MISSING: ErrorReport = {
  code: 'answer-missing',
  message: 'the deployment did not say what became of this change',
  hint: 'run apply again: what is done is not done twice',
};
