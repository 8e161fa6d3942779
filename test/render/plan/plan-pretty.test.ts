import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EFFECTS } from '../../../src/model/change.ts';
import type { PlanResult } from '../../../src/model/plan.ts';
import { type PlanPrettyOptions, renderPlansPretty } from '../../../src/render/plan/plan-pretty.ts';
import { partner } from '../../support/partners.ts';
import { expectGolden } from '../support/golden.ts';
import { COMMAND, UNSAFE } from '../support/hostile.ts';
import { resultArbitrary } from '../support/plan-arbitrary.ts';
import { add, plan, remove, update } from '../support/plans.ts';
import * as scenes from '../support/scenes.ts';

const POLICY = [{ path: 'deployments.edge-eu.guards.removals', before: '3', after: '50' }];

function pretty(results: readonly PlanResult[], options: Partial<PlanPrettyOptions> = {}): string {
  return renderPlansPretty(results, { color: false, ...options });
}

describe.each([80, 120])('at %i columns', (columns) => {
  test.each<[string, readonly PlanResult[], Partial<PlanPrettyOptions>]>([
    ['first', [scenes.firstPlan], {}],
    ['mixed', [scenes.mixedPlan], { policyChanges: POLICY }],
    ['large', [scenes.largePlan], {}],
    ['failed', [scenes.nothingPlan, scenes.failedPlan], {}],
    ['unmanaged', [scenes.nothingButUnmanaged], {}],
    ['hostile', scenes.hostilePlan, {}],
  ])('%s', async (name, results, options) => {
    await expectGolden(`plan-${name}-${columns}.txt`, pretty(results, { columns, ...options }));
  });
});

test('nothing to do is one line', () => {
  expect(pretty([scenes.nothingPlan])).toBe('edge-eu: no changes, 15 partners in place\n');
});

describe('what a reader sees in five seconds', () => {
  const secondLine = (results: readonly PlanResult[]) => pretty(results).split('\n')[1];

  test('what is dangerous stands in the second line', () => {
    expect(secondLine([scenes.mixedPlan])).toBe('  2 changes WEAKEN security, 2 changes CLOSE access');
    expect(secondLine([plan([remove(partner('a.example'))])])).toBe('  1 change CLOSES access');
  });

  test('and so does a new partner that may connect unencrypted', () => {
    const unencrypted = partner('a.example', { tlsNegotiation: 'NotSupported', saslNegotiation: 'NotSupported' });
    expect(secondLine([plan([add(unencrypted)])])).toBe('  1 new partner may connect UNENCRYPTED');
  });

  test('and that nothing is', () => {
    expect(secondLine([plan([add(partner('a.example'))])])).toBe('  nothing weakens, nobody is cut off');
  });

  test('the changes come in the order of their effects', () => {
    const marks = [...pretty([scenes.mixedPlan]).matchAll(/^ {2}(\w+) +[-+~] /gm)].map(([, mark = '']) =>
      EFFECTS.map(String).indexOf(mark.toLowerCase()),
    );
    expect(marks).toHaveLength(7);
    expect(marks).toEqual(marks.toSorted((a, b) => a - b));
  });
});

describe('an update says', () => {
  const lines = (from: Parameters<typeof partner>[1], to: Parameters<typeof partner>[1]) =>
    pretty([plan([update(partner('a.example', from), to ?? {}, { effects: ['weakens'] })])]);

  test('what becomes possible', () => {
    expect(
      lines({ tlsNegotiation: 'Required', saslNegotiation: 'NotSupported' }, { tlsNegotiation: 'Optional' }),
    ).toContain('now also Server Dialback over plain TCP: unencrypted, trusting DNS\n');
    expect(lines({ partnerType: 'PublicUnverified' }, { partnerType: 'Federated' })).toContain(
      'its contacts may now write to our users uninvited\n',
    );
    expect(lines({ saslNegotiation: 'Optional' }, { proxyFqdn: 'p.example' })).toContain(
      'under dialback, whoever answers at p.example is believed\n',
    );
  });

  test('that SASL Required with optional TLS is no protection', () => {
    expect(lines({}, { tlsNegotiation: 'Optional' })).toContain('now also Server Dialback over plain TCP');
  });

  test('that nobody can authenticate any more', () => {
    expect(
      lines({ saslNegotiation: 'Optional' }, { tlsNegotiation: 'NotSupported', dialbackNegotiation: false }),
    ).toContain('no method is left: everybody is refused\n');
  });

  test('only the fields that differ, lists by what came and went', () => {
    const text = lines(
      { additionalDomains: ['b.example', 'c.example'] },
      { additionalDomains: ['c.example', 'd.example'] },
    );
    expect(text).toContain('Additional domains: -b.example, +d.example\n');
    expect(text).not.toContain('TLS negotiation');
  });
});

describe('long lists', () => {
  const added = (count: number) => Array.from({ length: count }, (_, index) => add(partner(`p${index}.example`)));
  const removed = (count: number) => Array.from({ length: count }, (_, index) => remove(partner(`p${index}.example`)));
  const shown = (text: string) => text.match(/^ {2}\w+ +[-+~] /gm)?.length;

  test.each([
    ['twenty of a kind are shown', added(20), 20],
    ['of more, ten', added(21), 10],
    ['fifty dangerous ones are shown', removed(50), 50],
    ['of more, forty', removed(51), 40],
  ])('%s', (_, changes, expected) => {
    const text = pretty([plan(changes)]);
    expect(shown(text)).toBe(expected);
    if (expected < changes.length)
      expect(text).toContain(`… and ${changes.length - expected} more (--verbose shows all)`);
  });

  test('--verbose shows all', () => {
    const text = pretty([plan(added(300))], { verbose: true });
    expect(shown(text)).toBe(300);
    expect(text).not.toContain('more');
  });

  test('of many sessions the first five', () => {
    const endsSessions = Array.from({ length: 12 }, (_, index) => ({
      domain: `s${index}.example`,
      direction: 'inbound' as const,
      method: 'sasl-tls' as const,
    }));
    const text = pretty([plan([remove(partner('a.example'), { endsSessions })])], { columns: 400 });
    expect(text).toContain('ends 12 sessions: s0.example inbound (certificate), ');
    expect(text).toContain('s4.example inbound (certificate) and 7 more\n');
  });
});

test('a cause that all changes share is told once', () => {
  const text = pretty([plan([add(partner('a.example')), add(partner('b.example'))])]);
  expect(text.match(/pending/g)).toHaveLength(1);
});

test('a command and a domain are never broken, however narrow the terminal', () => {
  const domain = `${'a'.repeat(63)}.${'b'.repeat(63)}.example`;
  const text = pretty([plan([add(partner(domain))])], { columns: 40 });
  expect(text).toContain(domain);
  expect(text).toMatch(/\n +partnerctl apply --deployment edge-eu --expect [0-9a-f]{12}\n/);
});

test('colours add nothing but colours', () => {
  const painted = pretty([scenes.mixedPlan], { color: true, columns: 80 });
  expect(painted.replace(/\u001b\[\d+m/g, '')).toBe(pretty([scenes.mixedPlan], { columns: 80 }));
});

test('whatever files and servers say, nothing reaches the terminal as it is', () => {
  fc.assert(
    fc.property(fc.array(resultArbitrary, { maxLength: 2 }), fc.boolean(), (results, verbose) => {
      const text = pretty(results, { columns: 60, verbose });
      expect(text).not.toMatch(UNSAFE);
      expect(text).not.toMatch(COMMAND);
    }),
  );
});
