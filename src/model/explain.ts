/** What `explain` finds out about one domain: who covers it, with which settings, and what they permit and why. */
import type { Method } from './negotiation.ts';
import type { PartnerSettings } from './partner.ts';

export interface ExplainedPartner {
  readonly file: string;
  /** Effective, defaults filled in. */
  readonly settings: PartnerSettings;
  readonly owner: string | null;
  /** YYYY-MM-DD, UTC. */
  readonly expires: string | null;
  /** Null: all of them. */
  readonly deployments: readonly string[] | null;
  /** The keys that the file states, in the order of FILE_KEYS; whatever is missing is a default. */
  readonly stated: readonly string[];
}

export interface MethodReason {
  readonly method: Method;
  /** One sentence. */
  readonly why: string;
}

export interface Explanation {
  /** As canonical A-labels. */
  readonly domain: string;
  readonly covered: boolean;
  /** Exactly when covered. */
  readonly partner?: ExplainedPartner;
  /** What the settings permit, strongest first; empty where not covered. */
  readonly methods: readonly Method[];
  /** Strongest first, and both empty where not covered. */
  readonly directions: {
    readonly inbound: readonly MethodReason[];
    readonly outbound: readonly MethodReason[];
  };
  readonly notes: readonly string[];
  /** The most similar covered domain, where this one is not covered. */
  readonly nearest?: { readonly domain: string; readonly file: string };
}
