/** `domain-form`: a domain that is not in its one form, lower-case A-labels, in which no look-alike can hide. */
import { checkDomain, displayDomain } from '../../model/domain-name.ts';
import { valueRange } from '../../model/partner-source.ts';
import { quoted } from '../../model/quoted.ts';
import type { Finding, PartnerRule } from '../rule.ts';
import { writtenDomains, writtenRange } from '../written-domains.ts';

export const domainForm: PartnerRule = {
  code: 'domain-form',
  severity: 'error',
  configurable: false,
  summary: 'A domain or the proxy is not written in lower-case A-labels.',
  scope: 'partner',
  reads: ['domain'],
  check(partner) {
    const found: Finding[] = [];
    for (const [index, domain] of writtenDomains(partner).entries()) {
      const check = checkDomain(domain);
      if (check.kind !== 'form') continue;
      found.push({ ...wording('domain', domain, check), range: writtenRange(partner, index) });
    }
    const { proxyFqdn } = partner.settings;
    const proxy = proxyFqdn === null ? undefined : checkDomain(proxyFqdn);
    if (proxyFqdn !== null && proxy?.kind === 'form')
      found.push({ ...wording('proxyFqdn', proxyFqdn, proxy), range: valueRange(partner.source, 'proxyFqdn') });
    return found;
  },
};

function wording(what: string, text: string, { reason, canonical }: { reason: string; canonical: string }): Finding {
  const message = `${what === 'domain' ? '' : `${what}: `}${quoted(text)} is not in its canonical form: ${reason}`;
  return { message, hint: `write ${displayDomain(canonical)}` };
}
