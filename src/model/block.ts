/**
 * A block: an emergency cut-off, set without a commit and above every file. A partner's primary domain cuts off the
 * whole partner; any other domain only itself.
 */
export interface Block {
  readonly domain: string;
  readonly reason: string;
  readonly actor: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** The last day it holds, YYYY-MM-DD, UTC; null: until it is lifted. */
  readonly until: string | null;
}
