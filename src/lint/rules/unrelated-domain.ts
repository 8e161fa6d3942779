/** `unrelated-domain`: a domain that is not the partner's by its name is how a stranger is slipped in. */
import type { DeclaredPartner } from '../../model/declared-partner.ts';
import { displayDomain, isBelow } from '../../model/domain-name.ts';
import { registrableDomain } from '../../model/public-suffix.ts';
import { quoted } from '../../model/quoted.ts';
import type { SourceRange } from '../../model/source.ts';
import { type Finding, NOTHING, type PartnerRule } from '../rule.ts';
import { writtenRange } from '../written-domains.ts';

export const unrelatedDomain: PartnerRule = {
  code: 'unrelated-domain',
  severity: 'warning',
  configurable: true,
  summary: 'An additional domain is not under the partner’s registrable domain.',
  scope: 'partner',
  reads: ['domain', 'additionalDomains'],
  check(partner) {
    const { source, settings } = partner;
    if (source.additionalDomains.length === 0) return NOTHING;
    const registered = registrableDomain(settings.domain);
    const found: Finding[] = [];
    for (const [index, domain] of source.additionalDomains.entries()) {
      if (registered !== undefined && (domain === registered || isBelow(domain, registered))) continue;
      found.push(unrelated(partner, domain, registered, writtenRange(partner, index + 1)));
    }
    return found;
  },
};

function unrelated(
  { settings }: DeclaredPartner,
  domain: string,
  registered: string | undefined,
  range: SourceRange,
): Finding {
  const owner =
    registered === undefined
      ? `${settings.domain} is a public suffix, below which names belong to strangers`
      : `it is not under ${displayDomain(registered)}`;
  return {
    message: `${quoted(displayDomain(domain))} may belong to somebody else: ${owner}`,
    hint: 'give it a file of its own; or, if it is theirs, say so: # partnerctl-allow unrelated-domain: <reason>',
    range,
  };
}
