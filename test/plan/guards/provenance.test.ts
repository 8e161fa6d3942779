/** `reopens`, `history` and `ownership`: who changed what last, and may this plan undo it? */
import { describe, expect, it } from 'vitest';
import type { Cause } from '../../../src/model/change.ts';
import type { PartnerSettings } from '../../../src/model/partner.ts';
import { partner } from '../../support/partners.ts';
import { rowWith } from '../rows.ts';
import { applied, EARLIER, HEAD, planOf, type Situation, settingsAt } from '../situation.ts';

function messages(situation: Situation): Readonly<Record<string, string>> {
  return Object.fromEntries(planOf(situation).refusals.map(({ guard, message }) => [guard, message]));
}

describe('reopens: what somebody closed by hand', () => {
  const open = partner('fabrikam.com', { additionalDomains: ['corp.fabrikam.com'] });

  /** The tree and the last apply agree; somebody changed the server. */
  const byHand = (tree: PartnerSettings, live: readonly PartnerSettings[]): string | undefined =>
    messages({
      live,
      desired: [tree],
      lastApplied: applied(),
      history: { atLastApplied: settingsAt(tree) },
    })['reopens'];

  it('a partner removed on the server', () => {
    expect(byHand(open, [])).toBe(
      'fabrikam.com: closed or tightened on the server by hand, and no commit asks for the opposite',
    );
  });

  it('a domain taken from it, a stricter row, a stricter type', () => {
    expect(byHand(open, [partner('fabrikam.com')])).toBeDefined();
    expect(byHand({ ...open, ...rowWith('st') }, [{ ...open, ...rowWith('s') }])).toBeDefined();
    expect(byHand(open, [{ ...open, partnerType: 'PublicUnverified' }])).toBeDefined();
    expect(byHand({ ...open, ...rowWith('st') }, [{ ...open, ...rowWith('') }])).toBeDefined();
  });

  it('not what somebody opened or loosened by hand: closing that again is what we are for', () => {
    expect(byHand(partner('fabrikam.com'), [open])).toBeUndefined();
    expect(byHand({ ...open, ...rowWith('s') }, [{ ...open, ...rowWith('st') }])).toBeUndefined();
    expect(byHand(open, [{ ...open, connectionLimit: 1 }])).toBeUndefined();
  });

  it.each<readonly [readonly Cause[], Partial<Situation['history'] & object>]>([
    [['proposed'], { atBase: settingsAt(), atLastApplied: settingsAt() }],
    [['pending'], { atLastApplied: settingsAt() }],
    [['proposed', 'pending', 'drift'], { atBase: settingsAt(), atLastApplied: settingsAt(partner('fabrikam.com')) }],
    [[], {}],
  ])('not where the causes are %j', (causes, history) => {
    const plan = planOf({ live: [], desired: [open], lastApplied: applied(), history });
    expect(plan.changes[0]?.causes).toEqual(causes);
    expect(plan.refusals).toEqual([]);
  });

  it('not for drift that a commit has meanwhile touched as well', () => {
    const plan = planOf({
      live: [],
      desired: [open],
      lastApplied: applied(),
      history: { atLastApplied: settingsAt(partner('fabrikam.com')) },
    });
    expect(plan.changes[0]?.causes).toEqual(['pending', 'drift']);
    expect(plan.refusals).toEqual([]);
  });

  it('names the first three, with the form that people read', () => {
    const partners = ['a.example', 'xn--bcher-kva.example', 'c.example', 'd.example', 'e.example'].map((domain) =>
      partner(domain),
    );
    const said = messages({
      live: [],
      desired: partners,
      lastApplied: applied(),
      history: { atLastApplied: settingsAt(...partners) },
    })['reopens'];
    expect(said).toMatch(/^a\.example, c\.example, d\.example and 2 more: closed/);
    expect(byHand(partner('xn--bcher-kva.example'), [])).toMatch(/^xn--bcher-kva\.example \(bücher\.example\): closed/);
  });
});

const one: Situation = { desired: [partner('fabrikam.com')] };

describe('history: the recorded commit is not behind HEAD', () => {
  it('passes where it is, or where nothing was recorded', () => {
    expect(messages({ ...one, lastApplied: applied() })).toEqual({});
    expect(messages(one)).toEqual({});
  });

  it('an old job, or another branch', () => {
    expect(messages({ ...one, lastApplied: applied(), history: { lastAppliedIs: 'not-ancestor' } })).toEqual({
      history: `commit ${EARLIER.slice(0, 12)} was applied last, and HEAD (${HEAD.slice(0, 12)}) does not build on it: an old job, or another branch`,
    });
  });

  it.each(['unknown', null] as const)('a commit that this repository does not have (%s)', (lastAppliedIs) => {
    expect(messages({ ...one, lastApplied: applied(), history: { lastAppliedIs } })['history']).toBe(
      `commit ${EARLIER.slice(0, 12)} was applied last, and this repository does not have it (HEAD is ${HEAD.slice(0, 12)})`,
    );
  });

  it('outside Git', () => {
    const history = { inGit: false, commit: null, lastAppliedIs: 'unknown' as const };
    expect(messages({ ...one, lastApplied: applied(), history })['history']).toBe(
      `commit ${EARLIER.slice(0, 12)} was applied last, and this folder has no history to compare with`,
    );
  });
});

describe('ownership: another workspace applied last', () => {
  it.each([
    ['contoso-partners', 'contoso-partners'],
    [null, null],
  ])('%s after %s passes', (workspace, last) => {
    expect(messages({ ...one, workspace, lastApplied: applied({ workspace: last }) })).toEqual({});
  });

  it.each([
    [
      'contoso-partners',
      'other',
      'it was last applied by the workspace "other", this is the workspace "contoso-partners"',
    ],
    [
      'contoso-partners',
      null,
      'it was last applied by a repository without a workspace name, this is the workspace "contoso-partners"',
    ],
    [null, 'other', 'it was last applied by the workspace "other", this is a repository without a workspace name'],
  ])('%s after %s does not', (workspace, last, said) => {
    expect(messages({ ...one, workspace, lastApplied: applied({ workspace: last }) })).toEqual({ ownership: said });
  });
});
