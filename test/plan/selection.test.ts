/** `--only`: some of the changes, and never half of a move. */
import { describe, expect, it } from 'vitest';
import { declaredIn } from '../support/declared.ts';
import { partner } from '../support/partners.ts';
import { applied, changeOf, deletion, errorsOf, planOf, type Situation, told } from './situation.ts';

const fabrikam = partner('fabrikam.com', { additionalDomains: ['corp.fabrikam.com'] });
const contoso = partner('contoso.example');

describe('what is chosen', () => {
  const situation: Situation = { desired: [fabrikam, contoso] };

  it('all without it', () => {
    expect(planOf(situation)).toMatchObject({ partial: false, summary: { add: 2 } });
  });

  it('a partner by its primary domain', () => {
    const plan = planOf({ ...situation, only: ['fabrikam.com'] });
    expect(told(plan)).toEqual(['add fabrikam.com opens']);
    expect(plan).toMatchObject({ partial: true, summary: { add: 1 } });
  });

  it('a partner by an additional domain', () => {
    expect(told(planOf({ ...situation, only: ['corp.fabrikam.com'] }))).toEqual(['add fabrikam.com opens']);
  });

  it('a partner by a domain that it only had, or only gets', () => {
    const move = { live: [fabrikam], desired: [partner('fabrikam.com', { additionalDomains: ['it.fabrikam.com'] })] };
    expect(told(planOf({ ...move, only: ['corp.fabrikam.com'] }))).toEqual(['update fabrikam.com closes,opens']);
    expect(told(planOf({ ...move, only: ['it.fabrikam.com'] }))).toEqual(['update fabrikam.com closes,opens']);
  });

  it('a removal', () => {
    const plan = planOf({
      live: [fabrikam, contoso],
      ended: { 'fabrikam.com': deletion('fabrikam.com'), 'contoso.example': deletion('contoso.example') },
      only: ['corp.fabrikam.com'],
    });
    expect(told(plan)).toEqual(['remove fabrikam.com closes']);
  });

  it('several partners; nothing is left out then', () => {
    const plan = planOf({ ...situation, only: ['fabrikam.com', 'contoso.example'] });
    expect(plan).toMatchObject({ partial: false, summary: { add: 2 } });
  });

  it('not a domain below one that was named, nor the partner that names itself so', () => {
    expect(planOf({ ...situation, only: ['com', 'it.fabrikam.com'] }).changes).toEqual([]);
  });

  it('has the digest of exactly these changes', () => {
    expect(planOf({ ...situation, only: ['fabrikam.com'] }).digest).toBe(planOf({ desired: [fabrikam] }).digest);
  });
});

describe('the record of what was applied last', () => {
  const situation: Situation = { live: [contoso], desired: [fabrikam, contoso], lastApplied: applied() };

  it('advances only where nothing was left out', () => {
    expect(planOf({ ...situation, only: ['fabrikam.com'] })).toMatchObject({ partial: false, advances: true });
    expect(planOf({ ...situation, only: ['contoso.example'] })).toMatchObject({ partial: true, advances: false });
  });
});

describe('a domain moves whole', () => {
  const giver = partner('giver.example', { additionalDomains: ['x.example'] });
  const taker = declaredIn(
    'partners/taker.example.yaml',
    'domain: taker.example\npartnerType: Federated\nadditionalDomains: [x.example]\n',
  );
  const move: Situation = {
    live: [giver, partner('taker.example')],
    desired: [partner('giver.example'), taker],
  };
  const said = 'domain-conflict: x.example is declared by taker.example, but the live partner giver.example holds it';

  it('it is not taken from a partner that was left out', () => {
    const plan = planOf({ ...move, only: ['taker.example'] });
    expect(errorsOf(plan)).toEqual([said]);
    expect(plan.diagnostics[0]).toMatchObject({
      hint: 'name both partners with --only, or plan without --only',
      range: { file: 'partners/taker.example.yaml', start: { line: 3, column: 21 } },
    });
  });

  it('it is not given up while the partner that takes it was left out: it would lose access for nothing', () => {
    expect(errorsOf(planOf({ ...move, only: ['giver.example'] }))).toEqual([said]);
  });

  it('it moves when both are named, or the domain itself', () => {
    for (const only of [['giver.example', 'taker.example'], ['x.example']]) {
      const plan = planOf({ ...move, only });
      expect(errorsOf(plan)).toEqual([]);
      expect(plan.summary.update).toBe(2);
    }
  });

  it('a partner is replaced whole: not while one of the files that replace it was left out', () => {
    const split: Situation = {
      live: [giver],
      desired: [partner('giver2.example', { additionalDomains: ['giver.example'] }), partner('x.example')],
    };
    expect(changeOf(planOf(split), 'giver.example').evidence?.kind).toBe('replaced');
    expect(errorsOf(planOf({ ...split, only: ['giver.example'] }))).toEqual([
      'domain-conflict: x.example is declared by x.example, but the live partner giver.example holds it',
    ]);
    expect(errorsOf(planOf({ ...split, only: ['giver2.example', 'x.example'] }))).toEqual([]);
  });

  it('a domain that nobody takes is given up alone', () => {
    const plan = planOf({ live: [giver], desired: [partner('giver.example'), contoso], only: ['giver.example'] });
    expect(errorsOf(plan)).toEqual([]);
    expect(told(plan)).toEqual(['update giver.example closes']);
  });
});
