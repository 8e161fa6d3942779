/** A deployment: one server (or pool) of ours that enforces partners, as `partnerctl.yaml` describes it. */

export const UNMANAGED_POLICIES = ['report', 'remove', 'ignore'] as const;
/** What happens to a live partner that no commit ever declared. */
export type UnmanagedPolicy = (typeof UNMANAGED_POLICIES)[number];

/** Above these an apply needs an override. Percents are of the deployment's live domains or partners. */
export interface GuardThresholds {
  readonly removals: number;
  readonly removalPercent: number;
  readonly updatePercent: number;
}

export const DEFAULT_GUARDS: GuardThresholds = { removals: 3, removalPercent: 10, updatePercent: 50 };

export interface Deployment {
  readonly name: string;
  /** A name in adapters/registry.ts. */
  readonly adapter: string;
  readonly unmanaged: UnmanagedPolicy;
  readonly guards: GuardThresholds;
  /** The adapter's own part of the configuration, checked by the schema: `path`, `url`, `token` … */
  readonly options: Readonly<Record<string, unknown>>;
}

/** What is used where there is no `partnerctl.yaml`. */
export const EMBEDDED_DEPLOYMENT: Deployment = {
  name: 'local',
  adapter: 'file',
  unmanaged: 'report',
  guards: DEFAULT_GUARDS,
  options: { path: '.partnerctl/local.json' },
};
