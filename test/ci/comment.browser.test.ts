/** The comment in a real browser: what strangers wrote is text, nothing is asked of anybody, and it fits on a phone. */
import { expect, test } from 'vitest';
import { placeFor } from '../../src/ci/place.ts';
import { planComment } from '../../src/ci/plan-comment.ts';
import type { PlanResult } from '../../src/model/plan.ts';
import { pageServer } from '../render/support/page-server.ts';
import { hostilePlan as hostilePlans, largePlan, mixedPlan } from '../render/support/scenes.ts';
import { pwned } from '../render/support/seen.ts';
import { browser } from '../support/chromium.ts';
import { commentPage } from './support/comment-page.ts';

const open = browser();
const serve = pageServer();
const place = placeFor(
  () => 3,
  (file) => `https://github.example/contoso/partners/blob/1a2b3c4/${file}`,
);
/** A deployment's name that is none is refused before there is a comment. */
const comment = (plan: PlanResult): string =>
  planComment({ ...plan, deployment: 'edge-eu' }, { policyChanges: [], place, budget: 60_000 });

test.each<[string, PlanResult]>([
  ['mixed', mixedPlan],
  ['large', largePlan],
  ...hostilePlans.map((plan, index): [string, PlanResult] => [`hostile ${index + 1}`, plan]),
])('%s: nothing but itself is asked for, nothing runs, nothing but our own elements is there', async (_, plan) => {
  const served = await serve(commentPage(comment(plan)));
  const { page, requests, console: messages } = await open(served.url, { javaScriptEnabled: true });
  expect([...new Set(requests)].filter((url) => !url.endsWith('/favicon.ico'))).toEqual([served.url]);
  expect(messages.filter((message) => !message.includes('favicon'))).toEqual([]);
  expect(await pwned(page)).toEqual([]);
  const foreign = 'main :is(img, script, iframe, form, input, video, audio, svg, object, embed, link, style, base)';
  expect(await page.locator(foreign).count()).toBe(0);
  for (const link of await page.locator('main a').all())
    expect(await link.getAttribute('href')).toMatch(/^https:\/\/github\.example\/contoso\//);
});

test('each change is folded, and opens to what is different', async () => {
  const served = await serve(commentPage(comment(mixedPlan)));
  const { page } = await open(served.url);
  const folds = page.locator('main details');
  expect(await folds.count()).toBeGreaterThanOrEqual(mixedPlan.changes.length);
  const first = folds.first();
  expect(await first.getAttribute('open')).toBeNull();
  await first.locator('summary').first().click();
  expect(await first.locator('code').first().isVisible()).toBe(true);
});

test.each(hostilePlans.map((plan, index) => [index + 1, plan] as const))(
  'balanced, hostile %i: there are our folds and no others, and the end of the comment is in none of them',
  async (_, plan) => {
    const markdown = comment(plan);
    const served = await serve(commentPage(markdown));
    const { page } = await open(served.url);
    expect(await page.locator('main details').count()).toBe(markdown.split('<details>').length - 1);
    expect(await page.locator('article > main').count()).toBe(1);
    expect(await page.locator('main > :is(p, table):last-child').count()).toBe(1);
  },
);

test('on a phone a wide table scrolls by itself, and the page does not', async () => {
  const served = await serve(commentPage(comment(mixedPlan)));
  const { page } = await open(served.url, { viewport: { width: 360, height: 800 } });
  expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
});
