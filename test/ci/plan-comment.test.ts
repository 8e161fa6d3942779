/** The comment as people see it: golden files to be read, and hostile text in it through a Markdown parser. */
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { placeFor } from '../../src/ci/place.ts';
import { planComment, policyChangesFor } from '../../src/ci/plan-comment.ts';
import type { PlanResult } from '../../src/model/plan.ts';
import { markdownPhrase } from '../../src/render/phrase.ts';
import { headlineOf } from '../../src/render/plan/headline.ts';
import { hostileText } from '../render/support/hostile.ts';
import { LIVE, tagsOf, textNodes, toHtml, withoutCode } from '../render/support/markdown.ts';
import { resultArbitrary } from '../render/support/plan-arbitrary.ts';
import { add, plan, remove, update } from '../render/support/plans.ts';
import { failedPlan, hostilePlan, largePlan, mixedPlan, nothingPlan } from '../render/support/scenes.ts';
import { partner } from '../support/partners.ts';

const URL_OF = (file: string) => `https://github.example/contoso/partners/blob/1a2b3c4/${file}`;
const place = placeFor((_, field) => (field === undefined ? 2 : 7), URL_OF);
const runUrl = 'https://github.example/contoso/partners/actions/runs/4711';
const POLICY = [
  { path: 'deployments.edge-eu.url', before: '"https://xmpp.contoso.com"', after: '"https://evil.example"' },
  { path: 'weakestMethod', before: '"tls-dialback"', after: '"tcp-dialback"' },
];

async function expectGolden(name: string, text: string): Promise<void> {
  await expect(text).toMatchFileSnapshot(fileURLToPath(new URL(`../golden/ci/${name}`, import.meta.url)));
}

test.each<[string, PlanResult, number]>([
  ['mixed', mixedPlan, 60_000],
  ['large', largePlan, 6_000],
  ['failed', failedPlan, 60_000],
  ['nothing', nothingPlan, 60_000],
])('%s', async (name, result, budget) => {
  const text = planComment(result, { policyChanges: name === 'mixed' ? POLICY : [], place, runUrl, budget });
  expect(text.length).toBeLessThanOrEqual(budget);
  await expectGolden(`comment-${name}.md`, text);
});

const corp = partner('fabrikam.com', { additionalDomains: ['it.fabrikam.com'], dialbackNegotiation: true });
const own = { causes: ['proposed' as const] };

describe('the sentence that a manager understands', () => {
  const sentence = (...changes: Parameters<typeof plan>[0]) => markdownPhrase(headlineOf(plan(changes)));

  test('who gets in, and what becomes possible', () => {
    const weaker = {
      additionalDomains: ['corp.fabrikam.com', 'it.fabrikam.com'],
      tlsNegotiation: 'Optional',
      saslNegotiation: 'Optional',
    } as const;
    expect(sentence(update(corp, weaker, { effects: ['weakens', 'opens'], ...own }))).toBe(
      'This pull request lets `corp.fabrikam.com` in and **weakens** `fabrikam.com` on edge-eu: unencrypted streams become possible, a valid certificate is no longer needed.',
    );
  });

  test('who is cut off, who must do more, and details', () => {
    expect(
      sentence(
        remove(partner('a.example'), own),
        remove(partner('b.example', { additionalDomains: ['c.b.example', 'd.b.example', 'e.b.example'] }), own),
        update(partner('t.example'), { tlsNegotiation: 'Required' }, { effects: ['tightens'], ...own }),
        update(partner('n.example'), { keepAlive: false }, { effects: ['neutral'], ...own }),
      ),
    ).toBe(
      'This pull request **cuts** `a.example`, `b.example`, `c.b.example` and 2 more **off**, asks more of `t.example` and changes details of `n.example` on edge-eu.',
    );
  });

  test('other reasons to be careful', () => {
    const trust = update(
      partner('t.example', { partnerType: 'PublicUnverified' }),
      { partnerType: 'Federated' },
      { effects: ['weakens'], ...own },
    );
    expect(sentence(trust)).toContain('strangers there may write to our users uninvited.');
    const proxy = update(
      corp,
      { proxyFqdn: 'x.example', saslNegotiation: 'Optional' },
      { effects: ['weakens'], ...own },
    );
    expect(sentence(proxy)).toContain('whoever answers at another host is believed');
    const plain = partner('p.example', { tlsNegotiation: 'NotSupported', saslNegotiation: 'NotSupported' });
    expect(sentence(add(plain, own))).toBe(
      'This pull request lets `p.example` in on edge-eu. **1 new partner may connect UNENCRYPTED.**',
    );
  });

  test('the first plan of a deployment: what other pull requests have brought is not its doing', () => {
    expect(sentence(add(partner('n.example'), own), add(partner('o.example'), { causes: [] }))).toBe(
      'This pull request lets `n.example` in on edge-eu. 1 change of others is waiting there.',
    );
  });

  test('what is not its doing', () => {
    const waiting = update(partner('w.example'), { connectionLimit: 5 }, { causes: ['pending'] });
    const drift = remove(partner('d.example'), { causes: ['drift'] });
    expect(sentence(waiting, drift)).toBe(
      'This pull request changes nothing on edge-eu. 1 change of others is waiting there, and 1 change by hand would be put right.',
    );
  });
});

