/** The page in a real browser: what it asks for, what is seen without scripts, in the dark, on a phone, on paper, and by ear. */
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../src/model/plan.ts';
import { renderErrorHtml } from '../../../src/render/html/error-html.ts';
import { renderPlansHtml } from '../../../src/render/html/plan-html.ts';
import { browser } from '../../support/chromium.ts';
import { partner } from '../../support/partners.ts';
import { expectGolden } from '../support/golden.ts';
import { BYSTANDERS, liveOf, ordinary } from '../support/live.ts';
import { pageServer } from '../support/page-server.ts';
import { add, plan, update } from '../support/plans.ts';
import * as scenes from '../support/scenes.ts';
import { collidingLabels, color, faintTexts, focus, foldedAway, ground, overflowing, pwned } from '../support/seen.ts';

const open = browser();
const serve = pageServer();
const PHONE = { viewport: { width: 360, height: 740 } };

function rendered(given: Plan, live = liveOf(given)): string {
  return renderPlansHtml([given, scenes.failedPlan], {
    workspace: 'contoso-partners',
    localDomains: ['contoso.com', 'contoso.de'],
    policyChanges: [{ path: 'weakestMethod', before: '"tls-dialback"', after: '"tcp-dialback"' }],
    live: new Map([[given.deployment, live]]),
  });
}

const MIXED = rendered(scenes.mixedPlan, liveOf(scenes.mixedPlan, BYSTANDERS));
const LONG = `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.example`;
const WORST = rendered(
  plan([
    add(partner(LONG, { description: 'x'.repeat(2_000), additionalDomains: [`chat.${LONG}`.slice(0, 250)] })),
    update(partner('你好.example'.repeat(8)), { proxyFqdn: LONG }, { effects: ['weakens'] }),
  ]),
);
const HOSTILE = renderPlansHtml(scenes.hostilePlan, { workspace: scenes.HOSTILE, localDomains: [scenes.HOSTILE] });
const ERROR = renderErrorHtml({ code: 'x', message: LONG, hint: scenes.HOSTILE }, scenes.mixedPlan.diagnostics);

const LARGE = rendered(scenes.largePlan, ordinary(200));

const PAGES: readonly (readonly [string, string])[] = [
  ['an ordinary page', MIXED],
  ['a page of long names', WORST],
  ['a page of hostile texts', HOSTILE],
  ['a page of 5,000 changes', LARGE],
  ['an error', ERROR],
];

