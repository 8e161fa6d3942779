/** Everything that was read from the repository: partners, deployments and policy, with source ranges. */

import type { DeclaredPartner } from './declared-partner.ts';
import type { Deployment } from './deployment.ts';
import { EMBEDDED_DEPLOYMENT } from './deployment.ts';
import type { Method } from './negotiation.ts';
import type { RuleSeverity } from './rule.ts';

/** What `partnerctl.yaml` says. */
export interface Config {
  /** Names this repository to servers; null where the file does not say (the `file` adapter can do without). */
  readonly workspace: string | null;
  /** Ours: never a partner. */
  readonly localDomains: readonly string[];
  /** The weakest method that a partner may permit. */
  readonly weakestMethod: Method;
  readonly rules: Readonly<Partial<Record<string, RuleSeverity>>>;
  /** Sorted by name; never empty. */
  readonly deployments: readonly Deployment[];
}

export const DEFAULT_CONFIG: Config = {
  workspace: null,
  localDomains: [],
  weakestMethod: 'tcp-dialback',
  rules: {},
  deployments: [EMBEDDED_DEPLOYMENT],
};

/** One entry of `partners/`, other than README.md and dot-files. */
export interface PartnersEntry {
  /** Relative to the repository. */
  readonly file: string;
  readonly kind: 'file' | 'folder' | 'other';
}

export interface Workspace {
  readonly config: Config;
  /** Sorted by domain, then by file. */
  readonly partners: readonly DeclaredPartner[];
  /** Everything that was looked at, sorted. */
  readonly entries: readonly PartnersEntry[];
}
