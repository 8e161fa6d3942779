/** `expires-soon`: time enough to renew an agreement. `expires` is its last valid day. */
import { valueRange } from '../../model/partner-source.ts';
import { dayCount, daysBetween } from '../agreement-days.ts';
import { NOTHING, type PartnerRule } from '../rule.ts';

const NOTICE_DAYS = 30;

export const expiresSoon: PartnerRule = {
  code: 'expires-soon',
  severity: 'warning',
  configurable: true,
  summary: 'The agreement ends within 30 days.',
  scope: 'partner',
  reads: ['expires'],
  check({ expires, source }, { today }) {
    if (expires === null || expires < today) return NOTHING;
    const left = daysBetween(today, expires);
    if (left > NOTICE_DAYS) return NOTHING;
    return [
      {
        message: `the agreement ends ${left === 0 ? 'today' : `in ${dayCount(left)}`}: ${expires} is its last day`,
        hint: 'renew it and write the new date; nothing is switched off by itself',
        range: valueRange(source, 'expires'),
      },
    ];
  },
};
