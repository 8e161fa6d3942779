import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PlanResult } from '../../../src/model/plan.ts';
import { type PlanMarkdownOptions, renderPlansMarkdown } from '../../../src/render/plan/plan-markdown.ts';
import { partner } from '../../support/partners.ts';
import { expectGolden } from '../support/golden.ts';
import { hostileText, UNSAFE } from '../support/hostile.ts';
import { LIVE, tagsOf, textNodes, toHtml, withoutCode } from '../support/markdown.ts';
import { resultArbitrary } from '../support/plan-arbitrary.ts';
import { add, plan, remove, update } from '../support/plans.ts';
import * as scenes from '../support/scenes.ts';

const POLICY = [{ path: 'deployments.edge-eu.guards.removals', before: '3', after: '50' }];

test.each<[string, readonly PlanResult[], PlanMarkdownOptions]>([
  ['first', [scenes.firstPlan], {}],
  ['mixed', [scenes.mixedPlan], { policyChanges: POLICY }],
  ['large', [scenes.largePlan], { budget: 8_000 }],
  ['failed', [scenes.nothingPlan, scenes.failedPlan], {}],
  ['nothing', [scenes.nothingPlan], {}],
  ['hostile', scenes.hostilePlan, {}],
])('%s', async (name, results, options) => {
  await expectGolden(`plan-${name}.md`, renderPlansMarkdown(results, options));
});

describe('the first sentence', () => {
  const sentence = (results: readonly PlanResult[]) => renderPlansMarkdown(results).split('\n')[0];

  test('says who is let in, treated differently and removed, and what is dangerous', () => {
    expect(sentence([scenes.mixedPlan])).toBe(
      'This would let in 1 new partner, treat 5 partners differently and remove 1 partner on edge-eu. **2 changes WEAKEN security, 2 changes CLOSE access.** **Not as it is: 1 error.**',
    );
    expect(sentence([plan([add(partner('a.example'))])])).toBe(
      'This would let in 1 new partner on edge-eu. Nothing weakens, and nobody is cut off.',
    );
  });

  test('says that nothing would change, and what could not be planned', () => {
    expect(sentence([scenes.nothingPlan])).toBe('Nothing would change on edge-eu.');
    expect(sentence([scenes.failedPlan])).toBe('**1 deployment could not be planned.**');
    expect(sentence([])).toBe('There is no deployment to plan for.');
  });
});

describe('compared to a base', () => {
  const pending = update(partner('a.example'), { connectionLimit: 5 }, { causes: ['pending'] });
  const drift = remove(partner('b.example'), { causes: ['drift'] });

  test('what is only pending or drift is not the doing of the pull request', () => {
    const text = renderPlansMarkdown([plan([pending, drift])], { comparedToBase: true });
    expect(text).toContain('**Waiting**: committed, but not applied yet. Not the doing of this pull request.');
    expect(text).toContain('**Drift**: somebody changed the server by hand. Not the doing of this pull request.');
  });

  test('without one nobody speaks of a pull request', () => {
    const text = renderPlansMarkdown([plan([pending, drift])]);
    expect(text).not.toContain('pull request');
    expect(text).toContain('**Drift**: somebody changed the server by hand.\n');
  });
});

describe('the budget', () => {
  const rows = (text: string) => text.match(/^\| (?:\*\*)?\w+/gm)?.length ?? 0;

  test('is 60,000 characters, and every change that is missing is counted', () => {
    const text = renderPlansMarkdown([scenes.largePlan]);
    expect(text.length).toBeLessThanOrEqual(60_000);
    expect(text.length).toBeGreaterThan(55_000);
    const missing = Number(/\*\*([\d,]+) more changes not shown/.exec(text)?.[1]?.replace(',', ''));
    expect(rows(text) - 1 + missing).toBe(5_000);
  });

  test('the dangerous are the last to go', () => {
    const changes = [
      ...Array.from({ length: 40 }, (_, index) => add(partner(`p${index}.example`))),
      remove(partner('gone.example')),
    ];
    const text = renderPlansMarkdown([plan(changes)], { budget: 2_000 });
    expect(text).toContain('`gone.example`');
    expect(text).toContain('more changes not shown here');
  });

  test('a change with a very long text is shown without it', () => {
    const long = partner('a.example', {
      additionalDomains: Array.from({ length: 300 }, (_, index) => `d${index}.a.example`),
    });
    const text = renderPlansMarkdown([plan([remove(long)])], { budget: 3_000 });
    expect(text).toContain('| **CLOSES** | remove | `a.example` |');
    expect(text).not.toContain('<details>');
  });

  test('deployments that do not fit are counted', () => {
    const results = Array.from({ length: 300 }, (_, index) => ({ ...scenes.failedPlan, deployment: `edge-${index}` }));
    const text = renderPlansMarkdown(results, { budget: 5_000 });
    expect(text.length).toBeLessThanOrEqual(5_000);
    expect(text).toMatch(/\*\*\d+ more deployments not shown\.\*\*\n$/);
  });
});

const OURS = /^\/?(?:p|br|h3|strong|ul|li|table|thead|tbody|tr|th|td|code|span|del|ins|details|summary)$/;

test('whatever files and servers say, it is ours alone that is live in a comment', () => {
  fc.assert(
    fc.property(
      fc.array(resultArbitrary, { maxLength: 3 }),
      hostileText,
      fc.constantFrom(2_500, 6_000, 60_000),
      (results, policy, budget) => {
        const policyChanges = [{ path: policy, before: policy, after: null }];
        const text = renderPlansMarkdown(results, { policyChanges, budget });
        expect(text.length).toBeLessThanOrEqual(budget);
        expect(text.replaceAll('\u2060', '')).not.toMatch(UNSAFE);
        const html = toHtml(text);
        const tags = tagsOf(withoutCode(html));
        expect(tags.filter((tag) => !OURS.test(tag))).toEqual([]);
        expect(unbalanced(tags)).toEqual([]);
        expect(textNodes(withoutCode(html)).filter((node) => LIVE.test(node))).toEqual([]);
        expect(html.match(/<tr>\s*(?:<td>[\s\S]*?<\/td>\s*){4}<\/tr>/g)?.length ?? 0).toBe(
          html.match(/<tr>\s*<td>/g)?.length ?? 0,
        );
      },
    ),
  );
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
