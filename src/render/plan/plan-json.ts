/** Plans for machines, and for `apply PLAN`: schemas/plan.schema.json. plan-file.ts reads them back. */
import type { Change, Evidence } from '../../model/change.ts';
import { type Blocked, isFailed, type Plan, type PlanResult } from '../../model/plan.ts';
import type { PolicyChange } from '../../model/policy-change.ts';
import type { ProbedDomain } from '../../model/probe-verdict.ts';
import { diagnosticJson } from '../diagnostic-json.ts';
import { versionedJson } from '../json-text.ts';
import { directionsJson } from '../probe/probe-json.ts';
import { sessionJson, settingsJson } from '../settings-json.ts';

export interface PlanJsonOptions {
  /** Present in the output exactly when given. */
  readonly policyChanges?: readonly PolicyChange[];
}

export function renderPlansJson(results: readonly PlanResult[], { policyChanges }: PlanJsonOptions = {}): string {
  return versionedJson({
    ...(policyChanges !== undefined && {
      policyChanges: policyChanges.map(({ path, before, after }) => ({ path, before, after })),
    }),
    plans: results.map(resultJson),
  });
}

function resultJson(result: PlanResult): object {
  if (!isFailed(result)) return planJson(result);
  const { code, message, hint } = result.error;
  return { deployment: result.deployment, error: { code, message, hint } };
}

function planJson(plan: Plan): object {
  const { desired, live, summary } = plan;
  return {
    deployment: plan.deployment,
    adapter: plan.adapter,
    ...(plan.byScript !== undefined && { byScript: plan.byScript }),
    desired: { commit: desired.commit, uncommitted: desired.uncommitted, digest: desired.digest },
    live: {
      revision: live.revision,
      digest: live.digest,
      ...(live.lastApplied !== undefined && { lastApplied: live.lastApplied }),
    },
    summary: {
      add: summary.add,
      update: summary.update,
      remove: summary.remove,
      unchanged: summary.unchanged,
      unmanaged: summary.unmanaged,
      blocked: summary.blocked,
    },
    changes: plan.changes.map(changeJson),
    unmanaged: plan.unmanaged.map(({ domain, reason, settings }) => ({
      domain,
      reason,
      settings: settingsJson(settings),
    })),
    blocked: plan.blocked.map(blockedJson),
    diagnostics: plan.diagnostics.map(diagnosticJson),
    refusals: plan.refusals.map(({ guard, message, override }) => ({ guard, message, override })),
    only: plan.only,
    partial: plan.partial,
    advances: plan.advances,
    drift: plan.drift,
    digest: plan.digest,
  };
}

function changeJson(change: Change): object {
  return {
    action: change.action,
    domain: change.domain,
    ...(change.file !== undefined && { file: change.file }),
    before: change.before && settingsJson(change.before),
    after: change.after && settingsJson(change.after),
    fields: change.fields.map(({ field, before, after }) => ({ field, before, after })),
    causes: change.causes,
    effects: change.effects,
    ...(change.evidence !== undefined && { evidence: evidenceJson(change.evidence) }),
    ...(change.probe !== undefined && { probe: change.probe.map(probedJson) }),
    ...(change.endsSessions !== undefined && { endsSessions: change.endsSessions.map(sessionJson) }),
    digest: change.digest,
  };
}

function probedJson(probed: ProbedDomain): object {
  const { domain, at, host } = probed;
  return { domain, ...directionsJson(probed), at, host };
}

function evidenceJson(evidence: Evidence): Evidence {
  if (evidence.kind === 'replaced') return { kind: evidence.kind, files: evidence.files };
  const { kind, commit, author, date, subject, ended, file } = evidence;
  return { kind, commit, author, date, subject, ended, file };
}

function blockedJson({ domain, partner, reason, actor, at, until }: Blocked): Blocked {
  return { domain, partner, reason, actor, at, until };
}
