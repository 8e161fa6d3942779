/** What an apply is given besides the plan and the adapter: every edge (clock, chance, disk, signals) is injected. */
import type { Journal } from './journal.ts';

export interface ApplyOptions {
  /** Names this repository to the server; null where `partnerctl.yaml` does not say. */
  readonly workspace: string | null;
  /** Who applies, for the lock, the journal and the record. */
  readonly actor: string;
  /** `.partnerctl`, absolute: where the lock lies. */
  readonly lockFolder: string;
  readonly journal: Journal;
  readonly now: () => Date;
  /** Ctrl-C: no new write begins, the one under way is awaited. */
  readonly signal: AbortSignal;
  /** After each change that is settled, in any order; `done` counts from 1. */
  readonly onProgress?: (done: number, total: number, domain: string) => void;
  /** From 0 to below 1: the jitter of back-offs. */
  readonly random: () => number;
  /** Waits; ends early, resolved or rejected, when its signal aborts. */
  readonly delay: (ms: number, signal: AbortSignal) => Promise<void>;
}
