/**
 * The port between the core and the deployments: what an adapter offers. Adapters and core are built apart; the
 * contract suite (test/adapters/contract.ts) holds every adapter to what is said here.
 */
import type { Block } from './block.ts';
import type { Action, EndingSession } from './change.ts';
import type { ErrorReport } from './errors.ts';
import type { Outcome } from './ledger.ts';
import type { Method } from './negotiation.ts';
import type { PartnerSettings } from './partner.ts';
import type { PartnerField } from './partner-fields.ts';

export interface Capabilities {
  /** The fields that the deployment can hold for each partner on its own. */
  readonly fields: ReadonlySet<PartnerField>;
  /** What it does for every partner alike, where a field is not in `fields` and the value is known. */
  readonly fixed: Readonly<Partial<PartnerSettings>>;
  /** A batch is written whole or not at all. */
  readonly atomic: boolean;
  /** A write is refused when the revision has moved since the read. */
  readonly compareAndSet: boolean;
  /** It keeps `lastApplied`. */
  readonly recordsCommit: boolean;
  /** `sessions` lists live sessions. */
  readonly sessions: boolean;
  /** `block` and `unblock` work, and `read` returns blocks. */
  readonly blocks: boolean;
  /** How many writes may be under way at once, where it is not atomic. */
  readonly concurrency: number;
}

/** Who applied what last, kept with the deployment because a CI runner forgets everything. */
export interface LastApplied {
  readonly workspace: string | null;
  readonly commit: string;
  readonly actor: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

export interface LiveState {
  /** In any order; the core sorts. */
  readonly partners: readonly PartnerSettings[];
  /** Covers the partners only; equal exactly for equal partners, and never repeats for a different state. */
  readonly revision: string;
  readonly lastApplied?: LastApplied;
  /** Those in force now. */
  readonly blocks?: readonly Block[];
}

export interface Session {
  readonly domain: string;
  readonly direction: 'inbound' | 'outbound';
  /** Null while it is not authenticated. */
  readonly method: Method | null;
}

/** What a write is asked to do. `before` is what the core saw: null for an add; `after` is null for a removal. */
export interface WriteChange {
  readonly action: Action;
  readonly domain: string;
  readonly before: PartnerSettings | null;
  readonly after: PartnerSettings | null;
}

export interface WriteContext {
  /** The revision the plan was made on: with `compareAndSet`, another one makes the write fail, nothing written. */
  readonly revision: string;
  readonly workspace: string | null;
  /** To be recorded as last applied together with this write; null: leave the record alone. */
  readonly commit: string | null;
  readonly actor: string;
  readonly signal: AbortSignal;
}

export interface ChangeResult {
  readonly action: Action;
  readonly domain: string;
  readonly outcome: Outcome;
  readonly error?: ErrorReport;
  readonly endedSessions?: readonly EndingSession[];
}

/** What the server says of itself. */
export interface Health {
  readonly enforcing: boolean;
  /** Each reason why not. */
  readonly reasons: readonly string[];
}

/** Thrown (as AdapterError.code) when compare-and-set found another revision. */
export const REVISION_MOVED = 'revision-moved';

export interface Adapter {
  readonly capabilities: Capabilities;
  /** The whole state, or it throws AdapterError: a failed or truncated read is never an empty state. */
  read(signal: AbortSignal): Promise<LiveState>;
  /**
   * Writes in the given order. Atomic: one bad change makes the culprit `failed` and the others `skipped`. Otherwise
   * it goes on with the others. Writing what is already there succeeds. An empty list with a commit only records it.
   * Throws AdapterError when nothing can be said about the whole batch; the core then settles it by reading again.
   */
  write(changes: readonly WriteChange[], context: WriteContext): Promise<readonly ChangeResult[]>;
  sessions?(signal: AbortSignal): Promise<readonly Session[]>;
  health?(signal: AbortSignal): Promise<Health>;
  block?(block: Block, signal: AbortSignal): Promise<void>;
  /** Resolves to false where nothing was blocked. */
  unblock?(domain: string, signal: AbortSignal): Promise<boolean>;
  close(): Promise<void>;
}

/** What an adapter is given to work with; edges are injected. */
export interface AdapterContext {
  readonly deployment: string;
  /** The repository's folder, absolute. */
  readonly root: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly now: () => Date;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export type AdapterFactory = (context: AdapterContext) => Promise<Adapter>;
