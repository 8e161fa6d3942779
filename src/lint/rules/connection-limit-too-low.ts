/**
 * `connection-limit-too-low`: streams are per local host, remote domain and direction (RFC 6120 §4.5), so that one
 * local host alone needs two for each domain of the partner.
 */
import { domainsOf } from '../../model/partner.ts';
import { valueRange } from '../../model/partner-source.ts';
import { NOTHING, type PartnerRule } from '../rule.ts';

export const connectionLimitTooLow: PartnerRule = {
  code: 'connection-limit-too-low',
  severity: 'warning',
  configurable: true,
  summary: '`connectionLimit` is below two streams for each of the partner’s domains.',
  scope: 'partner',
  reads: ['connectionLimit', 'additionalDomains'],
  check({ settings, source }) {
    const { connectionLimit } = settings;
    if (connectionLimit === null) return NOTHING;
    const domains = domainsOf(settings).length;
    const needed = domains * 2;
    if (connectionLimit >= needed) return NOTHING;
    const count = domains === 1 ? 'one domain' : `${domains} domains`;
    return [
      {
        message: `connectionLimit: ${connectionLimit} is too low for ${count}: each needs one stream per direction and local host`,
        hint: `write ${needed} or more (times the number of your own domains), or leave the limit out`,
        range: valueRange(source, 'connectionLimit'),
      },
    ];
  },
};
