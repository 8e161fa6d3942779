/**
 * A batch of changes, whole or not at all: the partners after it, or who is to blame. Pure. The revision has been
 * compared before, so `before` is known to hold, and `after` is the truth: to write it again changes nothing.
 */

import { partnerProblem } from '../json/partner.ts';
import type { ChangeResult, WriteChange } from '../model/adapter.ts';
import type { ErrorReport } from '../model/errors.ts';
import { domainsOf, type PartnerSettings } from '../model/partner.ts';

export interface Batch {
  /** Null where a change is bad: then nothing may be written. */
  readonly partners: readonly PartnerSettings[] | null;
  readonly results: readonly ChangeResult[];
}

/** Why a deployment cannot hold a partner that is sound. */
export type Refuse = (partner: PartnerSettings) => ErrorReport | undefined;

export function applyBatch(
  partners: readonly PartnerSettings[],
  changes: readonly WriteChange[],
  refuse: Refuse = () => undefined,
): Batch {
  const errors = new Map<WriteChange, ErrorReport>();
  const next = new Map(partners.map((partner) => [partner.domain, partner]));
  const lastSetBy = new Map<string, number>();
  for (const [index, change] of changes.entries()) {
    const error = changeError(change) ?? (change.after === null ? undefined : refuse(change.after));
    if (error !== undefined) errors.set(change, error);
    if (change.after === null) next.delete(change.domain);
    else next.set(change.domain, change.after);
    lastSetBy.set(change.domain, index);
  }
  for (const { culprit, error } of conflicts(next, lastSetBy)) {
    const change = changes[culprit];
    if (change !== undefined && !errors.has(change)) errors.set(change, error);
  }
  if (errors.size === 0)
    return { partners: [...next.values()], results: changes.map((each) => result(each, 'applied')) };
  const results = changes.map((change): ChangeResult => {
    const error = errors.get(change);
    return error === undefined ? result(change, 'skipped') : { ...result(change, 'failed'), error };
  });
  return { partners: null, results };
}

function result({ action, domain }: WriteChange, outcome: ChangeResult['outcome']): ChangeResult {
  return { action, domain, outcome };
}

/** What could not be read back would be lost: it is never written. */
function changeError({ action, domain, after }: WriteChange): ErrorReport | undefined {
  const fits = action === 'remove' ? after === null : after?.domain === domain;
  if (!fits)
    return {
      code: 'bad-change',
      message: `the change (${action} ${domain}) does not say what it should become`,
      hint: 'this is a bug in partnerctl: please report it',
    };
  const problem = after === null ? undefined : partnerProblem(after);
  return problem && { code: 'unrepresentable', ...problem };
}

interface Conflict {
  /** The place of the later of the two changes that brought it about. */
  readonly culprit: number;
  readonly error: ErrorReport;
}

function conflicts(
  partners: ReadonlyMap<string, PartnerSettings>,
  lastSetBy: ReadonlyMap<string, number>,
): readonly Conflict[] {
  const owners = new Map<string, string>();
  const found: Conflict[] = [];
  for (const partner of partners.values()) {
    for (const domain of domainsOf(partner)) {
      const other = owners.get(domain);
      owners.set(domain, partner.domain);
      if (other === undefined) continue;
      // the state before was free of conflicts, so one of the two has been changed
      const culprit = Math.max(lastSetBy.get(partner.domain) ?? -1, lastSetBy.get(other) ?? -1);
      const error = {
        code: 'domain-conflict',
        message:
          other === partner.domain
            ? `${domain} stands twice in ${other}`
            : `${domain} would belong to both ${other} and ${partner.domain}`,
        hint: 'a domain belongs to one partner, and once',
      };
      found.push({ culprit, error });
    }
  }
  return found;
}
