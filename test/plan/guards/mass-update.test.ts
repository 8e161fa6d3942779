/** `mass-update`: partners that tighten or weaken, above `updatePercent`, from three live partners up. */
import { describe, expect, it } from 'vitest';
import type { PartnerSettings } from '../../../src/model/partner.ts';
import { partner } from '../../support/partners.ts';
import { rowWith } from '../rows.ts';
import { deletion, planOf, type Situation } from '../situation.ts';

function message(situation: Situation): string | undefined {
  return planOf(situation).refusals.find(({ guard }) => guard === 'mass-update')?.message;
}

const hundred = Array.from({ length: 100 }, (_, index) => partner(`p${index}.example.org`, rowWith('st')));

/** The first `changed` of `count` live partners get other settings. */
function updating(changed: number, count: number, to: Partial<PartnerSettings>): string | undefined {
  const partners = hundred.slice(0, count);
  return message({
    live: partners,
    desired: partners.map((each, index) => (index < changed ? { ...each, ...to } : each)),
  });
}

const tighter = rowWith('s');
const weaker = rowWith('stc');

describe('the share of live partners', () => {
  it.each([
    [1, 2, 'two partners are too few to speak of a mass'],
    [2, 2, 'two partners are too few to speak of a mass'],
    [1, 3, '33%'],
    [2, 4, 'exactly 50%'],
    [50, 100, 'exactly 50%'],
  ])('%i of %i pass: %s', (changed, count) => {
    expect(updating(changed, count, tighter)).toBeUndefined();
    expect(updating(changed, count, weaker)).toBeUndefined();
  });

  it.each([
    [2, 3, '2 of 3 (66%) live partners would be tightened or weakened: more than 50%'],
    [3, 3, '3 of 3 (100%) live partners would be tightened or weakened: more than 50%'],
    [51, 100, '51 of 100 (51%) live partners would be tightened or weakened: more than 50%'],
  ])('%i of %i do not', (changed, count, said) => {
    expect(updating(changed, count, tighter)).toBe(said);
    expect(updating(changed, count, weaker)).toBe(said);
  });

  it('the configured one counts', () => {
    const partners = ['a.example', 'b.example', 'c.example'].map((domain) => partner(domain, rowWith('st')));
    const guards = { removals: 3, removalPercent: 10, updatePercent: 70 };
    const situation = { live: partners, deployment: { guards } };
    const first = (count: number) => partners.map((each, index) => (index < count ? { ...each, ...tighter } : each));
    expect(message({ ...situation, desired: first(2) })).toBeUndefined();
    expect(message({ ...situation, desired: first(3) })).toContain('more than 70%');
  });
});

describe('which changes count', () => {
  it('neutral ones do not', () => {
    expect(updating(5, 5, { keepAlive: false, description: 'from a template' })).toBeUndefined();
  });

  it('additions and removals do not', () => {
    const partners = Array.from({ length: 5 }, (_, index) => partner(`p${index}.example.org`));
    const ended = Object.fromEntries(partners.map(({ domain }) => [domain, deletion(domain)]));
    expect(message({ live: partners, ended })).toBeUndefined();
    const added = Array.from({ length: 9 }, (_, index) => partner(`new${index}.example.org`));
    expect(message({ live: partners, desired: [...partners, ...added] })).toBeUndefined();
  });

  it('partners that are renamed and weakened do: a new name hides nothing', () => {
    const partners = ['a.example', 'b.example', 'c.example'].map((domain) => partner(domain, rowWith('s')));
    const renamed = partners.map(({ domain }) =>
      partner(`new-${domain}`, { ...rowWith('st'), additionalDomains: [domain] }),
    );
    expect(message({ live: partners, desired: renamed })).toContain('3 of 3 (100%)');
    const alike = partners.map((each) => ({ ...each, domain: `new-${each.domain}`, additionalDomains: [each.domain] }));
    expect(message({ live: partners, desired: alike })).toBeUndefined();
  });

  it('a partner that is split into many counts once', () => {
    const domains = Array.from({ length: 9 }, (_, index) => `d${index}.example`);
    const wide = partner('wide.example', { ...rowWith('s'), additionalDomains: domains });
    const others = ['a.example', 'b.example'].map((domain) => partner(domain));
    const split = [wide.domain, ...domains].map((domain) => partner(domain, rowWith('st')));
    expect(message({ live: [wide, ...others], desired: [...split, ...others] })).toBeUndefined();
  });
});