test('what has no room to be shown was not shown', () => {
  const policyChanges = Array.from({ length: 3 }, (_, index) => ({ path: `x${index}`, before: null, after: '"y"' }));
  const text = planComment(mixedPlan, { policyChanges, place, budget: 900 });
  expect(text).toContain('**The plan is too long to be shown.**');
  expect(text).toContain('<!-- partnerctl shown {"plan":null,"changes":[]} -->');
});

test('a policy change stands with the deployment that it is about, all others in the first comment', () => {
  const names = ['edge-eu', 'edge-us'];
  const us = { path: 'deployments.edge-us.url', before: null, after: '"x"' };
  const fresh = { path: 'deployments.new.url', before: null, after: '"x"' };
  const changes = [...POLICY, us, fresh];
  expect(policyChangesFor('edge-us', names, changes)).toEqual([us]);
  expect(policyChangesFor('edge-eu', names, changes)).toEqual([...POLICY, fresh]);
});

const OURS = /^\/?(?:p|br|h3|strong|ul|li|table|thead|tbody|tr|th|td|code|span|del|ins|details|summary|a)$/;
/** The two lines at the start that nobody sees. */
const seen = (text: string) => text.split('\n').slice(2).join('\n');

test('whatever files and servers say, it is ours alone that is live', () => {
  fc.assert(
    fc.property(resultArbitrary, hostileText, fc.constantFrom(3_000, 60_000), (result, policy, budget) => {
      const policyChanges = [{ path: policy, before: policy, after: null }];
      const named = { ...result, deployment: 'edge-eu' };
      const text = planComment(named, { policyChanges, place, runUrl, budget });
      expect(text.length).toBeLessThanOrEqual(budget);
      expect(text.startsWith('<!-- partnerctl plan edge-eu -->\n<!-- partnerctl shown {')).toBe(true);
      const html = withoutCode(toHtml(seen(text)));
      const links = [...html.matchAll(/<a href="([^"]*)">/g)].map(([, href]) => href);
      expect(links.filter((href) => href !== runUrl && !href?.startsWith(URL_OF('')))).toEqual([]);
      const tags = tagsOf(html.replace(/<a href="[^"]*">/g, '<a>'));
      expect(tags.filter((tag) => !OURS.test(tag))).toEqual([]);
      expect(unbalanced(tags)).toEqual([]);
      expect(textNodes(html).filter((node) => LIVE.test(node))).toEqual([]);
    }),
  );
});

test('the hostile scene shows as text', () => {
  for (const result of hostilePlan) {
    const html = withoutCode(
      toHtml(seen(planComment({ ...result, deployment: 'edge-eu' }, { policyChanges: [], place }))),
    );
    expect(html).not.toMatch(/<img|<script|@contoso|<!--/);
  }
});

/** What is opened and not closed, or closed and not opened, or crosses another. */
function unbalanced(tags: readonly string[]): readonly string[] {
  const open: string[] = [];
  for (const tag of tags) {
    if (tag === 'br') continue;
    if (!tag.startsWith('/')) open.push(tag);
    else if (open.at(-1) === tag.slice(1)) open.pop();
    else return [tag, ...open];
  }
  return open;
}
