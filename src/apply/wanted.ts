/**
 * The state that should be there in the end: the one that was read at the plan's revision, with the plan's changes.
 * So it follows from the plan alone: unmanaged and unselected partners are kept as they are, without anybody having to
 * hand over a second list that might not fit the first. Pure.
 */
import type { Capabilities, LiveState } from '../model/adapter.ts';
import type { Change } from '../model/change.ts';
import type { PartnerSettings } from '../model/partner.ts';
import type { Plan } from '../model/plan.ts';
import { byDomain, standing } from './settle.ts';

export function wantedPartners(state: LiveState, changes: readonly Change[]): readonly PartnerSettings[] {
  const wanted = new Map(byDomain(state.partners));
  for (const { domain, after } of changes) {
    if (after === null) wanted.delete(domain);
    else wanted.set(domain, after);
  }
  return [...wanted.values()];
}

/** Is this the state that the plan was made on? The revision says so; each change's `before` must not contradict. */
export function isAsPlanned({ fields }: Capabilities, plan: Plan, state: LiveState): boolean {
  if (state.revision !== plan.live.revision) return false;
  const partners = byDomain(state.partners);
  return plan.changes.every((change) => standing(fields, change, partners) === 'before');
}
