/** Blocks win over files: shown in every plan, never lifted by one, no drift. */
import { describe, expect, it } from 'vitest';
import type { Block } from '../../src/model/block.ts';
import { partner } from '../support/partners.ts';
import { deletion, planOf } from './situation.ts';

function block(domain: string): Block {
  return { domain, reason: 'spam', actor: 'alice', at: '2030-01-01T00:00:00Z', until: null };
}

const fabrikam = partner('fabrikam.com', { additionalDomains: ['corp.fabrikam.com'] });

describe('a block', () => {
  it('changes nothing of the plan but that it is shown', () => {
    const plain = planOf({ live: [fabrikam], desired: [fabrikam] });
    const plan = planOf({ live: [fabrikam], desired: [fabrikam], blocks: [block('fabrikam.com')] });
    expect(plan).toEqual({
      ...plain,
      blocked: [{ ...block('fabrikam.com'), partner: 'fabrikam.com' }],
      summary: { ...plain.summary, blocked: 1 },
    });
    expect(plan).toMatchObject({ changes: [], drift: false });
  });

  it.each<readonly [string, string | null, string]>([
    ['corp.fabrikam.com', 'fabrikam.com', 'an additional domain'],
    ['new.example', 'new.example', 'a partner that is added'],
    ['left.example', 'left.example', 'a partner whose addition was not selected'],
    ['gone.example', 'gone.example', 'a partner that is removed'],
    ['kept.example', 'kept.example', 'an unmanaged partner'],
    ['moved.example', 'new.example', 'the partner that will have it'],
    ['nobody.example', null, 'none'],
  ])('%s names %s: %s', (domain, covering) => {
    const plan = planOf({
      live: [fabrikam, partner('kept.example'), partner('gone.example', { additionalDomains: ['moved.example'] })],
      desired: [fabrikam, partner('new.example', { additionalDomains: ['moved.example'] }), partner('left.example')],
      ended: { 'gone.example': deletion('gone.example') },
      only: ['moved.example'],
      blocks: [block(domain)],
    });
    expect(plan.summary).toMatchObject({ add: 1, remove: 1 });
    expect(plan.blocked.map((blocked) => blocked.partner)).toEqual([covering]);
  });

  it('stands in a list sorted by domain', () => {
    const plan = planOf({ blocks: [block('c.example'), block('a.example'), block('b.example')] });
    expect(plan.blocked.map(({ domain }) => domain)).toEqual(['a.example', 'b.example', 'c.example']);
  });
});
