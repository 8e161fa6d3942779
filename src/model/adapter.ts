/**
 * The port between the core and the deployments: what an adapter offers. Adapters and core are built apart; the
 * contract suite (test/adapters/contract.ts) holds every adapter to what is said here.
 */
import type { Block } from './block.ts';
import type { Action, EndingSession } from './change.ts';
import type { ErrorReport } from './errors.ts';
import type { Health } from './health.ts';
import type { Outcome } from './ledger.ts';
import type { Method } from './negotiation.ts';
import type { Observed } from './observed.ts';
import type { PartnerSettings } from './partner.ts';
import type { PartnerField } from './partner-fields.ts';

export interface Capabilities {
  /** The fields that the deployment can hold for each partner on its own; `domain` is always one of them. */
  readonly fields: ReadonlySet<PartnerField>;
  /**
   * What it does for every partner alike, where a field is not in `fields` and the value is known. `read` fills a
   * field that is in neither with its default, and `partnerType` with Federated.
   */
  readonly fixed: Readonly<Partial<PartnerSettings>>;
  /** Of `fields`, those that it holds and enforces only in part: what is missing, as the end of a sentence. */
  readonly partly: Readonly<Partial<Record<PartnerField, string>>>;
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
  /**
   * How many writes may be under way at once, where it is not atomic: with `compareAndSet` a call of `write` brings up
   * to this many independent changes, without it one.
   */
  readonly concurrency: number;
  /** When and how a change takes effect: one sentence for people, without a full stop. */
  readonly takesEffect: string;
  readonly openSessions: OpenSessions;
  /** It is never written from here: a plan is carried out by hand, as the script that is made of it. */
  readonly byScript?: true;
}

/**
 * What becomes of open sessions that a change no longer permits. `none`: there are none; `ended`: the server ends them;
 * `all-ended`: it can only end all sessions at once, and does; `kept`: they go on until they end by themselves;
 * `unknown`: nobody says.
 */
export type OpenSessions = 'none' | 'ended' | 'all-ended' | 'kept' | 'unknown';

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
  /**
   * Covers the partners only, not blocks nor the record. Equal exactly for equal partners (whatever their order), the
   * same after a restart, and never repeated for a different state: a digest of the partners does it.
   */
  readonly revision: string;
  readonly lastApplied?: LastApplied;
  /** Those in force now. */
  readonly blocks?: readonly Block[];
  /**
   * What stands written there is not what is in force: somebody edited it, or a write was cut off. That is drift, even
   * where no partner differs, and any write settles it, an empty one without a commit, too. Absent: no.
   */
  readonly unsettled?: true;
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
  /**
   * To be recorded as last applied together with this write, if every change is applied; null: leave the record alone.
   */
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
  /** What the deployment said beside doing it. */
  readonly warnings?: readonly string[];
  /** Why it may not be in force everywhere, although it was applied: then the apply is not verified. */
  readonly unverified?: string;
}

/** Thrown (as AdapterError.code, not retryable) when compare-and-set found another revision. */
export const REVISION_MOVED = 'revision-moved';

/**
 * Every signal: a call whose signal is aborted before it begins, or before it has written anything, rejects with the
 * signal's reason and has changed nothing. After that it is answered as usual; what was not begun is `skipped`.
 */
export interface Adapter {
  readonly capabilities: Capabilities;
  /** The whole state, or it throws AdapterError: a failed or truncated read is never an empty state. */
  read(signal: AbortSignal): Promise<LiveState>;
  /**
   * Writes in the given order, and answers for each change in that order. Atomic: one bad change makes the culprit
   * `failed` (with `error`) and the others `skipped`, and nothing is written. Otherwise it goes on with the others. A
   * change is bad that the deployment could not show again as it was wanted, among them one after which two partners
   * cover one domain. Writing what is already there succeeds, and so does removing what is absent. An empty list with
   * a commit only records it. Where the deployment keeps no record, `commit` is ignored.
   * Throws AdapterError when nothing can be said about the whole batch; the core then settles it by reading again.
   */
  write(changes: readonly WriteChange[], context: WriteContext): Promise<readonly ChangeResult[]>;
  sessions?(signal: AbortSignal): Promise<readonly Session[]>;
  /** Asked for each plan, and after each apply. */
  health?(signal: AbortSignal): Promise<Health>;
  /** Where the deployment can watch before it enforces: what it has seen. */
  observed?(signal: AbortSignal): Promise<Observed>;
  /** Takes the place of an earlier block of the same domain. */
  block?(block: Block, signal: AbortSignal): Promise<void>;
  /** Resolves to false where nothing was blocked (any more). */
  unblock?(domain: string, signal: AbortSignal): Promise<boolean>;
  /** Harmless when called again. */
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
  /**
   * The text of a file that the configuration names, relative to the repository: from the tree, or from the commit that
   * the configuration itself is taken from. Throws PartnerctlError where it is not there or leads out of the repository.
   */
  readonly fileText: (path: string) => Promise<string>;
  /** From 0 to below 1: the jitter of back-offs. */
  readonly random: () => number;
  /** Waits; ends early, resolved or rejected, when its signal aborts. */
  readonly delay: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Connects as far as needed to say what the deployment can do. Throws AdapterError (operation `open`). */
export type AdapterFactory = (context: AdapterContext) => Promise<Adapter>;
