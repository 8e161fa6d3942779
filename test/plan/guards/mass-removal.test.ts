/** `mass-removal`: more than `removals` and more than `removalPercent` of the live domains, or all of them. */
import { describe, expect, it } from 'vitest';
import type { GuardThresholds } from '../../../src/model/deployment.ts';
import { DEFAULT_GUARDS } from '../../../src/model/deployment.ts';
import type { PartnerSettings } from '../../../src/model/partner.ts';
import { partner } from '../../support/partners.ts';
import { rowWith } from '../rows.ts';
import { deletion, planOf, type Situation } from '../situation.ts';

const hundred = Array.from({ length: 100 }, (_, index) => partner(`p${index}.example.org`));
const live = (count: number): readonly PartnerSettings[] => hundred.slice(0, count);

/** The first `removed` of `count` partners lost their files. */
function removing(removed: number, count: number, guards: Partial<GuardThresholds> = {}): string | undefined {
  const partners = live(count);
  return message({
    live: partners,
    desired: partners.slice(removed),
    ended: Object.fromEntries(partners.map(({ domain }) => [domain, deletion(domain)])),
    deployment: { guards: { ...DEFAULT_GUARDS, ...guards } },
  });
}

function message(situation: Situation): string | undefined {
  return planOf(situation).refusals.find(({ guard }) => guard === 'mass-removal')?.message;
}

describe('both thresholds are needed', () => {
  it.each([
    [3, 20, 'three are never too many, though they are 15%'],
    [4, 40, 'exactly 10%'],
    [4, 100, '4%'],
    [10, 100, 'exactly 10%'],
    [3, 4, 'three of four'],
  ])('%i of %i pass: %s', (removed, count) => {
    expect(removing(removed, count)).toBeUndefined();
  });

  it.each([
    [4, 39, '4 of 39 (10%) live domains would lose access: more than 3 and more than 10%'],
    [11, 100, '11 of 100 (11%) live domains would lose access: more than 3 and more than 10%'],
    [99, 100, '99 of 100 (99%) live domains would lose access: more than 3 and more than 10%'],
  ])('%i of %i do not', (removed, count, said) => {
    expect(removing(removed, count)).toBe(said);
  });

  it.each([7, 14, 28, 29, 55, 56, 57, 58])('%i of 100 is exactly that percentage, not more', (percent) => {
    expect(removing(percent, 100, { removals: 0, removalPercent: percent })).toBeUndefined();
    expect(removing(percent + 1, 100, { removals: 0, removalPercent: percent })).toContain(`(${percent + 1}%)`);
  });

  it('the configured ones count', () => {
    expect(removing(1, 4, { removals: 0, removalPercent: 24 })).toContain('1 of 4 (25%)');
    expect(removing(1, 4, { removals: 1, removalPercent: 0 })).toBeUndefined();
  });
});

describe('all of them', () => {
  it.each([
    [1, 'the only live domain would lose access'],
    [2, 'all 2 live domains would lose access'],
    [3, 'all 3 live domains would lose access'],
  ])('%i of %i', (count, said) => {
    expect(removing(count, count)).toBe(said);
    expect(removing(count, count, { removals: 100, removalPercent: 100 })).toBe(said);
  });

  it('also where others come in their place', () => {
    const old = partner('old.example.org');
    const situation = { live: [old], ended: { [old.domain]: deletion(old.domain) } };
    expect(message({ ...situation, desired: [partner('new.example.org')] })).toBe(
      'the only live domain would lose access',
    );
  });
});

describe('what counts is access', () => {
  const domains = Array.from({ length: 5 }, (_, index) => `d${index}.example.org`);
  const wide = partner('wide.example.org', { additionalDomains: domains });
  const others = live(4);

  it('one partner with many domains, or an update that drops them', () => {
    expect(
      message({ live: [wide, ...others], desired: others, ended: { [wide.domain]: deletion(wide.domain) } }),
    ).toContain('6 of 10 (60%)');
    expect(message({ live: [wide, ...others], desired: [partner(wide.domain), ...others] })).toContain('5 of 10 (50%)');
  });

  it('an update to a row without methods', () => {
    expect(message({ live: [wide, ...others], desired: [{ ...wide, ...rowWith('') }, ...others] })).toContain(
      '6 of 10',
    );
  });

  it('moved domains are not counted', () => {
    const moved = partner('new.example.org', { additionalDomains: [wide.domain, ...domains] });
    expect(message({ live: [wide], desired: [moved] })).toBeUndefined();
    const split = [wide.domain, ...domains].map((domain) => partner(domain));
    expect(message({ live: [wide], desired: split })).toBeUndefined();
  });

  it('domains moved to where nobody gets in are', () => {
    const dead = partner('new.example.org', { ...rowWith(''), additionalDomains: [wide.domain, ...domains] });
    expect(message({ live: [wide], desired: [dead] })).toBe('all 6 live domains would lose access');
  });

  it('domains that had no access are not', () => {
    const dead = partner('dead.example.org', { ...rowWith(''), additionalDomains: domains });
    expect(message({ live: [dead], ended: { [dead.domain]: deletion(dead.domain) } })).toBeUndefined();
    expect(
      message({
        live: [dead, others[0] ?? dead],
        desired: [dead],
        ended: { 'p0.example.org': deletion('p0.example.org') },
      }),
    ).toBe('the only live domain would lose access');
  });

  it('only what was selected is judged', () => {
    const partners = live(20);
    const ended = Object.fromEntries(partners.map(({ domain }) => [domain, deletion(domain)]));
    const situation = { live: partners, desired: [partner('p19.example.org')], ended };
    expect(message(situation)).toContain('19 of 20');
    expect(message({ ...situation, only: ['p0.example.org'] })).toBeUndefined();
  });
});
