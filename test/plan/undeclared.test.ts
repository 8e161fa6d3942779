/** A removal needs a commit, or files that declare all of the partner's domains. Everything else is kept, and said. */
import { describe, expect, it } from 'vitest';
import type { UnmanagedPolicy } from '../../src/model/deployment.ts';
import { makePlan } from '../../src/plan/plan.ts';
import type { Ended } from '../../src/plan/plan-input.ts';
import { declaredIn } from '../support/declared.ts';
import { partner } from '../support/partners.ts';
import { changeOf, deletion, errorsOf, inputOf, planOf, type Situation, told } from './situation.ts';

const gone = partner('gone.example.org', { additionalDomains: ['chat.gone.example.org'] });
const kept = partner('kept.example.org');

function planFor(ended: Ended, unmanaged: UnmanagedPolicy, more: Situation = {}) {
  return planOf({
    live: [gone, kept],
    desired: [kept],
    ended: { 'gone.example.org': ended },
    deployment: { unmanaged },
    ...more,
  });
}

describe('a live partner that no file declares', () => {
  it.each(['report', 'remove', 'ignore'] as const)('is removed where a commit ended it (unmanaged: %s)', (policy) => {
    const plan = planFor(deletion('gone.example.org'), policy);
    expect(told(plan)).toEqual(['remove gone.example.org closes']);
    expect(changeOf(plan, 'gone.example.org')).toMatchObject({
      before: gone,
      after: null,
      fields: [],
      evidence: { kind: 'commit', ended: 'deleted', file: 'partners/gone.example.org.yaml' },
    });
    expect(plan).toMatchObject({ unmanaged: [], drift: false });
  });

  it('is removed where a commit took this deployment out of its file', () => {
    const narrowed: Ended = { ...deletion('gone.example.org'), ended: 'narrowed' };
    expect(changeOf(planFor(narrowed, 'report'), 'gone.example.org').evidence).toEqual(narrowed);
  });

  it('is kept and counted as drift where no commit ever declared it', () => {
    const plan = planFor('never-declared', 'report');
    expect(plan.changes).toEqual([]);
    expect(plan.unmanaged).toEqual([{ domain: 'gone.example.org', reason: 'never-declared', settings: gone }]);
    expect(plan).toMatchObject({ drift: true, summary: { unmanaged: 1, unchanged: 1, remove: 0 } });
  });

  it('is kept in silence under `unmanaged: ignore`', () => {
    const plan = planFor('never-declared', 'ignore');
    expect(plan).toMatchObject({ changes: [], unmanaged: [], drift: false, summary: { unmanaged: 0 } });
  });

  it('is removed, without evidence, under `unmanaged: remove`', () => {
    const plan = planFor('never-declared', 'remove');
    expect(told(plan)).toEqual(['remove gone.example.org closes']);
    expect(changeOf(plan, 'gone.example.org')).not.toHaveProperty('evidence');
  });

  it.each(['report', 'remove', 'ignore'] as const)(
    'is kept while the deletion is not committed, and that is said (unmanaged: %s)',
    (policy) => {
      const plan = planFor('still-declared', policy, { history: { uncommitted: true } });
      expect(plan.changes).toEqual([]);
      expect(plan.unmanaged).toMatchObject([{ domain: 'gone.example.org', reason: 'uncommitted' }]);
      expect(plan.drift).toBe(policy === 'report');
    },
  );

  it.each(['report', 'remove'] as const)('is kept outside Git (unmanaged: %s)', (unmanaged) => {
    const plan = planOf({
      live: [gone],
      deployment: { unmanaged },
      history: { inGit: false, commit: null, endings: new Map() },
    });
    expect(plan.changes).toEqual([]);
    expect(plan.unmanaged).toMatchObject([{ domain: 'gone.example.org', reason: 'outside-git' }]);
  });

  it.each(['report', 'remove'] as const)('is kept where history was not asked (unmanaged: %s)', (unmanaged) => {
    const input = inputOf({ live: [gone], deployment: { unmanaged }, history: { endings: new Map() } });
    expect(makePlan(input).changes).toEqual([]);
  });

  it('is listed sorted by domain', () => {
    const plan = planOf({ live: ['c.example', 'a.example', 'b.example'].map((domain) => partner(domain)) });
    expect(plan.unmanaged.map(({ domain }) => domain)).toEqual(['a.example', 'b.example', 'c.example']);
  });
});

