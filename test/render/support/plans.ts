/** Plans as makePlan would make them, for renderings: digests and summaries are real, causes and effects are given. */
import type { Change } from '../../../src/model/change.ts';
import { changeDigest, partnersDigest, planDigest } from '../../../src/model/digest.ts';
import type { PartnerSettings } from '../../../src/model/partner.ts';
import { differingFields } from '../../../src/model/partner-fields.ts';
import type { Plan } from '../../../src/model/plan.ts';

export const COMMIT = '1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d';
export const DEPLOYMENT = 'edge-eu';

type Given = Partial<Pick<Change, 'effects' | 'causes' | 'evidence' | 'endsSessions' | 'file'>>;

export function add(after: PartnerSettings, given: Given = {}): Change {
  return change('add', null, after, { effects: ['opens'], file: `partners/${after.domain}.yaml`, ...given });
}

export function remove(before: PartnerSettings, given: Given = {}): Change {
  return change('remove', before, null, { effects: ['closes'], ...given });
}

export function update(before: PartnerSettings, to: Partial<PartnerSettings>, given: Given = {}): Change {
  return change('update', before, { ...before, ...to }, { file: `partners/${before.domain}.yaml`, ...given });
}

function change(
  action: Change['action'],
  before: PartnerSettings | null,
  after: PartnerSettings | null,
  given: Given,
): Change {
  const domain = (after ?? before)?.domain ?? '';
  const fields =
    before === null || after === null
      ? []
      : differingFields(before, after).map((field) => ({ field, before: before[field], after: after[field] }));
  const digest = changeDigest(DEPLOYMENT, { action, domain, before, after });
  return { action, domain, before, after, fields, causes: ['pending'], effects: ['neutral'], ...given, digest };
}

export type GivenPlan = Partial<Omit<Plan, 'summary' | 'changes' | 'digest'>> & { readonly unchanged?: number };

export function plan(changes: readonly Change[], { unchanged = 12, ...given }: GivenPlan = {}): Plan {
  const count = (action: Change['action']) => changes.filter((each) => each.action === action).length;
  const { unmanaged = [], blocked = [] } = given;
  return {
    deployment: DEPLOYMENT,
    adapter: 'http',
    desired: { commit: COMMIT, uncommitted: false, digest: partnersDigest([]) },
    live: { revision: '42', digest: partnersDigest([]) },
    diagnostics: [],
    refusals: [],
    only: [],
    partial: false,
    advances: true,
    drift: unmanaged.length > 0,
    ...given,
    unmanaged,
    blocked,
    summary: {
      add: count('add'),
      update: count('update'),
      remove: count('remove'),
      unchanged,
      unmanaged: unmanaged.length,
      blocked: blocked.length,
    },
    changes,
    digest: planDigest(changes),
  };
}
