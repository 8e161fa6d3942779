/** `unrelated-domain`: a domain that is not the partner's by its name is how a stranger is slipped in. */
import { canonicalDomain, displayDomain, isBelow } from '../../model/domain-name.ts';
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
    const primary = canonicalDomain(settings.domain);
    if (source.additionalDomains.length === 0 || primary === undefined) return NOTHING;
    const registered = registrableDomain(primary);
    const found: Finding[] = [];
    for (const [index, written] of source.additionalDomains.entries()) {
      if (isWithin(written, registered)) continue;
      const domain = canonicalDomain(written);
      // Of what is no domain at all, another rule speaks.
      if (domain === undefined || isWithin(domain, registered)) continue;
      found.push(unrelated(domain, primary, registered, writtenRange(partner, index + 1)));
    }
    return found;
  },
};

function isWithin(domain: string, registered: string | undefined): boolean {
  return registered !== undefined && (domain === registered || isBelow(domain, registered));
}

function unrelated(domain: string, primary: string, registered: string | undefined, range: SourceRange): Finding {
  const owner =
    registered === undefined
      ? `${primary} is a public suffix, below which names belong to strangers`
      : `it is not under ${displayDomain(registered)}`;
  return {
    message: `${quoted(displayDomain(domain))} may belong to somebody else: ${owner}`,
    hint: 'give it a file of its own; or, if it is theirs, say so: # partnerctl-allow unrelated-domain: <reason>',
    range,
  };
}
