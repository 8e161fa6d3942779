/**
 * fast-check: two valid sets of partners over the same few domains, so that domains move, are swapped, and go in rings.
 * Five domains are shared out anew in each set; the first of a partner's share is its primary domain.
 */
import fc from 'fast-check';
import type { PartnerSettings } from '../../src/model/partner.ts';
import { partner } from '../support/partners.ts';

const DOMAINS = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => `${name}.example`);

/** Whose each domain is, by number; 4 is nobody. The first three domains are primaries where they are in use. */
const shares = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: DOMAINS.length, maxLength: DOMAINS.length });

const partners: fc.Arbitrary<readonly PartnerSettings[]> = fc
  .tuple(shares, fc.array(fc.constantFrom(null, 10, 20), { minLength: 4, maxLength: 4 }))
  .map(([owners, limits]) =>
    limits.flatMap((connectionLimit, owner) => {
      const [domain, ...additionalDomains] = DOMAINS.filter((_, place) => owners[place] === owner);
      return domain === undefined ? [] : [partner(domain, { additionalDomains, connectionLimit })];
    }),
  );

/** The same primaries before and after, only their additional domains are dealt anew: mostly cycles. */
const swaps = fc.tuple(shares, shares).map(([before, after]) => ({ live: dealt(before), desired: dealt(after) }));

function dealt(owners: readonly number[]): readonly PartnerSettings[] {
  return ['x', 'y', 'z'].map((name, owner) =>
    partner(`${name}.example`, { additionalDomains: DOMAINS.filter((_, place) => owners[place] === owner) }),
  );
}

export const movesArbitrary: fc.Arbitrary<{
  readonly live: readonly PartnerSettings[];
  readonly desired: readonly PartnerSettings[];
}> = fc.oneof(fc.record({ live: partners, desired: partners }), swaps);
