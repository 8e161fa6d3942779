/** Desired + live + policy → plan. Pure: the same situation gives the same plan and the same digest. */
import type { Change, Evidence } from '../model/change.ts';
import { EFFECTS } from '../model/change.ts';
import type { DeclaredPartner } from '../model/declared-partner.ts';
import { compareDiagnostics, compareText } from '../model/diagnostic.ts';
import { changeDigest, partnersDigest, planDigest } from '../model/digest.ts';
import { domainsOf, type PartnerSettings } from '../model/partner.ts';
import { PARTNER_FIELDS } from '../model/partner-fields.ts';
import type { Plan } from '../model/plan.ts';
import { blockedBy } from './blocked.ts';
import { causesOf } from './causes.ts';
import { type Difference, diff } from './diff.ts';
import { type DomainOwners, domainOwners } from './domain-owners.ts';
import { effectsOf } from './effects.ts';
import { guardDiagnostics, refusalsOf } from './guards.ts';
import type { PlanInput } from './plan-input.ts';
import { declarationDiffers } from './rules/declaration-differs.ts';
import { notEnforcing } from './rules/not-enforcing.ts';
import { openSessions } from './rules/open-sessions.ts';
import { serverLimits } from './rules/server-limit.ts';
import { unsupportedFields } from './rules/unsupported-field.ts';
import { type Edit, select } from './selection.ts';
import { endingSessions, type SessionsByDomain, sessionsByDomain } from './sessions.ts';
import { declaredByDomain, type Judged, judgeUndeclared } from './undeclared.ts';

export function makePlan(
  input: PlanInput,
  difference: Difference = diff(input.desired, input.live.partners, input.capabilities),
): Plan {
  const { deployment, live, capabilities, health, history } = input;
  const partners = [...live.partners].sort((a, b) => compareText(a.domain, b.domain));
  const declaredBy = declaredByDomain(input.desired, [
    ...difference.undeclared.flatMap(domainsOf),
    ...(live.blocks ?? []).map(({ domain }) => domain),
  ]);
  const judged = judgeUndeclared(difference.undeclared, declaredBy, history, deployment.unmanaged);
  const selected = select(editsOf(difference, judged), input.only);
  const ownersBefore = domainOwners(partners);
  const ownersAfter = afterwards(partners, selected.edits);
  const changes = toChanges(selected.edits, input, ownersBefore, ownersAfter);
  const digest = planDigest(changes);
  const only = [...(input.only ?? [])].sort(compareText);
  const byScript = capabilities.byScript === true ? ({ byScript: true } as const) : {};
  const refusals = refusalsOf(
    {
      changes,
      ownersBefore,
      ownersAfter,
      livePartners: partners.length,
      thresholds: deployment.guards,
      lastApplied: live.lastApplied,
      workspace: input.workspace,
      departures: health?.departures ?? [],
      history,
    },
    { deployment: deployment.name, only, digest, ...byScript },
  );
  const unmanaged = judged.kept
    .filter(({ reason }) => deployment.unmanaged !== 'ignore' || reason === 'uncommitted')
    .sort((a, b) => compareText(a.domain, b.domain));
  const blocked = blockedBy(
    live.blocks ?? [],
    (domain) => ownersAfter.get(domain) ?? ownersBefore.get(domain) ?? declaredBy.get(domain)?.settings,
  );
  const diagnostics = [
    ...unsupportedFields(input.desired, deployment, capabilities),
    ...(health === null ? [] : serverLimits(input.desired, deployment, health.limits)),
    ...(health === null ? [] : notEnforcing(deployment, health, live)),
    ...(health === null ? [] : declarationDiffers(deployment, health)),
    ...openSessions(changes, deployment, capabilities),
    ...judged.conflicts,
    ...selected.conflicts,
    ...guardDiagnostics(refusals),
  ];
  const count = (action: Change['action']) => changes.filter((change) => change.action === action).length;
  return {
    deployment: deployment.name,
    adapter: deployment.adapter,
    ...byScript,
    desired: {
      commit: history.commit,
      uncommitted: history.uncommitted,
      digest: partnersDigest(input.desired.map(({ settings }) => settings)),
    },
    live: {
      revision: live.revision,
      digest: partnersDigest(live.partners),
      ...(live.lastApplied !== undefined && { lastApplied: live.lastApplied.commit }),
    },
    summary: {
      add: count('add'),
      update: count('update'),
      remove: count('remove'),
      unchanged: difference.unchanged,
      unmanaged: unmanaged.length,
      blocked: blocked.length,
    },
    changes,
    unmanaged,
    blocked,
    diagnostics: diagnostics.sort(compareDiagnostics),
    refusals,
    only,
    partial: selected.partial,
    advances: !selected.partial && advances(input),
    drift:
      (unmanaged.length > 0 && deployment.unmanaged === 'report') ||
      (health?.departures.length ?? 0) > 0 ||
      live.unsettled === true,
    digest,
  };
}

