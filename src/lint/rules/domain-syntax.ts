/** `domain-syntax`: what cannot be a domain, among the partner's domains and as its proxy. */
import { checkDomain } from '../../model/domain-name.ts';
import { valueRange } from '../../model/partner-source.ts';
import { quoted } from '../../model/quoted.ts';
import type { Finding, PartnerRule } from '../rule.ts';
import { writtenDomains, writtenRange } from '../written-domains.ts';

export const domainSyntax: PartnerRule = {
  code: 'domain-syntax',
  severity: 'error',
  configurable: false,
  summary: 'A domain or the proxy is not a domain name.',
  scope: 'partner',
  reads: ['domain'],
  check(partner) {
    const found: Finding[] = [];
    for (const [index, domain] of writtenDomains(partner).entries()) {
      const check = checkDomain(domain);
      if (check.kind !== 'syntax') continue;
      const message = `${quoted(domain)} is not a domain: ${check.reason}`;
      found.push({ message, hint: check.hint, range: writtenRange(partner, index) });
    }
    const { proxyFqdn } = partner.settings;
    const proxy = proxyFqdn === null ? undefined : checkDomain(proxyFqdn);
    if (proxyFqdn !== null && proxy?.kind === 'syntax')
      found.push({
        message: `proxyFqdn: ${quoted(proxyFqdn)} is not a host name: ${proxy.reason}`,
        hint: proxy.hint,
        range: valueRange(partner.source, 'proxyFqdn'),
      });
    return found;
  },
};
