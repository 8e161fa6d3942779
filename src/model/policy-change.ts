/** A difference in `partnerctl.yaml` between the base and the tree, described as text: it takes effect after the merge. */
export interface PolicyChange {
  /** The key's path: `deployments.edge-eu.guards.removals`. */
  readonly path: string;
  /** Null: absent. */
  readonly before: string | null;
  readonly after: string | null;
}
