/** `expired`: an agreement is over, and the partner still has access until its file is removed. */
import { valueRange } from '../../model/partner-source.ts';
import { dayCount, daysBetween } from '../agreement-days.ts';
import { NOTHING, type PartnerRule } from '../rule.ts';

export const expired: PartnerRule = {
  code: 'expired',
  severity: 'warning',
  configurable: true,
  summary: 'The agreement is over.',
  scope: 'partner',
  reads: ['expires'],
  check({ expires, source }, { today }) {
    if (expires === null || expires >= today) return NOTHING;
    return [
      {
        message: `the agreement ended ${dayCount(daysBetween(expires, today))} ago: ${expires} was its last day`,
        hint: 'renew it and write the new date, or remove this file: until then the partner keeps its access',
        range: valueRange(source, 'expires'),
      },
    ];
  },
};
