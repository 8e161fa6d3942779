/** `no-component-domain`: a subdomain is not included by itself, so without one listed no component can be reached. */
import { canonicalDomain, isBelow } from '../../model/domain-name.ts';
import { valueRange } from '../../model/partner-source.ts';
import { NOTHING, type PartnerRule } from '../rule.ts';

export const noComponentDomain: PartnerRule = {
  code: 'no-component-domain',
  severity: 'info',
  configurable: true,
  summary: 'No additional domain is below the primary one: group chats at conference.… or muc.… will be refused.',
  scope: 'partner',
  reads: ['domain', 'additionalDomains'],
  check({ settings, source }) {
    const domain = canonicalDomain(settings.domain);
    const hasOne = settings.additionalDomains.some((written) => isBelow(canonicalDomain(written) ?? '', domain ?? ''));
    if (domain === undefined || hasOne) return NOTHING;
    return [
      {
        message: `no domain below ${domain} is listed: its group chats, at conference.${domain} or muc.${domain}, will be refused`,
        hint: 'list the one that the partner uses under additionalDomains, if group chats should work',
        range: valueRange(source, 'domain'),
      },
    ];
  },
};
