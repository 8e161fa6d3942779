/** The plan as a whole: what is in it, in which order, and whether it may move the record of what was applied last. */
import { describe, expect, it } from 'vitest';
import type { Block } from '../../src/model/block.ts';
import { changeDigest, partnersDigest, planDigest } from '../../src/model/digest.ts';
import { makePlan } from '../../src/plan/plan.ts';
import { declared } from '../support/declared.ts';
import { partner } from '../support/partners.ts';
import { rowWith } from './rows.ts';
import { applied, changeOf, deletion, HEAD, inputOf, planOf, type Situation, told } from './situation.ts';

function block(domain: string): Block {
  return { domain, reason: 'spam', actor: 'alice', at: '2030-01-01T00:00:00Z', until: null };
}

describe('a plan', () => {
  const before = partner('fabrikam.com', { connectionLimit: 5 });
  const after = partner('fabrikam.com', { connectionLimit: 10, keepAlive: false, description: 'x' });
  const kept = partner('kept.example');
  const same = partner('same.example');
  const situation: Situation = {
    live: [kept, before, same],
    desired: [same, after, partner('new.example')],
  };

  it('says what it was made of', () => {
    const plan = planOf(situation);
    expect(plan).toMatchObject({
      deployment: 'edge-eu',
      adapter: 'memory',
      desired: { commit: HEAD, uncommitted: false, digest: partnersDigest([same, after, partner('new.example')]) },
      live: { revision: 'r1', digest: partnersDigest([before, kept, same]) },
      summary: { add: 1, update: 1, remove: 0, unchanged: 1, unmanaged: 1, blocked: 0 },
      digest: planDigest(plan.changes),
    });
  });

  it('has of an update only what changed, in the order of the field table', () => {
    expect(changeOf(planOf(situation), 'fabrikam.com')).toEqual({
      action: 'update',
      domain: 'fabrikam.com',
      before,
      after,
      fields: [
        { field: 'description', before: null, after: 'x' },
        { field: 'connectionLimit', before: 5, after: 10 },
        { field: 'keepAlive', before: true, after: false },
      ],
      causes: [],
      effects: ['neutral'],
      file: 'partners/fabrikam.com.yaml',
      digest: changeDigest('edge-eu', { action: 'update', domain: 'fabrikam.com', before, after }),
    });
  });

  it('has of an addition and a removal the whole, and the file where there is one', () => {
    const plan = planOf({ ...situation, ended: { 'kept.example': deletion('kept.example') } });
    expect(changeOf(plan, 'new.example')).toMatchObject({
      action: 'add',
      before: null,
      after: partner('new.example'),
      fields: [],
      file: 'partners/new.example.yaml',
    });
    expect(changeOf(plan, 'kept.example')).toMatchObject({ action: 'remove', before: kept, after: null, fields: [] });
    expect(changeOf(plan, 'kept.example')).not.toHaveProperty('file');
  });

  it('is data', () => {
    expect(JSON.parse(JSON.stringify(planOf(situation)))).toEqual(planOf(situation));
  });
});

describe('the order of changes', () => {
  it('is by the first effect, the dangerous ones first, then by domain', () => {
    const plan = planOf({
      live: [
        partner('z-weak.example', rowWith('s')),
        partner('y-weak.example', rowWith('s')),
        partner('b-gone.example'),
        partner('a-tight.example', rowWith('st')),
        partner('a-neutral.example'),
        partner('m-both.example', { ...rowWith('s'), additionalDomains: ['x.example'] }),
      ],
      desired: [
        partner('z-weak.example', rowWith('c')),
        partner('y-weak.example', rowWith('st')),
        partner('a-new.example'),
        partner('a-tight.example', rowWith('s')),
        partner('a-neutral.example', { keepAlive: false }),
        partner('m-both.example', rowWith('st')),
      ],
      ended: { 'b-gone.example': deletion('b-gone.example') },
    });
    expect(told(plan)).toEqual([
      'update m-both.example weakens,closes',
      'update y-weak.example weakens',
      'update z-weak.example weakens',
      'remove b-gone.example closes',
      'add a-new.example opens',
      'update a-tight.example tightens',
      'update a-neutral.example neutral',
    ]);
  });
});

