/** A ledger: what an apply did, partner by partner. */
import type { Action, EndingSession } from './change.ts';
import type { ErrorReport } from './errors.ts';
import type { Refusal } from './guard.ts';

/** `unknown`: the answer was lost, and reading again could not settle it. */
export type Outcome = 'applied' | 'failed' | 'skipped' | 'unknown';

export interface LedgerEntry {
  readonly action: Action;
  readonly domain: string;
  readonly outcome: Outcome;
  readonly error?: ErrorReport;
  readonly endedSessions?: readonly EndingSession[];
  /** What the deployment said beside doing it. */
  readonly warnings?: readonly string[];
}

export interface Unverified {
  readonly domain?: string;
  readonly reason: string;
}

export interface Ledger {
  readonly deployment: string;
  /** The plan's digest; null where there was no plan. */
  readonly plan: string | null;
  readonly verified: boolean;
  /** Why not; empty exactly when `verified`. */
  readonly unverified: readonly Unverified[];
  /** Guards and expectations that held the whole plan back: then nothing was written. */
  readonly refused: readonly Refusal[];
  /** What went wrong apart from single partners: could not be read, is locked, could not be planned. */
  readonly error?: ErrorReport;
  /** In the plan's order. */
  readonly results: readonly LedgerEntry[];
  readonly summary: {
    readonly applied: number;
    readonly failed: number;
    readonly skipped: number;
    readonly unknown: number;
  };
  /** The commit recorded as last applied by this run; null where it did not advance. */
  readonly recorded: string | null;
}
