/** The shape of a saved plan, member by member: the reading side of plan-json.ts and schemas/plan.schema.json. */

import {
  either,
  hasMember,
  listOf,
  matching,
  nullable,
  object,
  oneOf,
  type Read,
  setOf,
  text,
  truth,
  Unreadable,
  wellFormed,
  wholeNumber,
} from '../../json/decode.ts';
import { CAUSES, type Change, EFFECTS, type FieldChange } from '../../model/change.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { canonicalDomain } from '../../model/domain-name.ts';
import { GUARDS } from '../../model/guard.ts';
import { METHODS, NEGOTIATIONS } from '../../model/negotiation.ts';
import { PARTNER_TYPES, type PartnerSettings } from '../../model/partner.ts';
import { PARTNER_FIELDS } from '../../model/partner-fields.ts';
import type { FailedPlan, Plan, PlanResult } from '../../model/plan.ts';
import { readProbed } from '../probe/outcome-shape.ts';

const count = wholeNumber(0);
const digest = matching(/^sha256:[0-9a-f]{64}$/, 'digest');
/** It becomes part of a selection, and of commands that are shown. */
const domain: Read<string> = (value, at) => {
  const name = text(value, at);
  if (canonicalDomain(name) !== name) throw new Unreadable(`${at} is no domain`);
  return name;
};

const errorReport = object({ code: text, message: text, hint: text });
const position = object({ line: wholeNumber(1), column: wholeNumber(1) });

const settings: Read<PartnerSettings> = object({
  domain: wellFormed,
  description: nullable(wellFormed),
  additionalDomains: setOf(wellFormed),
  partnerType: oneOf(PARTNER_TYPES),
  tlsNegotiation: oneOf(NEGOTIATIONS),
  saslNegotiation: oneOf(NEGOTIATIONS),
  dialbackNegotiation: truth,
  connectionLimit: nullable(wholeNumber(1)),
  keepAlive: truth,
  proxyFqdn: nullable(wellFormed),
});

const fieldValue: Read<FieldChange['before']> = (value, at) => {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number') return count(value, at);
  return Array.isArray(value) ? listOf(text)(value, at) : (text(value, at) as FieldChange['before']);
};

const fieldChange: Read<FieldChange> = object({
  field: oneOf(PARTNER_FIELDS.map(({ field }) => field)),
  before: fieldValue,
  after: fieldValue,
});

const evidence = either(
  hasMember('files'),
  object({ kind: oneOf(['replaced']), files: listOf(text) }),
  object({
    kind: oneOf(['commit']),
    commit: text,
    author: text,
    date: text,
    subject: text,
    ended: oneOf(['deleted', 'narrowed', 'redeclared']),
    file: text,
  }),
);

const session = object({
  domain: text,
  direction: oneOf(['inbound', 'outbound']),
  method: nullable(oneOf(METHODS)),
});

const change: Read<Change> = object(
  {
    action: oneOf(['add', 'update', 'remove']),
    domain: wellFormed,
    before: nullable(settings),
    after: nullable(settings),
    fields: listOf(fieldChange),
    causes: setOf(oneOf(CAUSES)),
    effects: setOf(oneOf(EFFECTS)),
    digest,
  },
  { file: text, evidence, endsSessions: listOf(session), probe: listOf(readProbed) },
);

const diagnosticMembers = object(
  { code: text, severity: oneOf(['error', 'warning', 'info']), message: text },
  {
    hint: text,
    file: text,
    start: position,
    end: position,
    related: listOf(object({ message: text, file: text, start: position, end: position })),
  },
);

export const readDiagnostic: Read<Diagnostic> = (value, at) => {
  const { file, start, end, ...others } = diagnosticMembers(value, at);
  if (file === undefined && start === undefined && end === undefined) return others;
  if (file === undefined || start === undefined || end === undefined)
    throw new Unreadable(`${at} has a place that is not complete`);
  return { ...others, range: { file, start, end } };
};

const plan: Read<Plan> = object(
  {
    deployment: wellFormed,
    adapter: text,
    desired: object({ commit: nullable(text), uncommitted: truth, digest }),
    live: object({ revision: text, digest }, { lastApplied: text }),
    summary: object({ add: count, update: count, remove: count, unchanged: count, unmanaged: count, blocked: count }),
    changes: listOf(change),
    unmanaged: listOf(
      object({ domain: text, reason: oneOf(['never-declared', 'uncommitted', 'outside-git']), settings }),
    ),
    blocked: listOf(
      object({ domain: text, partner: nullable(text), reason: text, actor: text, at: text, until: nullable(text) }),
    ),
    diagnostics: listOf(readDiagnostic),
    refusals: listOf(object({ guard: oneOf([...GUARDS, 'stale', 'unreviewed']), message: text, override: text })),
    only: setOf(domain),
    partial: truth,
    advances: truth,
    drift: truth,
    digest,
  },
  { byScript: oneOf([true]) },
);

const failed: Read<FailedPlan> = object({ deployment: text, error: errorReport });

export const readPlanResult: Read<PlanResult> = either(hasMember('error'), failed, plan);
export const readError = errorReport;
export const readPolicyChange = object({ path: text, before: nullable(text), after: nullable(text) });