describe('a live partner whose domains files declare under other names', () => {
  const owner = partner('new.example.org', { additionalDomains: ['gone.example.org', 'chat.gone.example.org'] });

  it('is replaced where they declare all of them, with the files as evidence', () => {
    const plan = planOf({ live: [gone], desired: [owner] });
    expect(told(plan)).toEqual(['add new.example.org opens', 'remove gone.example.org neutral']);
    expect(changeOf(plan, 'gone.example.org').evidence).toEqual({
      kind: 'replaced',
      files: ['partners/new.example.org.yaml'],
    });
  });

  it('is replaced by several files, named once each and sorted', () => {
    const plan = planOf({
      live: [partner('gone.example.org', { additionalDomains: ['a.gone.example.org', 'b.gone.example.org'] })],
      desired: [
        partner('z.example.org', { additionalDomains: ['gone.example.org', 'b.gone.example.org'] }),
        partner('a.gone.example.org'),
      ],
    });
    expect(changeOf(plan, 'gone.example.org').evidence).toEqual({
      kind: 'replaced',
      files: ['partners/a.gone.example.org.yaml', 'partners/z.example.org.yaml'],
    });
  });

  it('is replaced outside Git, too, and before a commit: the files are what explains it', () => {
    const outside = planOf({ live: [gone], desired: [owner], history: { inGit: false, commit: null } });
    expect(outside.summary).toMatchObject({ add: 1, remove: 1 });
    const uncommitted = planOf({
      live: [gone],
      desired: [owner],
      ended: { 'gone.example.org': 'still-declared' },
      history: { uncommitted: true },
    });
    expect(uncommitted.summary).toMatchObject({ add: 1, remove: 1 });
  });

  describe('where they declare only some', () => {
    const some = declaredIn(
      'partners/new.example.org.yaml',
      'domain: new.example.org\npartnerType: Federated\nadditionalDomains:\n  - gone.example.org\n',
    );

    it.each([
      ['never-declared', true, '`partnerctl import`'],
      ['still-declared', true, 'commit the removal'],
      ['never-declared', false, 'outside Git'],
    ] as const)('is a conflict that names both and points at the domain (%s, in Git: %s)', (ended, inGit, cure) => {
      const plan = planOf({ live: [gone], desired: [some], ended: { 'gone.example.org': ended }, history: { inGit } });
      expect(errorsOf(plan)).toEqual([
        'domain-conflict: gone.example.org is declared by new.example.org, but the live partner gone.example.org holds it',
      ]);
      expect(plan.diagnostics[0]?.hint).toContain(cure);
      expect(plan.diagnostics[0]?.range).toEqual({
        file: 'partners/new.example.org.yaml',
        start: { line: 4, column: 5 },
        end: { line: 4, column: 21 },
      });
      expect(plan.unmanaged).toHaveLength(1);
    });

    it('is a conflict under `unmanaged: ignore`, too', () => {
      const plan = planOf({ live: [gone], desired: [some], deployment: { unmanaged: 'ignore' } });
      expect(errorsOf(plan)).toHaveLength(1);
      expect(plan.unmanaged).toEqual([]);
    });

    it('points at `domain` where the partner itself is declared so', () => {
      const itself = declaredIn(
        'partners/chat.gone.example.org.yaml',
        'domain: chat.gone.example.org\npartnerType: Federated\n',
      );
      const [found] = planOf({ live: [gone], desired: [itself] }).diagnostics;
      expect(found?.range?.start).toEqual({ line: 1, column: 9 });
    });

    it('is none where a commit ended the partner: it goes, and only what is declared stays', () => {
      const plan = planOf({
        live: [gone],
        desired: [some],
        ended: { 'gone.example.org': deletion('gone.example.org') },
      });
      expect(errorsOf(plan)).toEqual([]);
      expect(told(plan)).toEqual(['remove gone.example.org closes', 'add new.example.org opens']);
    });
  });
});
