/** The guards, and what a refusal tells people to type. */
import type { Diagnostic } from '../model/diagnostic.ts';
import { shortDigest } from '../model/digest.ts';
import type { Refusal } from '../model/guard.ts';
import type { Guard, GuardFacts } from './guards/guard.ts';
import { history } from './guards/history.ts';
import { massRemoval } from './guards/mass-removal.ts';
import { massUpdate } from './guards/mass-update.ts';
import { ownership } from './guards/ownership.ts';
import { reopens } from './guards/reopens.ts';

export const ALL_GUARDS: readonly Guard[] = [massRemoval, massUpdate, reopens, history, ownership];

/** Nothing is held back where nothing would change. */
export function refusalsOf(facts: GuardFacts, deployment: string, digest: string): readonly Refusal[] {
  if (facts.changes.length === 0) return [];
  return ALL_GUARDS.flatMap(({ guard, check }) => {
    const message = check(facts);
    return message === undefined ? [] : [{ guard, message, override: overrideCommand(deployment, digest) }];
  });
}

export function guardDiagnostics(refusals: readonly Refusal[]): readonly Diagnostic[] {
  return refusals.map(({ guard, message, override }) => ({
    code: `guard-${guard}`,
    severity: 'warning',
    message,
    hint: `an apply will be refused; if it is meant: ${override}`,
  }));
}

function overrideCommand(deployment: string, digest: string): string {
  return `partnerctl apply --deployment ${deployment} --override ${shortDigest(digest)}`;
}
