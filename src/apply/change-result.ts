/** From steps to changes: a change that was split in two is applied only if both steps are. Pure. */
import type { Capabilities } from '../model/adapter.ts';
import type { Change, EndingSession } from '../model/change.ts';
import { released } from '../model/write-order.ts';
import { type PartnersByDomain, type Result, settle, standing } from './settle.ts';

/** The update gave a domain up, and then did not get the rest: neither as before nor as wanted. */
export const HALF_WRITTEN = 'half-written';

export function mergedResult(domain: string, release: Result | undefined, rest: Result): Result {
  if (release === undefined) return rest;
  if (release.outcome !== 'applied') return { ...release, split: true };
  const said = saidInBoth(release, rest);
  if (rest.outcome === 'applied' || rest.outcome === 'unknown') return { ...rest, ...said, split: true };
  return { ...halfWritten(domain, rest), ...said };
}

function saidInBoth(release: Result, rest: Result): Partial<Result> {
  const ended: readonly EndingSession[] = [...(release.endedSessions ?? []), ...(rest.endedSessions ?? [])];
  const warnings = [...(release.warnings ?? []), ...(rest.warnings ?? [])];
  const unverified = rest.unverified ?? release.unverified;
  return {
    ...(ended.length > 0 && { endedSessions: ended }),
    ...(warnings.length > 0 && { warnings }),
    ...(unverified !== undefined && { unverified }),
  };
}

function halfWritten(domain: string, { error }: Pick<Result, 'error'>): Result {
  const why = error === undefined ? '' : `: ${error.message}`;
  const message = `${domain} has given up what another partner needs, but the rest of its change was not written${why}`;
  const hint = 'run apply again: it continues from here';
  return { outcome: 'failed', error: { code: HALF_WRITTEN, message, hint } };
}

/** A change whose result is `unknown`, judged by a later reading; any other stays as it is. */
export function settledChange(
  fields: Capabilities['fields'],
  change: Change,
  result: Result,
  partners: PartnersByDomain,
): Result {
  const now = settle(result, standing(fields, change, partners));
  if (now.outcome !== 'unknown' || now.mayStillLand === true || now.split !== true) return now;
  const half = { domain: change.domain, before: change.before, after: released(change) };
  return standing(fields, half, partners) === 'after' ? halfWritten(change.domain, result) : now;
}
