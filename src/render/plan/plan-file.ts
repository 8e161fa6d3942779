/**
 * A saved plan, read back. It may come from anywhere: every value is looked at, and what it says of its changes must
 * agree with itself. Whether its digests are those of its content is for the caller to compute.
 */

import { hasMember, listOf, object, Unreadable } from '../../json/decode.ts';
import type { Change } from '../../model/change.ts';
import type { ErrorReport } from '../../model/errors.ts';
import { isFailed, type Plan, type PlanResult } from '../../model/plan.ts';
import type { PolicyChange } from '../../model/policy-change.ts';
import { FORMAT_VERSION } from '../json-text.ts';
import { readError, readPlanResult, readPolicyChange } from './plan-shape.ts';

export interface PlanFile {
  readonly plans: readonly PlanResult[];
  readonly policyChanges: readonly PolicyChange[];
}

/** `message` completes "FILE cannot be used: "; it quotes nothing but names of members. */
export type ParsedPlanFile =
  | { readonly kind: 'plans'; readonly file: PlanFile }
  | {
      readonly kind: 'problem';
      readonly message: string;
      readonly hint: string;
      /** Why the planning itself had failed. */
      readonly failed?: ErrorReport;
    };

const HINT = 'make it with `partnerctl plan --out FILE`';

const anyVersion = (value: unknown) => value;
const planFile = object(
  { formatVersion: anyVersion, plans: listOf(readPlanResult) },
  { policyChanges: listOf(readPolicyChange) },
);
const errorFile = object({ formatVersion: anyVersion, error: readError });

export function parsePlanFile(text: string): ParsedPlanFile {
  try {
    return parse(JSON.parse(text.replace(/^\ufeff/, '')));
  } catch (error) {
    if (error instanceof Unreadable) return problem(error.message);
    if (error instanceof SyntaxError) return problem('it is not JSON, or not all of it');
    throw error;
  }
}

function parse(value: unknown): ParsedPlanFile {
  if (!hasMember('formatVersion')(value)) return problem('it has no formatVersion');
  const { formatVersion } = value as { formatVersion: unknown };
  if (formatVersion !== FORMAT_VERSION) return problem(`its formatVersion is not ${FORMAT_VERSION}`);
  if (hasMember('error')(value)) {
    const { error } = errorFile(value, '');
    return { ...problem(`the planning had failed (${error.code})`), failed: error };
  }
  const { plans, policyChanges = [] } = planFile(value, '');
  plans.forEach((result, index) => {
    if (!isFailed(result)) checkPlan(result, `plans[${index}]`);
  });
  const names = plans.map(({ deployment }) => deployment);
  if (new Set(names).size < names.length) throw new Unreadable('a deployment occurs twice');
  return { kind: 'plans', file: { plans, policyChanges } };
}

/** A summary that hides a removal would be believed by whoever reads only that. */
function checkPlan({ summary, changes, unmanaged, blocked }: Plan, at: string): void {
  const counted = (action: Change['action']) => changes.filter((change) => change.action === action).length;
  const agrees =
    summary.add === counted('add') &&
    summary.update === counted('update') &&
    summary.remove === counted('remove') &&
    summary.unmanaged === unmanaged.length &&
    summary.blocked === blocked.length;
  if (!agrees) throw new Unreadable(`${at}.summary does not agree with the lists`);
  changes.forEach((change, index) => {
    const place = `${at}.changes[${index}]`;
    if (!sidesAgree(change)) throw new Unreadable(`${place} does not agree with its action`);
    if (!fieldsAgree(change)) throw new Unreadable(`${place}.fields does not agree with before and after`);
    if (change.effects.length === 0) throw new Unreadable(`${place}.effects is empty`);
  });
}

function sidesAgree({ action, domain, before, after }: Change): boolean {
  const expected = { add: [false, true], update: [true, true], remove: [true, false] }[action];
  return (before !== null) === expected[0] && (after !== null) === expected[1] && (after ?? before)?.domain === domain;
}

function fieldsAgree({ fields, before, after }: Change): boolean {
  if (before === null || after === null) return fields.length === 0;
  const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
  return fields.every((field) => same(field.before, before[field.field]) && same(field.after, after[field.field]));
}

function problem(message: string): Extract<ParsedPlanFile, { kind: 'problem' }> {
  return { kind: 'problem', message, hint: HINT };
}
