/** The plan that leads from one set of partners to another: the smallest one, made without src/plan. */
import { type Action, type Change, EFFECTS } from '../../src/model/change.ts';
import { compareText } from '../../src/model/diagnostic.ts';
import { changeDigest, partnersDigest, planDigest } from '../../src/model/digest.ts';
import type { PartnerSettings } from '../../src/model/partner.ts';
import { differingFields, sameSettings } from '../../src/model/partner-fields.ts';
import type { Plan } from '../../src/model/plan.ts';

export const COMMIT = 'c0ffee0000000000000000000000000000000000';

export function planBetween(
  live: { readonly partners: readonly PartnerSettings[]; readonly revision: string },
  desired: readonly PartnerSettings[],
  overrides: Partial<Plan> = {},
): Plan {
  const deployment = 'edge-eu';
  const changes = changesBetween(deployment, live.partners, desired);
  const count = (action: Action): number => changes.filter((change) => change.action === action).length;
  return {
    deployment,
    adapter: 'memory',
    desired: { commit: COMMIT, uncommitted: false, digest: partnersDigest(desired) },
    live: { revision: live.revision, digest: partnersDigest(live.partners) },
    summary: {
      add: count('add'),
      update: count('update'),
      remove: count('remove'),
      unchanged: 0,
      unmanaged: 0,
      blocked: 0,
    },
    changes,
    unmanaged: [],
    blocked: [],
    diagnostics: [],
    refusals: [],
    only: [],
    partial: false,
    advances: true,
    drift: false,
    digest: planDigest(changes),
    ...overrides,
  };
}

function changesBetween(
  deployment: string,
  live: readonly PartnerSettings[],
  desired: readonly PartnerSettings[],
): readonly Change[] {
  const before = new Map(live.map((partner) => [partner.domain, partner]));
  const after = new Map(desired.map((partner) => [partner.domain, partner]));
  return [...new Set([...before.keys(), ...after.keys()])]
    .sort(compareText)
    .flatMap((domain) => changeOf(deployment, domain, before.get(domain) ?? null, after.get(domain) ?? null));
}

function changeOf(
  deployment: string,
  domain: string,
  before: PartnerSettings | null,
  after: PartnerSettings | null,
): readonly Change[] {
  if (before !== null && after !== null && sameSettings(before, after)) return [];
  const action = before === null ? 'add' : after === null ? 'remove' : 'update';
  const fields =
    before === null || after === null
      ? []
      : differingFields(before, after).map((field) => ({ field, before: before[field], after: after[field] }));
  const digest = changeDigest(deployment, { action, domain, before, after });
  return [{ action, domain, before, after, fields, causes: [], effects: EFFECTS.slice(-1), digest }];
}
