/** What a refusal says, and when nothing is refused whatever the guards would say. */
import { describe, expect, it } from 'vitest';
import { shortDigest } from '../../src/model/digest-prefix.ts';
import { partner } from '../support/partners.ts';
import { applied, deletion, planOf, type Situation } from './situation.ts';

const everythingWrong: Situation = {
  live: [partner('gone.example.org')],
  ended: { 'gone.example.org': deletion('gone.example.org') },
  lastApplied: applied({ workspace: 'other' }),
  history: { lastAppliedIs: 'not-ancestor' },
};

describe('a refusal', () => {
  it('is there for each guard that holds back, with the command that lets this one plan through', () => {
    const plan = planOf(everythingWrong);
    const override = `partnerctl apply --deployment edge-eu --override ${shortDigest(plan.digest)}`;
    expect(plan.refusals.map(({ guard }) => guard)).toEqual(['mass-removal', 'history', 'ownership']);
    expect(plan.refusals.map((refusal) => refusal.override)).toEqual([override, override, override]);
    expect(plan.digest).toContain(override.slice(-12));
  });

  it('is a warning of the plan, too, with the same command', () => {
    const plan = planOf(everythingWrong);
    expect(plan.diagnostics.map(({ code, severity }) => `${severity} ${code}`)).toEqual([
      'warning guard-history',
      'warning guard-mass-removal',
      'warning guard-ownership',
    ]);
    for (const { hint } of plan.diagnostics)
      expect(hint).toBe(`an apply will be refused; if it is meant: ${plan.refusals[0]?.override}`);
  });

  it('repeats the selection: without it the command would be about another plan', () => {
    const [refusal] = planOf({
      desired: ['a.example', 'b.example', 'c.example'].map((domain) => partner(domain)),
      only: ['b.example', 'a.example'],
      lastApplied: applied({ workspace: 'other' }),
    }).refusals;
    expect(refusal?.override).toMatch(
      /^partnerctl apply --deployment edge-eu --only a\.example b\.example --override [0-9a-f]{12}$/,
    );
  });
});

describe('an empty plan', () => {
  it('is never refused: there is nothing to hold back', () => {
    const { refusals, diagnostics, changes } = planOf({
      live: [partner('a.example')],
      desired: [partner('a.example')],
      lastApplied: applied({ workspace: 'other' }),
      history: { lastAppliedIs: 'not-ancestor' },
    });
    expect(changes).toEqual([]);
    expect(refusals).toEqual([]);
    expect(diagnostics).toEqual([]);
  });
});
