/**
 * The public API: what the command line is made of, for programs. Everything is plain data and functions; edges are
 * handed in. The only barrel of the project.
 */

export { openAdapter } from './adapters/registry.ts';
export { openRepository } from './git/repository.ts';
export type * from './model/adapter.ts';
export type * from './model/block.ts';
export type * from './model/change.ts';
export type * from './model/declared-partner.ts';
export type * from './model/deployment.ts';
export type * from './model/diagnostic.ts';
export { checkDomain, displayDomain } from './model/domain-name.ts';
export { AdapterError, HistoryError, PartnerctlError, StalePlanError, UsageError } from './model/errors.ts';
export type * from './model/guard.ts';
export type { Health, HealthMode, ServerLimit } from './model/health.ts';
export type * from './model/ledger.ts';
export {
  METHODS,
  type Method,
  type Negotiation,
  type NegotiationSettings,
  permittedMethods,
} from './model/negotiation.ts';
export type * from './model/observed.ts';
export { domainsOf, PARTNER_DEFAULTS, type PartnerSettings, type PartnerType } from './model/partner.ts';
export { PARTNER_FIELDS, type PartnerField } from './model/partner-fields.ts';
export type * from './model/plan.ts';
export type * from './model/policy-change.ts';
export type * from './model/probe.ts';
export type * from './model/probe-certificate.ts';
export type * from './model/probe-verdict.ts';
export type * from './model/rule.ts';
export type * from './model/workspace.ts';
export { openProbe, type Probe, type ProbeEdges, type ProbeOptions } from './probe/probe.ts';
export { type Asked, reusable } from './probe/reuse.ts';
export type { Checked, CheckOptions } from './reconcile/check.ts';
export { ALL_RULES } from './reconcile/check.ts';
export type { Edges } from './reconcile/edges.ts';
export type { PlanOptions } from './reconcile/plan-run.ts';
export { type ApplyOptions, apply, check, plan } from './reconcile.ts';
