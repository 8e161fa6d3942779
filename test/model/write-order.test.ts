/** Who gives a domain up is written before who takes it, and a cycle is broken by giving up first. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WriteChange } from '../../src/model/adapter.ts';
import { domainsOf, type PartnerSettings } from '../../src/model/partner.ts';
import { orderedSteps, type Step, writeOrder } from '../../src/model/write-order.ts';
import { movesArbitrary } from '../apply/moves-arbitrary.ts';
import { planBetween } from '../apply/plan-between.ts';
import { partner } from '../support/partners.ts';

const changesOf = (live: readonly PartnerSettings[], desired: readonly PartnerSettings[]) =>
  planBetween({ partners: live, revision: '' }, desired).changes;

const told = ({ write, part }: Step): string => {
  const domains = write.after === null ? '' : ` → ${write.after.additionalDomains.join(' ')}`;
  return `${part} ${write.action} ${write.domain}${domains}`;
};

const having = (domain: string, ...additionalDomains: readonly string[]) => partner(domain, { additionalDomains });

describe('the order of single writes', () => {
  it.each([
    {
      case: 'what needs nothing stays in the plan’s order',
      live: [having('b.example')],
      desired: [having('a.example'), having('c.example')],
      steps: ['whole add a.example → ', 'whole remove b.example', 'whole add c.example → '],
    },
    {
      case: 'an addition waits for the removal that frees its domain',
      live: [having('z.example', 'im.a.example')],
      desired: [having('a.example', 'im.a.example')],
      steps: ['whole remove z.example', 'whole add a.example → im.a.example'],
    },
    {
      case: 'a partner’s new primary domain waits for the update that gives it up',
      live: [having('z.example', 'a.example', 'b.example')],
      desired: [having('a.example'), having('z.example', 'b.example')],
      steps: ['whole update z.example → b.example', 'whole add a.example → '],
    },
    {
      case: 'a chain of moves is followed to its end',
      live: [having('a.example'), having('b.example', 'one.example'), having('c.example', 'two.example')],
      desired: [having('a.example', 'one.example'), having('b.example', 'two.example'), having('c.example')],
      steps: [
        'whole update c.example → ',
        'whole update b.example → two.example',
        'whole update a.example → one.example',
      ],
    },
    {
      case: 'two that swap domains: one gives up first, and takes last',
      live: [having('a.example', 'one.example', 'own.example'), having('b.example', 'two.example')],
      desired: [having('a.example', 'own.example', 'two.example'), having('b.example', 'one.example')],
      steps: [
        'release update a.example → own.example',
        'whole update b.example → one.example',
        'rest update a.example → own.example two.example',
      ],
    },
    {
      case: 'three in a ring need one that gives up first',
      live: [
        having('a.example', 'one.example'),
        having('b.example', 'two.example'),
        having('c.example', 'three.example'),
      ],
      desired: [
        having('a.example', 'two.example'),
        having('b.example', 'three.example'),
        having('c.example', 'one.example'),
      ],
      steps: [
        'release update a.example → ',
        'whole update c.example → one.example',
        'whole update b.example → three.example',
        'rest update a.example → two.example',
      ],
    },
  ])('$case', ({ live, desired, steps }) => {
    expect(orderedSteps(changesOf(live, desired)).map(told)).toEqual(steps);
  });

  it('the half-way partner keeps its old settings', () => {
    const live = [
      partner('a.example', { additionalDomains: ['one.example'], keepAlive: false }),
      having('b.example', 'two.example'),
    ];
    const desired = [having('a.example', 'two.example'), having('b.example', 'one.example')];
    const [release, , rest] = orderedSteps(changesOf(live, desired));
    expect(release?.write.after).toEqual(partner('a.example', { keepAlive: false }));
    expect(rest?.write.before).toEqual(release?.write.after);
  });

  it('a ring of ten thousand is ordered without exhausting the stack', () => {
    const name = (place: number) => `p${String(place % 10_000).padStart(5, '0')}.example`;
    const steps = orderedSteps(
      Array.from({ length: 10_000 }, (_, place): WriteChange => {
        const before = having(name(place), `im.${name(place)}`);
        const after = having(name(place), `im.${name(place + 1)}`);
        return { action: 'update', domain: before.domain, before, after };
      }),
    );
    expect(steps).toHaveLength(10_001);
    expect(steps.filter(({ part }) => part === 'release')).toHaveLength(1);
  });
});

describe('for any moves of domains between partners', () => {
  it('no step ever takes a domain that another partner still has, and the last leaves what is desired', () => {
    fc.assert(
      fc.property(movesArbitrary, ({ live, desired }) => {
        const changes = changesOf(live, desired);
        const state = new Map(live.map((each) => [each.domain, each]));
        for (const { write } of orderedSteps(changes)) perform(state, write);
        expect(sorted(state.values())).toEqual(sorted(desired));
      }),
    );
  });

  it('a step needs only steps before it, and each change is written once, or in two halves', () => {
    fc.assert(
      fc.property(movesArbitrary, ({ live, desired }) => {
        const changes = changesOf(live, desired);
        const steps = orderedSteps(changes);
        for (const [place, { needs }] of steps.entries())
          expect(needs.every(({ step }) => step < place && steps[step] !== undefined)).toBe(true);
        const written = steps.filter(({ part }) => part !== 'release').map(({ change }) => change);
        expect(written.toSorted((a, b) => a - b)).toEqual([...changes.keys()]);
        expect(writeOrder(changes)).toEqual(written);
      }),
    );
  });
});

function perform(state: Map<string, PartnerSettings>, { domain, before, after }: WriteChange): void {
  expect(state.get(domain) ?? null).toEqual(before);
  state.delete(domain);
  if (after === null) return;
  const taken = new Set([...state.values()].flatMap(domainsOf));
  expect(domainsOf(after).filter((each) => taken.has(each))).toEqual([]);
  state.set(domain, after);
}

function sorted(partners: Iterable<PartnerSettings>): readonly PartnerSettings[] {
  return [...partners].sort((a, b) => (a.domain < b.domain ? -1 : 1));
}
