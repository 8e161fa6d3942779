/** Intent is kept apart from drift: base, tree, last applied commit and live, in every combination. */
import { describe, expect, it } from 'vitest';
import type { Cause } from '../../src/model/change.ts';
import type { PartnerSettings } from '../../src/model/partner.ts';
import { ALL_FIELDS } from '../../src/model/partner-fields.ts';
import type { SettingsAt } from '../../src/plan/plan-input.ts';
import { declaredIn } from '../support/declared.ts';
import { partner } from '../support/partners.ts';
import { applied, changeOf, deletion, planOf, settingsAt } from './situation.ts';

const DOMAIN = 'fabrikam.com';
const LIMITS: Readonly<Record<string, PartnerSettings>> = {
  a: partner(DOMAIN, { connectionLimit: 1 }),
  b: partner(DOMAIN, { connectionLimit: 2 }),
  c: partner(DOMAIN, { connectionLimit: 3 }),
};

/** `-` absent, `?` cannot be known, `x` not asked for; letters are three different settings. */
type State = 'a' | 'b' | 'c' | '-' | '?' | 'x';

function lookUp(state: State): SettingsAt | null {
  if (state === 'x') return null;
  if (state === '?') return () => undefined;
  const settings = LIMITS[state];
  return settings === undefined ? settingsAt() : settingsAt(settings);
}

function causes(base: State, tree: State, last: State, live: State): readonly Cause[] {
  const there = LIMITS[live];
  const wanted = LIMITS[tree];
  const plan = planOf({
    live: there === undefined ? [] : [there],
    desired: wanted === undefined ? [] : [wanted],
    ended: { [DOMAIN]: deletion(DOMAIN) },
    history: { atBase: lookUp(base), atLastApplied: lookUp(last) },
    ...(last !== 'x' && { lastApplied: applied() }),
  });
  return changeOf(plan, DOMAIN).causes;
}

describe('base, tree, last applied, live', () => {
  it.each<readonly [State, State, State, State, string, string]>([
    // without --base: pending is what the tree says since the last apply
    ['x', 'b', 'a', 'a', 'pending', 'committed since'],
    ['x', 'a', 'a', 'b', 'drift', 'changed by hand'],
    ['x', 'a', 'b', 'c', 'pending,drift', 'both, in different ways'],
    ['x', 'a', '-', '-', 'pending', 'a new file'],
    ['x', '-', 'a', 'a', 'pending', 'a deleted file'],
    ['x', 'a', 'a', '-', 'drift', 'removed by hand'],
    ['x', '-', '-', 'a', 'drift', 'added by hand'],
    ['x', 'a', '-', 'b', 'pending,drift', 'added here and there, differently'],
    // with --base: what the pull request proposes is told apart from what waits on the base
    ['a', 'b', 'a', 'a', 'proposed', 'only this pull request'],
    ['b', 'b', 'a', 'a', 'pending', 'merged, not applied'],
    ['b', 'c', 'a', 'a', 'proposed,pending', 'proposed upon what waits'],
    ['a', 'a', 'a', 'b', 'drift', 'by hand, whatever the pull request says'],
    ['a', 'b', 'a', 'c', 'proposed,drift', ''],
    ['b', 'c', 'a', '-', 'proposed,pending,drift', ''],
    ['-', 'a', '-', '-', 'proposed', 'a new partner'],
    ['a', '-', 'a', 'a', 'proposed', 'a partner leaves'],
    ['b', 'a', 'a', 'b', 'proposed,pending,drift', 'the tree goes back to what was applied'],
    // what is not known is no cause
    ['x', 'a', 'x', 'b', '', 'nothing was ever applied'],
    ['x', 'a', '?', 'b', '', 'the file was broken at the last applied commit'],
    ['a', 'b', 'x', 'a', 'proposed', 'nothing was ever applied'],
    ['?', 'b', 'a', 'a', '', 'the file is broken on the base'],
    ['?', 'b', 'a', 'c', 'drift', 'the file is broken on the base'],
    ['?', 'b', '?', 'a', '', 'nothing is known'],
    ['a', 'b', '?', 'c', 'proposed', ''],
  ])('%s %s %s %s: %s (%s)', (base, tree, last, live, expected) => {
    expect(causes(base, tree, last, live).join()).toBe(expected);
  });
});

describe('compared as effective settings', () => {
  it('a default that is stated, another order of a list, and what servers never see are no difference', () => {
    const sparse = declaredIn(
      'partners/fabrikam.com.yaml',
      'domain: fabrikam.com\npartnerType: Federated\nadditionalDomains: [b.example, a.example]\nowner: one\n',
    );
    const wordy = declaredIn(
      'partners/fabrikam.com.yaml',
      'tlsNegotiation: Required\nadditionalDomains: [a.example, b.example]\npartnerType: Federated\ndomain: fabrikam.com\nexpires: 2099-01-01\n',
    );
    const plan = planOf({
      live: [],
      desired: [wordy],
      lastApplied: applied(),
      history: { atBase: settingsAt(sparse.settings), atLastApplied: settingsAt(sparse.settings) },
    });
    expect(changeOf(plan, DOMAIN).causes).toEqual(['drift']);
  });

  it('what the deployment cannot hold is no drift', () => {
    const fields = new Set([...ALL_FIELDS].filter((field) => field !== 'description'));
    const plan = planOf({
      live: [partner(DOMAIN)],
      desired: [partner(DOMAIN, { description: 'new', connectionLimit: 5 })],
      capabilities: { fields },
      lastApplied: applied(),
      history: { atLastApplied: settingsAt(partner(DOMAIN, { description: 'old' })) },
    });
    const { causes: found, fields: changed } = changeOf(plan, DOMAIN);
    expect(found).toEqual(['pending']);
    expect(changed).toEqual([{ field: 'connectionLimit', before: null, after: 5 }]);
  });
});
