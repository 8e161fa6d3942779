/** `public-suffix`: a domain such as co.uk, which belongs to nobody and below which strangers register names. */
import { canonicalDomain, displayDomain } from '../../model/domain-name.ts';
import { isPublicSuffix } from '../../model/public-suffix.ts';
import { quoted } from '../../model/quoted.ts';
import type { Finding, PartnerRule } from '../rule.ts';
import { writtenDomains, writtenRange } from '../written-domains.ts';

export const publicSuffix: PartnerRule = {
  code: 'public-suffix',
  severity: 'error',
  configurable: true,
  summary: 'A domain is a public suffix, such as co.uk: nobody owns it.',
  scope: 'partner',
  reads: ['domain'],
  check(partner) {
    const found: Finding[] = [];
    for (const [index, written] of writtenDomains(partner).entries()) {
      const domain = canonicalDomain(written);
      if (domain === undefined || !isPublicSuffix(domain)) continue;
      found.push({
        message: `${quoted(displayDomain(domain))} is a public suffix: strangers register names below it, nobody owns it`,
        hint: `write the domain that the partner registered, such as fabrikam.${domain}`,
        range: writtenRange(partner, index),
      });
    }
    return found;
  },
};
