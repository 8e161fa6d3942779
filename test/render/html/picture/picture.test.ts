import { describe, expect, test } from 'vitest';
import type { Plan } from '../../../../src/model/plan.ts';
import { narrowLayout, type Placed, wideLayout } from '../../../../src/render/html/picture/layout.ts';
import { picture } from '../../../../src/render/html/picture/picture.ts';
import { pictureWords, spotsOf } from '../../../../src/render/html/picture/spots.ts';
import { census, standings } from '../../../../src/render/html/picture/standing.ts';
import { partner } from '../../../support/partners.ts';
import { BYSTANDERS, liveOf, ordinary } from '../../support/live.ts';
import { elementsOf, named, parsePage, textOf } from '../../support/page.ts';
import { add, plan, remove, update } from '../../support/plans.ts';
import * as scenes from '../../support/scenes.ts';

const SIZES = [0, 1, 3, 18, 30, 31, 200, 5_000];

const drawn = (given: Plan, live = liveOf(given)) =>
  picture({ plan: given, live, localDomains: ['contoso.com'], id: 'p', changeId: (change) => `c${change}` });

describe.each(SIZES)('with %i partners', (count) => {
  const everybody = standings(plan([]), ordinary(count));
  const { spots, grouped } = spotsOf(everybody);

  test('everybody is drawn or counted', () => {
    expect(spots.reduce((sum, spot) => sum + spot.count, 0)).toBe(count);
    expect(grouped > 0).toBe(count > 30);
  });

  test('the unencrypted come first', () => {
    const first = everybody.findIndex(({ strength }) => strength !== 'tcp-dialback');
    expect(everybody.slice(first).some(({ strength }) => strength === 'tcp-dialback')).toBe(false);
  });

  test.each([wideLayout(spots), narrowLayout(spots)])(
    'no two labels of the $shape shape meet, none leaves it',
    (layout) => {
      expect(layout.placed).toHaveLength(spots.length);
      expect(layout.height).toBeLessThan(1_400);
      for (const side of ['left', 'right'] as const) {
        const rows = layout.placed.filter((each) => each.side === side);
        expect(gaps(rows).filter((gap) => gap < 25)).toEqual([]);
        for (const { x, y } of rows) {
          const room = side === 'left' ? x - 18 : layout.width - x - 18;
          expect(room).toBeGreaterThanOrEqual(layout.columns * 7.2);
          expect(y).toBeGreaterThan(10);
          expect(y).toBeLessThan(layout.height - 10);
        }
      }
    },
  );
});

function gaps(rows: readonly Placed[]): readonly number[] {
  return rows.slice(1).map(({ y }, index) => y - (rows[index]?.y ?? 0));
}

test('says what is left out', () => {
  const words = (count: number) => {
    const everybody = standings(plan([]), ordinary(count));
    return pictureWords('edge-eu', spotsOf(everybody), everybody.length);
  };
  expect(words(0)).toBe('edge-eu has no partners.');
  expect(words(18)).toBe('18 partners around edge-eu, each with the weakest method it may authenticate by.');
  expect(words(5_000)).toBe(
    '5,000 partners around edge-eu: 18 drawn one by one, the most important first; 4,982 only counted, in groups.',
  );
});

