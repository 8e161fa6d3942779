/** What a deployment has before a plan, for renderings that show everybody. */
import type { PartnerSettings } from '../../../src/model/partner.ts';
import type { Plan } from '../../../src/model/plan.ts';
import { partner } from '../../support/partners.ts';

/** Those that the plan changes or keeps, and others. */
export function liveOf(plan: Plan, others: readonly PartnerSettings[] = []): readonly PartnerSettings[] {
  return [
    ...plan.changes.flatMap(({ before }) => before ?? []),
    ...plan.unmanaged.map(({ domain, settings }) => ({ ...settings, domain })),
    ...others,
  ];
}

/** Ordinary ones: most by certificate, some by dialback, a few unencrypted. */
export function ordinary(count: number): readonly PartnerSettings[] {
  return Array.from({ length: count }, (_, index) => {
    const domain = `member-${String(index).padStart(4, '0')}.example`;
    if (index % 31 === 5) return partner(domain, { tlsNegotiation: 'Optional', saslNegotiation: 'Optional' });
    return partner(domain, index % 7 === 3 ? { saslNegotiation: 'Optional' } : {});
  });
}

/** What the mixed plan leaves as it is. */
export const BYSTANDERS: readonly PartnerSettings[] = [
  partner('contoso.example', { additionalDomains: ['conference.contoso.example'] }),
  partner('alpineski.example', { saslNegotiation: 'Optional' }),
  partner('margiestravel.example', { tlsNegotiation: 'Optional' }),
  partner('relecloud.example', { saslNegotiation: 'Optional' }),
  partner('treyresearch.example'),
  partner('vanarsdel.example'),
];
