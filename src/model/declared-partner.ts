/** A partner as a file declares it: its settings, and what only the file knows. */
import type { PartnerSettings } from './partner.ts';
import type { PartnerSource } from './partner-source.ts';

export interface DeclaredPartner {
  readonly settings: PartnerSettings;
  /** Who answers for this partner; never sent to servers. */
  readonly owner: string | null;
  /** The agreement's last valid day, YYYY-MM-DD, UTC; never sent to servers. */
  readonly expires: string | null;
  /** The deployments that should have it, sorted; null: all of them. */
  readonly deployments: readonly string[] | null;
  readonly source: PartnerSource;
}

export function isDeclaredFor(partner: DeclaredPartner, deployment: string): boolean {
  return partner.deployments === null || partner.deployments.includes(deployment);
}
