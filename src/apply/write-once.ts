/** One write call, and the truth about each of its changes: a missing answer is settled by reading again. */
import { type Capabilities, REVISION_MOVED, type WriteChange } from '../model/adapter.ts';
import { type ErrorReport, PartnerctlError, reportOf } from '../model/errors.ts';
import type { Connection } from './connection.ts';
import { isRetryable, NO_ANSWER } from './patience.ts';
import { answersOf, byDomain, type PartnersByDomain, type Result, settle, standing } from './settle.ts';

export interface Written {
  /** In the order of the writes. */
  readonly results: readonly Result[];
  /** Compare-and-set refused the call. */
  readonly moved: boolean;
  /** The call failed in a way that may pass; what is `failed` was seen to be as before. */
  readonly mayPass: boolean;
  /** As read when settling; null where that was not needed or failed. */
  readonly revision: string | null;
}

/**
 * `triedBefore`: an earlier call, thought to have failed, may have landed late, and moved the revision itself; then
 * even that refusal is settled by reading.
 */
export async function writeOnce(
  connection: Connection,
  fields: Capabilities['fields'],
  writes: readonly WriteChange[],
  revision: string,
  triedBefore: boolean,
): Promise<Written> {
  const told = await call(connection, writes, revision);
  if (told.moved && !triedBefore)
    return { ...told, results: told.results.map((result) => ({ ...result, outcome: 'failed' })) };
  if (told.results.every(({ outcome }) => outcome !== 'unknown')) return told;
  try {
    const state = await connection.readAgain();
    const partners = byDomain(state.partners);
    const results = told.results.map((result, at) => settleOne(result, fields, writes[at], partners));
    return { ...told, results, revision: state.revision };
  } catch (error) {
    return { ...told, results: told.results.map((result) => unreadable(result, reportOf(error))), mayPass: false };
  }
}

async function call(connection: Connection, writes: readonly WriteChange[], revision: string): Promise<Written> {
  try {
    const results = answersOf(writes, await connection.write(writes, revision, null));
    return { results, moved: false, mayPass: false, revision: null };
  } catch (error) {
    const code = error instanceof PartnerctlError ? error.code : undefined;
    const lost: Result = { outcome: 'unknown', error: reportOf(error), mayStillLand: code === NO_ANSWER };
    const mayPass = isRetryable(error);
    return { results: writes.map(() => lost), moved: code === REVISION_MOVED, mayPass, revision: null };
  }
}

function settleOne(
  result: Result,
  fields: Capabilities['fields'],
  write: WriteChange | undefined,
  partners: PartnersByDomain,
): Result {
  return write === undefined ? result : settle(result, standing(fields, write, partners));
}

function unreadable(result: Result, { code, message, hint }: ErrorReport): Result {
  if (result.outcome !== 'unknown') return result;
  const before = result.error === undefined ? '' : `${result.error.message}; `;
  const error = { code: result.error?.code ?? code, message: `${before}reading again failed: ${message}`, hint };
  return { ...result, error };
}