/** Sorted, so that not even a server that lists a domain twice makes a plan depend on the order of a list. */
function editsOf(difference: Difference, judged: Judged): readonly Edit[] {
  const edits = [
    ...difference.added.map(
      (declared): Edit => ({ action: 'add', before: null, after: declared.settings, fields: [], declared }),
    ),
    ...difference.updated.map(
      ({ declared, before, fields }): Edit => ({
        action: 'update',
        before,
        after: declared.settings,
        fields,
        declared,
      }),
    ),
    ...judged.removals.map(
      ({ before, evidence }): Edit => ({
        action: 'remove',
        before,
        after: null,
        fields: [],
        ...(evidence && { evidence }),
      }),
    ),
  ];
  return edits.sort((a, b) => compareText(domainOf(a), domainOf(b)));
}

function domainOf({ before, after }: Pick<Edit, 'before' | 'after'>): string {
  return (after ?? before)?.domain ?? '';
}

/** Who covers each domain once the selected edits are in. */
function afterwards(live: readonly PartnerSettings[], edits: readonly Edit[]): DomainOwners {
  if (edits.length === 0) return domainOwners(live);
  const gone = new Set(edits.map(({ before }) => before));
  const kept = live.filter((partner) => !gone.has(partner));
  return domainOwners([...kept, ...edits.flatMap(({ after }) => (after === null ? [] : [after]))]);
}

function toChanges(
  edits: readonly Edit[],
  input: PlanInput,
  ownersBefore: DomainOwners,
  ownersAfter: DomainOwners,
): readonly Change[] {
  const compared = PARTNER_FIELDS.filter(({ field }) => input.capabilities.fields.has(field));
  const sessions: SessionsByDomain | null = input.sessions === null ? null : sessionsByDomain(input.sessions);
  const changes = edits.map((edit): Change => {
    const { action, before, after } = edit;
    const domain = domainOf(edit);
    return {
      action,
      domain,
      before,
      after,
      fields: edit.fields,
      causes: causesOf(domain, after, before, input.history, compared),
      effects: effectsOf(before, after, ownersBefore, ownersAfter),
      ...optional(edit.evidence, edit.declared),
      ...(sessions !== null && { endsSessions: endingSessions(before, after, ownersBefore, ownersAfter, sessions) }),
      digest: changeDigest(input.deployment.name, { action, domain, before, after }),
    };
  });
  return changes.sort(compareChanges);
}

function optional(evidence: Evidence | undefined, declared: DeclaredPartner | undefined) {
  return { ...(evidence !== undefined && { evidence }), ...(declared !== undefined && { file: declared.source.file }) };
}

/** An old job, a foreign repository or an uncommitted tree must not move the record of what was applied last. */
function advances({ live: { lastApplied }, workspace, history }: PlanInput): boolean {
  if (history.commit === null || history.uncommitted) return false;
  return lastApplied === undefined || (lastApplied.workspace === workspace && history.lastAppliedIs === 'ancestor');
}

/** The dangerous first. */
function compareChanges(a: Change, b: Change): number {
  return (
    EFFECTS.indexOf(a.effects[0] ?? 'neutral') - EFFECTS.indexOf(b.effects[0] ?? 'neutral') ||
    compareText(a.domain, b.domain)
  );
}