describe('a partner stands', () => {
  const before = partner('a.example');
  const mark = (...changes: Parameters<typeof plan>) => {
    const [first] = standings(plan(...changes), liveOf(plan(...changes), [partner('z.example')]));
    return first;
  };

  test('by its weakest method after the plan, and what that was', () => {
    const weakened = update(before, { tlsNegotiation: 'Optional' }, { effects: ['weakens'] });
    expect(mark([weakened])).toMatchObject({ mark: 'weakened', strength: 'tcp-dialback', was: 'sasl-tls', change: 0 });
    const shut = update(
      before,
      { saslNegotiation: 'NotSupported', dialbackNegotiation: false },
      { effects: ['closes'] },
    );
    expect(mark([shut])).toMatchObject({ mark: 'narrowed', strength: 'none', was: 'sasl-tls' });
  });

  test('as new or removed', () => {
    expect(mark([add(before)])).toMatchObject({ mark: 'added', strength: 'sasl-tls' });
    expect(mark([remove(before)])).toMatchObject({ mark: 'removed', strength: 'sasl-tls' });
  });

  test('as blocked, whole or in part, and as unmanaged', () => {
    const block = { reason: 'spam', actor: 'jane', at: '2026-11-21T22:03:00Z', until: null };
    const live = [partner('a.example'), partner('b.example'), partner('c.example'), partner('d.example')];
    const found = standings(
      plan([], {
        blocked: [
          { domain: 'a.example', partner: 'a.example', ...block },
          { domain: 'muc.b.example', partner: 'b.example', ...block },
          { domain: 'unknown.example', partner: null, ...block },
        ],
        unmanaged: [{ domain: 'c.example', reason: 'never-declared', settings: partner('c.example') }],
      }),
      live,
    );
    expect(found.map(({ domain, mark, blocked }) => [domain, mark, blocked])).toEqual([
      ['a.example', 'blocked', 'whole'],
      ['b.example', 'blocked', 'part'],
      ['c.example', 'unmanaged', null],
      ['d.example', 'unchanged', null],
    ]);
  });
});

test('counts by method, now and after', () => {
  const weak = partner('b.example', { tlsNegotiation: 'Optional' });
  const given = plan([
    add(partner('a.example')),
    remove(weak),
    update(partner('c.example'), { saslNegotiation: 'Optional' }),
  ]);
  expect([...census(given, liveOf(given, ordinary(2)))]).toEqual([
    ['tcp-dialback', { now: 1, after: 0 }],
    ['tls-dialback', { now: 0, after: 1 }],
    ['sasl-tls', { now: 3, after: 3 }],
    ['none', { now: 0, after: 0 }],
  ]);
});

describe('the drawing', () => {
  const { figure, roster } = drawn(scenes.mixedPlan, liveOf(scenes.mixedPlan, BYSTANDERS));
  const parsed = parsePage(figure.markup);

  test('has a name and a description in both shapes', () => {
    const pictures = named(parsed, 'svg').filter(({ attributes }) => attributes['role'] === 'group');
    expect(pictures).toHaveLength(2);
    for (const each of pictures) {
      const [title, description] = named(each, 'title', 'desc');
      expect(title && textOf(title)).toBe('Who may talk to whom: edge-eu');
      expect(description && textOf(description)).toContain('15 partners around edge-eu');
    }
  });

  test('every partner has a name in words, and each that changes leads to its change', () => {
    const names = elementsOf(parsed).flatMap(({ attributes }) => attributes['aria-label'] ?? []);
    expect(names).toHaveLength(30);
    expect(names[0]).toBe('fabrikam.com: WEAKENED · was certificate; weakest method unencrypted dialback');
    expect(new Set(named(parsed, 'a').map(({ attributes }) => attributes['href']))).toEqual(
      new Set(scenes.mixedPlan.changes.map((_, index) => `#c${index}`)),
    );
  });

  test('the list of everybody has whoever stays or comes', () => {
    expect([...roster.values()].flat()).toHaveLength(14);
    expect(roster.get('tcp-dialback')).toEqual(['fabrikam.com', 'margiestravel.example']);
  });
});

test('without the live partners the picture says that it is not whole', () => {
  const { figure } = picture({
    plan: plan([add(partner('a.example'))]),
    live: undefined,
    localDomains: [],
    id: 'p',
    changeId: String,
  });
  expect(textOf(parsePage(figure.markup))).toContain('12 partners that nothing changes about are not drawn.');
});

test('a long name is shortened in the middle, and whole where the pointer rests', () => {
  const domain = `${'a'.repeat(60)}.${'b'.repeat(60)}.example`;
  const { figure } = drawn(plan([add(partner(domain))]));
  const parsed = parsePage(figure.markup);
  const labels = named(parsed, 'text').map(textOf);
  expect(labels.filter((label) => /^a+…b+\.example$/.test(label)).map(({ length }) => length)).toEqual([30, 38]);
  expect(named(parsed, 'title').some((title) => textOf(title).includes(domain))).toBe(true);
});
