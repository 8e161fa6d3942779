/** Guards: named refusals with a named override. */

export const GUARDS = ['mass-removal', 'mass-update', 'reopens', 'history', 'ownership', 'declaration'] as const;
export type GuardName = (typeof GUARDS)[number];

/** Why an apply holds back although nothing is broken. `stale` and `unreviewed` are expectations that were not met. */
export interface Refusal {
  readonly guard: GuardName | 'stale' | 'unreviewed';
  readonly message: string;
  /** The arguments that let this one plan through, or what to do instead. */
  readonly override: string;
}