describe.each(PAGES)('%s', (_, text) => {
  it('asks for nothing but itself, and the console stays empty', async () => {
    const { url, asked } = await serve(text);
    const opened = await open(url);
    await opened.page.waitForLoadState('networkidle');
    expect(opened.requests).toEqual([url]);
    expect(asked).toEqual(['/']);
    expect(opened.console).toEqual([]);
    expect(await pwned(opened.page)).toEqual([]);
  });

  it('fits every window, with scripts switched off', async () => {
    const { url } = await serve(text);
    const { page } = await open(url, { javaScriptEnabled: false });
    for (const width of text === LARGE ? [360] : [360, 414, 736, 737, 1280]) {
      await page.setViewportSize({ width, height: 740 });
      expect(await overflowing(page), `${width} pixels`).toEqual([]);
      expect(await collidingLabels(page), `${width} pixels`).toEqual([]);
    }
  });

  it('can be read by day and by night', async () => {
    const { url } = await serve(text);
    const { page } = await open(url, { colorScheme: 'light' });
    expect(await ground(page, 'html')).toBe('rgb(255, 255, 255)');
    expect(await faintTexts(page, 4.5)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect.poll(async () => await ground(page, 'html')).toBe('rgb(17, 22, 28)');
    expect(await faintTexts(page, 4.5)).toEqual([]);
  });
});

it('pictures of 0 to 5,000 partners can be read, wide and narrow', async () => {
  const counts = [0, 1, 3, 18, 30, 200, 5_000];
  const plans = counts.map((count) => plan([], { deployment: `with-${count}` }));
  const live = new Map(counts.map((count) => [`with-${count}`, ordinary(count)]));
  const { url } = await serve(renderPlansHtml(plans, { live }));
  const { page } = await open(url);
  for (const width of [1000, 360]) {
    await page.setViewportSize({ width, height: 740 });
    expect(await page.locator('svg.picture:visible').count()).toBe(counts.length - 1);
    expect(await collidingLabels(page)).toEqual([]);
  }
});

it('without scripts a change unfolds, by mouse and by keyboard', async () => {
  const { url } = await serve(MIXED);
  const { page } = await open(url, { javaScriptEnabled: false });
  const change = page.locator('details', { hasText: 'wingtiptoys.example' }).last();
  const table = change.getByRole('table');
  expect(await table.isVisible()).toBe(false);
  await change.locator('summary').click();
  expect(await table.isVisible()).toBe(true);
  await change.locator('summary').press('Enter');
  expect(await table.isVisible()).toBe(false);
});

it('by keyboard one always sees where one is, first at the way past the head', async () => {
  const { url } = await serve(MIXED);
  const { page } = await open(url);
  const seen = [];
  for (let presses = 0; presses < 14; presses++) {
    await page.keyboard.press('Tab');
    seen.push(await focus(page));
  }
  expect(seen[0]).toMatchObject({ tag: 'a', name: 'Skip to the content' });
  expect(seen.map(({ tag }) => tag)).toContain('summary');
  expect(seen.map(({ name }) => name).join()).toContain('fabrikam.com: WEAKENED');
  expect(seen.filter(({ outlineStyle, outlineWidth }) => outlineStyle !== 'solid' || outlineWidth !== '3px')).toEqual(
    [],
  );
});

it('a partner in the picture leads to its change', async () => {
  const { url } = await serve(MIXED);
  const { page } = await open(url, PHONE);
  await page.getByRole('link', { name: /^wingtiptoys\.example: / }).click();
  await expect.poll(() => page.url()).toMatch(/#d1-c7$/);
  const box = await page.locator('#d1-c7').boundingBox();
  expect(box?.y).toBeLessThan(740);
});

it('on paper nothing is folded away, and it is light', async () => {
  const { url } = await serve(MIXED);
  const { page } = await open(url, { colorScheme: 'dark' });
  expect(await foldedAway(page)).not.toEqual([]);
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  // the browser unfolds with the next picture it paints
  await expect.poll(async () => await foldedAway(page)).toEqual([]);
  expect(await faintTexts(page, 4.5)).toEqual([]);
  expect(await overflowing(page)).toEqual([]);
});

it('in the colours that somebody forces on every page, every text can be read', async () => {
  const { url } = await serve(MIXED);
  const { page } = await open(url, { forcedColors: 'active', colorScheme: 'dark' });
  expect(await ground(page, 'html')).not.toBe('rgb(17, 22, 28)');
  expect(await faintTexts(page, 4.5)).toEqual([]);
});

it('by ear: the landmarks, the headings, the picture and its partners, and the changes have their names', async () => {
  const { url } = await serve(MIXED);
  const { page } = await open(url, { viewport: { width: 1000, height: 740 } });
  await expectGolden('plan-mixed.aria.txt', `${await page.locator('body').ariaSnapshot()}\n`);
});

it('even if a value escaped its quotes, the policy would let it neither run, load nor paint', async () => {
  const attack =
    '<script>globalThis.pwned = 1</script><img src="/x.png" onerror="globalThis.pwned = 1"><p id="p" style="color: rgb(1, 2, 3)">x</p><style>#p{color:rgb(1,2,3)}</style><link rel="stylesheet" href="/x.css"><iframe src="/x"></iframe>';
  const { url, asked } = await serve(MIXED.replace('</main>', `${attack}</main>`));
  const { page, console } = await open(url);
  await page.waitForLoadState('networkidle');
  expect(asked).toEqual(['/']);
  expect(console.length).toBeGreaterThan(4);
  expect(console.filter((message) => !message.includes('Content Security Policy'))).toEqual([]);
  expect(await color(page, '#p')).toBe('rgb(27, 33, 39)');
  expect(await pwned(page)).not.toContain('a script ran');
});
