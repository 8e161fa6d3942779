/** What a plan is made of: plain data and pure look-ups, gathered by src/reconcile.ts. */
import type { Capabilities, LiveState, Session } from '../model/adapter.ts';
import type { Evidence } from '../model/change.ts';
import type { DeclaredPartner } from '../model/declared-partner.ts';
import type { Deployment } from '../model/deployment.ts';
import type { Health } from '../model/health.ts';
import type { PartnerSettings } from '../model/partner.ts';

/** Effective settings of a partner at some commit; null: not declared then; undefined: cannot be known. */
export type SettingsAt = (domain: string) => PartnerSettings | null | undefined;

/** How the declaration of a live partner ended; `still-declared`: HEAD has it, the tree does not. */
export type Ended = Extract<Evidence, { kind: 'commit' }> | 'still-declared' | 'never-declared';

export interface HistoryFacts {
  /** HEAD; null outside Git and before the first commit. */
  readonly commit: string | null;
  readonly inGit: boolean;
  /** Does the tree differ from HEAD? */
  readonly uncommitted: boolean;
  /** By primary domain, for every undeclared live partner; empty outside Git. */
  readonly endings: ReadonlyMap<string, Ended>;
  /** At `--base`; null without it. */
  readonly atBase: SettingsAt | null;
  /** At the last applied commit; null where that is not known. */
  readonly atLastApplied: SettingsAt | null;
  /** Is the last applied commit HEAD or an ancestor of it? Null where nothing was recorded. */
  readonly lastAppliedIs: 'ancestor' | 'not-ancestor' | 'unknown' | null;
}

export interface PlanInput {
  readonly deployment: Deployment;
  readonly workspace: string | null;
  /** Declared for this deployment. */
  readonly desired: readonly DeclaredPartner[];
  readonly live: LiveState;
  readonly capabilities: Capabilities;
  readonly sessions: readonly Session[] | null;
  /** What the server says of itself; null where it says nothing. */
  readonly health: Health | null;
  readonly history: HistoryFacts;
  /** Only changes of partners with these domains; null: all. */
  readonly only: ReadonlySet<string> | null;
}
