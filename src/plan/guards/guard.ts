/** What a guard is: a named reason to hold an apply back, judged on the finished changes. */

import type { LastApplied } from '../../model/adapter.ts';
import type { Change } from '../../model/change.ts';
import type { GuardThresholds } from '../../model/deployment.ts';
import type { GuardName } from '../../model/guard.ts';
import type { Departure } from '../../model/health.ts';
import type { RuleInfo } from '../../model/rule.ts';
import { thousands } from '../../model/thousands.ts';
import type { DomainOwners } from '../domain-owners.ts';
import type { HistoryFacts } from '../plan-input.ts';

export interface GuardFacts {
  readonly changes: readonly Change[];
  readonly ownersBefore: DomainOwners;
  readonly ownersAfter: DomainOwners;
  /** How many partners are live. */
  readonly livePartners: number;
  readonly thresholds: GuardThresholds;
  readonly lastApplied: LastApplied | undefined;
  readonly workspace: string | null;
  readonly departures: readonly Departure[];
  readonly history: Pick<HistoryFacts, 'commit' | 'lastAppliedIs'>;
}

export interface Guard extends RuleInfo {
  readonly guard: GuardName;
  /** Why it holds back; undefined where it does not. */
  readonly check: (facts: GuardFacts) => string | undefined;
}

export function guardInfo(guard: GuardName, summary: string): Omit<Guard, 'check'> {
  return { guard, code: `guard-${guard}`, severity: 'warning', configurable: false, summary };
}

/** Is it more than so many percent? Multiplied out, because 7 / 100 * 100 is more than 7 in floating point. */
export function exceedsPercent(part: number, whole: number, percent: number): boolean {
  return part * 100 > percent * whole;
}

/** `12 of 40 (30%)`; never rounds up to the whole. */
export function share(part: number, whole: number): string {
  const shown = Math.floor((part * 100) / whole);
  return `${thousands(part)} of ${thousands(whole)} (${shown}%)`;
}