describe('digests', () => {
  const situation: Situation = {
    live: [partner('gone.example'), partner('fabrikam.com')],
    desired: [partner('fabrikam.com', { keepAlive: false, additionalDomains: ['corp.fabrikam.com'] })],
    ended: { 'gone.example': deletion('gone.example') },
  };
  const { digest } = planOf(situation);

  it('do not depend on commits, evidence, causes, sessions, blocks, guards, revisions or what is unmanaged', () => {
    const other: Situation = {
      ...situation,
      live: [...(situation.live ?? []), partner('unmanaged.example')],
      ended: { 'gone.example': { ...deletion('gone.example'), commit: 'f'.repeat(40), ended: 'redeclared' } },
      history: { commit: 'f'.repeat(40), atLastApplied: () => null, lastAppliedIs: 'not-ancestor' },
      lastApplied: applied({ workspace: 'other' }),
      sessions: [{ domain: 'gone.example', direction: 'inbound', method: 'sasl-tls' }],
      blocks: [block('gone.example')],
      deployment: {
        adapter: 'http',
        unmanaged: 'ignore',
        guards: { removals: 0, removalPercent: 0, updatePercent: 0 },
      },
    };
    const plan = planOf(other);
    expect(plan.refusals.length).toBeGreaterThan(0);
    expect(plan.changes.map((change) => change.digest)).toEqual(planOf(situation).changes.map((each) => each.digest));
    expect(plan.digest).toBe(digest);
  });

  it('depend on the deployment, and on every setting before and after', () => {
    expect(planOf({ ...situation, deployment: { name: 'edge-us' } }).digest).not.toBe(digest);
    const live = [partner('gone.example'), partner('fabrikam.com', { connectionLimit: 1 })];
    expect(planOf({ ...situation, live }).digest).not.toBe(digest);
    expect(
      planOf({ ...situation, live: [partner('gone.example', { keepAlive: false }), partner('fabrikam.com')] }).digest,
    ).not.toBe(digest);
    expect(planOf({ ...situation, desired: [partner('fabrikam.com', { keepAlive: false })] }).digest).not.toBe(digest);
  });

  it('do not depend on what servers never see', () => {
    const desired = (situation.desired ?? []).map((each) =>
      'settings' in each
        ? each
        : declared(each, { owner: 'uc-team', deployments: ['edge-eu'], stated: ['keepAlive', 'tlsNegotiation'] }),
    );
    expect(planOf({ ...situation, desired }).digest).toBe(digest);
  });
});

describe('may an apply of it advance the record of what was applied last?', () => {
  const desired = [partner('fabrikam.com')];

  it.each<readonly [string, boolean, Situation]>([
    ['nothing was recorded yet', true, {}],
    ['the record is behind HEAD, and ours', true, { lastApplied: applied() }],
    ['also when nothing has to change', true, { live: desired, lastApplied: applied() }],
    ['outside Git', false, { history: { inGit: false, commit: null } }],
    ['before the first commit', false, { history: { commit: null } }],
    ['uncommitted files', false, { history: { uncommitted: true } }],
    ['an old job', false, { lastApplied: applied(), history: { lastAppliedIs: 'not-ancestor' } }],
    [
      'an old job with nothing to change',
      false,
      { live: desired, lastApplied: applied(), history: { lastAppliedIs: 'not-ancestor' } },
    ],
    ['an unknown record', false, { lastApplied: applied(), history: { lastAppliedIs: 'unknown' } }],
    ['another workspace', false, { lastApplied: applied({ workspace: 'other' }) }],
    [
      'another workspace with nothing to change',
      false,
      { live: desired, lastApplied: applied({ workspace: 'other' }) },
    ],
    ['a selection that leaves something out', false, { only: ['nobody.example'] }],
  ])('%s: %s', (_what, advances, situation) => {
    expect(planOf({ desired, ...situation }).advances).toBe(advances);
  });
});

describe('the input', () => {
  it('is left as it was', () => {
    const input = inputOf({
      live: [partner('b.example'), partner('a.example'), partner('d.example')],
      desired: [partner('d.example', { keepAlive: false }), partner('c.example')],
      sessions: [
        { domain: 'd.example', direction: 'outbound', method: 'sasl-tls' },
        { domain: 'd.example', direction: 'inbound', method: 'sasl-tls' },
      ],
      blocks: [block('z.example'), block('a.example')],
    });
    const { live, desired, sessions } = structuredClone(input);
    expect(makePlan(input).changes).toHaveLength(2);
    expect(input).toMatchObject({ live, desired, sessions });
  });
});
