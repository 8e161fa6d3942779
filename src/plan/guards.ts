/** The guards, and what a refusal tells people to type. */
import type { Diagnostic } from '../model/diagnostic.ts';
import { shortDigest } from '../model/digest-prefix.ts';
import type { Refusal } from '../model/guard.ts';
import { selectors } from '../model/plan.ts';
import { scriptOverride } from '../model/script-override.ts';
import { declaration } from './guards/declaration.ts';
import type { Guard, GuardFacts } from './guards/guard.ts';
import { history } from './guards/history.ts';
import { massRemoval } from './guards/mass-removal.ts';
import { massUpdate } from './guards/mass-update.ts';
import { ownership } from './guards/ownership.ts';
import { reopens } from './guards/reopens.ts';

export const ALL_GUARDS: readonly Guard[] = [massRemoval, massUpdate, reopens, history, ownership, declaration];

/** What a command must name so that it makes this very plan again. */
export interface PlanName {
  readonly deployment: string;
  /** Sorted; empty: all. */
  readonly only: readonly string[];
  readonly digest: string;
  readonly byScript?: true;
}

/** Nothing is held back where nothing would change. */
export function refusalsOf(facts: GuardFacts, plan: PlanName): readonly Refusal[] {
  if (facts.changes.length === 0) return [];
  return ALL_GUARDS.flatMap(({ guard, check }) => {
    const message = check(facts);
    return message === undefined ? [] : [{ guard, message, override: overrideOf(plan) }];
  });
}

export function guardDiagnostics(refusals: readonly Refusal[]): readonly Diagnostic[] {
  return refusals.map(({ guard, message, override }) => ({
    code: `guard-${guard}`,
    severity: 'warning',
    message,
    hint: override.startsWith('partnerctl ') ? `an apply will be refused; if it is meant: ${override}` : override,
  }));
}

function overrideOf(plan: PlanName): string {
  if (plan.byScript === true) return scriptOverride(plan);
  return `partnerctl apply ${selectors(plan)} --override ${shortDigest(plan.digest)}`;
}
