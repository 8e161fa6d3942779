/** A change: add, update or remove of one partner, with its fields, causes and effects. */
import type { Method } from './negotiation.ts';
import type { PartnerSettings } from './partner.ts';
import type { PartnerField } from './partner-fields.ts';
import type { ProbedDomain } from './probe-verdict.ts';

export type Action = 'add' | 'update' | 'remove';

/** In this order everywhere: a change sorts by its first effect. */
export const EFFECTS = ['weakens', 'closes', 'opens', 'tightens', 'neutral'] as const;
export type Effect = (typeof EFFECTS)[number];

/**
 * Why a change is in the plan. `proposed`: the tree differs from `--base`. `pending`: the base (or the tree) differs
 * from the last applied commit. `drift`: live differs from the last applied commit.
 */
export const CAUSES = ['proposed', 'pending', 'drift'] as const;
export type Cause = (typeof CAUSES)[number];

export interface FieldChange {
  readonly field: PartnerField;
  readonly before: PartnerSettings[PartnerField];
  readonly after: PartnerSettings[PartnerField];
}

/** What explains a removal: the commit that ended the declaration, or the files that now declare all its domains. */
export type Evidence =
  | {
      readonly kind: 'commit';
      readonly commit: string;
      readonly author: string;
      /** ISO 8601, as git gives it. */
      readonly date: string;
      readonly subject: string;
      /** What that commit did to the declaration. */
      readonly ended: 'deleted' | 'narrowed' | 'redeclared';
      readonly file: string;
    }
  | { readonly kind: 'replaced'; readonly files: readonly string[] };

/** A live session that will end because of a change. */
export interface EndingSession {
  readonly domain: string;
  readonly direction: 'inbound' | 'outbound';
  readonly method: Method | null;
}

export interface Change {
  readonly action: Action;
  /** The partner's primary domain. */
  readonly domain: string;
  /** Effective settings; null when absent. */
  readonly before: PartnerSettings | null;
  readonly after: PartnerSettings | null;
  /** For updates: only what changed, in the order of the field table. */
  readonly fields: readonly FieldChange[];
  /** Empty where it cannot be known. */
  readonly causes: readonly Cause[];
  /** In the order of EFFECTS, never empty. */
  readonly effects: readonly Effect[];
  readonly evidence?: Evidence;
  /** Only where the deployment can list its sessions. */
  readonly endsSessions?: readonly EndingSession[];
  /** Only with `--probe`: of each domain that was probed, sorted. Not in the digest. */
  readonly probe?: readonly ProbedDomain[];
  /** Where the change is written: the partner's file, for an add or update. */
  readonly file?: string;
  /** `sha256:…` over the RFC 8785 JSON of {deployment, action, domain, before, after}. */
  readonly digest: string;
}
