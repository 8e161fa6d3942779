/**
 * fast-check: two valid sets of partners over the same few domains, every field at random, so that partners come, go,
 * are renamed and give domains to each other; what history knows of each; and a selection.
 */
import fc from 'fast-check';
import { UNMANAGED_POLICIES } from '../../src/model/deployment.ts';
import { PARTNER_TYPES, type PartnerSettings } from '../../src/model/partner.ts';
import type { Ended } from '../../src/plan/plan-input.ts';
import { ROWS } from './rows.ts';
import { deletion } from './situation.ts';

export const POOL = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((name) => `${name}.example`);

const settings = fc.record({
  description: fc.constantFrom(null, 'one', '"two"\n'),
  partnerType: fc.constantFrom(...PARTNER_TYPES),
  negotiation: fc.constantFrom(...ROWS.map((row) => row.settings)),
  connectionLimit: fc.constantFrom(null, 10, 4_294_967_295),
  keepAlive: fc.boolean(),
  proxyFqdn: fc.constantFrom(null, null, 'p1.example.net', 'p2.example.net'),
});

/** The pool in some order, cut into partners; the first domain of each is its primary one. What is left is nobody's. */
export const setArbitrary: fc.Arbitrary<readonly PartnerSettings[]> = fc
  .tuple(
    fc.shuffledSubarray(POOL),
    fc.array(fc.integer({ min: 1, max: 4 }), { minLength: POOL.length, maxLength: POOL.length }),
    fc.array(settings, { minLength: POOL.length, maxLength: POOL.length }),
  )
  .map(([domains, sizes, each]) => {
    const left = [...domains];
    return sizes.flatMap((size, index) => {
      const [domain, ...additionalDomains] = left.splice(0, size);
      const own = each[index];
      if (domain === undefined || own === undefined) return [];
      const { negotiation, ...rest } = own;
      return [{ domain, additionalDomains: additionalDomains.sort(), ...rest, ...negotiation }];
    });
  });

/** Half of the partners of one set stand in the other as they are, where their domains are free. */
export const setsArbitrary = fc
  .tuple(setArbitrary, setArbitrary, fc.array(fc.boolean(), { minLength: POOL.length, maxLength: POOL.length }))
  .map(([live, fresh, kept]) => {
    const same = live.filter((_, index) => kept[index]);
    const taken = new Set(same.flatMap(({ domain, additionalDomains }) => [domain, ...additionalDomains]));
    const others = fresh.filter(({ domain }) => !taken.has(domain));
    const free = (partner: PartnerSettings): PartnerSettings => ({
      ...partner,
      additionalDomains: partner.additionalDomains.filter((domain) => !taken.has(domain)),
    });
    return { live, desired: [...same, ...others.map(free)] };
  });

const ended = fc.constantFrom<Ended>('never-declared', 'still-declared', deletion('x.example'));

/** Everything that decides what becomes of a live partner. */
export const situationArbitrary = fc.record({
  sets: setsArbitrary,
  ended: fc.record(Object.fromEntries(POOL.map((domain) => [domain, ended]))),
  unmanaged: fc.constantFrom(...UNMANAGED_POLICIES),
  only: fc.option(fc.subarray(POOL, { minLength: 1 }), { freq: 2 }),
});

/** Every declaration was ended by a commit. */
export const ALL_ENDED: Readonly<Record<string, Ended>> = Object.fromEntries(
  POOL.map((domain) => [domain, deletion(domain)]),
);
