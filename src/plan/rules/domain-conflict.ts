/** `domain-conflict`: a file declares a domain that a live partner holds which nothing entitles us to remove. */
import type { DeclaredPartner } from '../../model/declared-partner.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { displayDomain } from '../../model/domain-name.ts';
import type { PartnerSettings } from '../../model/partner.ts';
import { domainRange } from '../../model/partner-source.ts';
import type { UnmanagedReason } from '../../model/plan.ts';
import type { RuleInfo } from '../../model/rule.ts';

export const domainConflictInfo: RuleInfo = {
  code: 'domain-conflict',
  severity: 'error',
  configurable: false,
  summary: 'A file declares a domain that belongs to a live partner which stays.',
};

const CURES: Readonly<Record<UnmanagedReason | 'not-selected', string>> = {
  'never-declared':
    'declare all its domains; or take this one out of the file, `partnerctl import` the partner, and edit what that writes',
  uncommitted: 'commit the removal of its file first',
  'outside-git': 'declare all its domains; outside Git nothing is removed',
  'not-selected': 'name both partners with --only, or plan without --only',
};

export function domainConflict(
  domain: string,
  declared: DeclaredPartner,
  live: PartnerSettings,
  reason: UnmanagedReason | 'not-selected',
): Diagnostic {
  return {
    code: domainConflictInfo.code,
    severity: 'error',
    message: `${displayDomain(domain)} is declared by ${declared.settings.domain}, but the live partner ${live.domain} holds it`,
    hint: CURES[reason],
    range: domainRange(declared.source, domain),
  };
}
