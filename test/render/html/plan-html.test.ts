import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PlanResult } from '../../../src/model/plan.ts';
import type { ProbedDomain, StreamOutcome } from '../../../src/model/probe-verdict.ts';
import { renderErrorHtml } from '../../../src/render/html/error-html.ts';
import { PAGE_BUDGET, type PlanHtmlOptions, renderPlansHtml } from '../../../src/render/html/plan-html.ts';
import { partner } from '../../support/partners.ts';
import { expectGolden } from '../support/golden.ts';
import { hostileText, UNSAFE } from '../support/hostile.ts';
import { BYSTANDERS, liveOf, ordinary } from '../support/live.ts';
import { type Element, elementsOf, named, parsePage, textOf } from '../support/page.ts';
import { diagnosticArbitrary, resultArbitrary } from '../support/plan-arbitrary.ts';
import { add, plan, remove, update } from '../support/plans.ts';
import * as scenes from '../support/scenes.ts';

const POLICY = [{ path: 'deployments.edge-eu.guards.removals', before: '3', after: '50' }];
const OURS = { workspace: 'contoso-partners', localDomains: ['contoso.com', 'contoso.de'] };
const { mixedPlan } = scenes;

test.each<[string, readonly PlanResult[], PlanHtmlOptions]>([
  ['first', [scenes.firstPlan], { live: new Map([['edge-eu', []]]) }],
  [
    'mixed',
    [mixedPlan, scenes.failedPlan],
    { ...OURS, policyChanges: POLICY, live: new Map([['edge-eu', liveOf(mixedPlan, BYSTANDERS)]]) },
  ],
  ['nothing', [scenes.nothingPlan], {}],
  ['hostile', scenes.hostilePlan, {}],
])('%s', async (name, results, options) => {
  await expectGolden(`plan-${name}.html`, renderPlansHtml(results, options));
});

test('what a probe says stands in the change, and in the line that is always seen where it is refused', () => {
  const cause = { code: 'no-name', mender: 'dns', message: 'DNS does not know it', hint: 'ask the partner' } as const;
  const missing = { code: 'timeout', message: 'it took too long', hint: 'try again' } as const;
  const pageOf = (outcome: StreamOutcome): string => {
    const seen = { domain: 'new.example', at: '2030-01-31T12:00:00.000Z', host: '<b>runner</b>' };
    const probe: readonly ProbedDomain[] = [{ ...seen, outbound: outcome, inbound: outcome }];
    return renderPlansHtml([plan([{ ...add(partner('new.example')), probe }])], {});
  };
  const refused = pageOf({ kind: 'refused', causes: [cause] });
  expect(/<details class="opens"[\s\S]*?<\/summary>/.exec(refused)?.[0]).toContain('PROBE: REFUSED');
  expect(refused).toContain('DNS does not know it');
  expect(refused).not.toContain('<b>runner');
  expect(pageOf({ kind: 'unknown', missing: [missing] })).not.toContain('PROBE: REFUSED');
});

const ELEMENTS = new Set(
  'html head meta title style body a header h1 p nav ul li main section h2 h3 div strong bdi code span table caption thead tbody tr th td details summary ins del figure figcaption svg desc g path circle rect text footer'.split(
    ' ',
  ),
);
const ATTRIBUTES = new Set(
  'lang charset http-equiv content name class href id aria-labelledby aria-describedby aria-label aria-hidden role scope colspan open viewBox d x y cx cy r rx width height text-anchor'.split(
    ' ',
  ),
);

/** What makes a page ours: nothing is loaded, nothing is run, every reference is to the page itself. */
function expectSound(page: string): Element {
  const parsed = parsePage(page);
  const elements = elementsOf(parsed);
  expect(elements.map(({ name }) => name).filter((name) => !ELEMENTS.has(name))).toEqual([]);
  const attributes = elements.flatMap((element) => Object.entries(element.attributes));
  expect(attributes.map(([name]) => name).filter((name) => !ATTRIBUTES.has(name))).toEqual([]);
  expect(attributes.filter(([name, value]) => name === 'href' && !/^#[\w-]+$/.test(value))).toEqual([]);
  const ids = attributes.filter(([name]) => name === 'id').map(([, id]) => id);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  const meant = attributes.flatMap(([name, value]) => (name.startsWith('aria-') && /by$/.test(name) ? [value] : []));
  expect(meant.filter((id) => !ids.includes(id))).toEqual([]);
  expect(page).not.toMatch(UNSAFE);
  return parsed;
}

/** The page's levels of headings, one after the other. */
function levels(page: Element): readonly number[] {
  return named(page, 'h1', 'h2', 'h3').map(({ name }) => Number(name.slice(1)));
}

describe('a page', () => {
  const page = renderPlansHtml([mixedPlan, scenes.failedPlan], { ...OURS, policyChanges: POLICY });
  const parsed = expectSound(page);

  test('has a policy that lets its own style through and nothing else', () => {
    const style = named(parsed, 'style').flatMap(({ children }) =>
      children.filter((child) => typeof child === 'string'),
    );
    const hash = createHash('sha256').update(style.join('')).digest('base64');
    const [policy] = named(parsed, 'meta').filter(({ attributes }) => 'http-equiv' in attributes);
    expect(style).toHaveLength(1);
    expect(policy?.attributes['content']).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`,
    );
  });

  test('begins with what a reader must know: the sentence, policy changes, what is dangerous', () => {
    const text = textOf(parsed);
    const order = ['This would let in 1 new partner', 'Policy changes', 'An apply will be refused', 'fabrikam.com'];
    const places = order.map((each) => text.indexOf(each));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places).not.toContain(-1);
  });

  test('has one first heading, none is skipped, and landmarks', () => {
    const found = levels(parsed);
    expect(found.filter((level) => level === 1)).toHaveLength(1);
    expect(found.every((level, index) => level <= (found[index - 1] ?? 0) + 1)).toBe(true);
    expect(['header', 'nav', 'main', 'footer'].map((name) => named(parsed, name).length)).toEqual([1, 1, 1, 1]);
    expect(parsed.attributes['lang']).toBe('en');
  });

  test('says everything the other renderings say', () => {
    const text = textOf(parsed);
    for (const said of [
      'removed by 1a2b3c4 Jane Doe 2026-11-20: End the agreement with Tailspin Toys (#214)',
      'ends 3 sessions: chat.tailspintoys.com inbound (certificate)',
      'now also Server Dialback over plain TCP: unencrypted, trusting DNS',
      'pending: not applied yet · drift: somebody changed the server by hand',
      'Somebody changed the server by hand. Not the doing of this pull request.',
      'partnerctl apply --deployment edge-eu --override',
      'litware.example: no commit ever declared them here',
      'conference.contoso.example (of contoso.example): "spam wave", jane 2026-11-21, until 2026-12-01',
      'partners/adventure.example.yaml:4:5',
      mixedPlan.digest,
      ...mixedPlan.changes.map(({ digest }) => digest),
    ])
      expect(text).toContain(said);
  });

  test('without a base nobody speaks of a pull request', () => {
    const drift = remove(partner('b.example'), { causes: ['drift'] });
    expect(renderPlansHtml([plan([drift])])).not.toContain('pull request');
  });

  test('of one deployment has no index', () => {
    expect(named(parsePage(renderPlansHtml([scenes.nothingPlan])), 'nav')).toEqual([]);
  });
});

describe('the size', () => {
  const changes = (page: Element) =>
    elementsOf(page).filter(({ attributes }) => /^d1-c\d+$/.test(attributes['id'] ?? ''));

  test('of a plan of 5,000 changes is below two million bytes, every change is there, and what is short is counted', () => {
    const page = renderPlansHtml([scenes.largePlan], { live: new Map([['edge-eu', ordinary(5_000)]]) });
    expect(Buffer.byteLength(page)).toBeLessThanOrEqual(PAGE_BUDGET);
    expect(Buffer.byteLength(page)).toBeGreaterThan(PAGE_BUDGET * 0.9);
    const parsed = expectSound(page);
    const shown = changes(parsed);
    expect(shown).toHaveLength(5_000);
    const brief = shown.filter(({ name }) => name === 'p').length;
    expect(textOf(parsed)).toContain(`${brief.toLocaleString('en')} changes shown without the fields`);
  });

  test.each([100_000, 300_000])(
    'where only %i bytes are allowed: whole changes, the dangerous last to go',
    (budget) => {
      const gone = remove(partner('gone.example'));
      const page = renderPlansHtml([plan([gone, ...scenes.largePlan.changes])], { budget });
      expect(Buffer.byteLength(page)).toBeLessThanOrEqual(budget);
      const parsed = expectSound(page);
      const missing = Number(/([\d,]+) more changes not shown/.exec(textOf(parsed))?.[1]?.replace(',', ''));
      expect(changes(parsed).length + missing).toBe(5_001);
      expect(changes(parsed)[0]?.name).toBe('details');
    },
  );

  test('is kept also by names without end', () => {
    const name = '"'.repeat(60_000);
    const failed = { ...scenes.failedPlan, deployment: name };
    const page = renderPlansHtml([failed, { ...scenes.mixedPlan, deployment: name }], {
      workspace: name,
      budget: 200_000,
    });
    expectSound(page);
    expect(Buffer.byteLength(page)).toBeLessThanOrEqual(200_000);
    expect(Buffer.byteLength(renderPlansHtml([failed], { workspace: name, budget: 200_000 }))).toBeLessThan(200_000);
  });

  test('deployments that do not fit are counted', () => {
    const results = Array.from({ length: 3_000 }, (_, index) => ({
      ...scenes.failedPlan,
      deployment: `edge-${index}`,
    }));
    const page = renderPlansHtml(results, { budget: 200_000 });
    expect(Buffer.byteLength(page)).toBeLessThanOrEqual(200_000);
    const parsed = expectSound(page);
    const missing = Number(/([\d,]+) more deployments not shown/.exec(textOf(parsed))?.[1]?.replace(',', ''));
    expect(named(parsed, 'section').length + missing).toBe(3_000);
  });
});

test('whatever files and servers say, it is text', () => {
  fc.assert(
    fc.property(
      fc.array(resultArbitrary, { maxLength: 3 }),
      hostileText,
      fc.constantFrom(100_000, 1_000_000),
      (results, text, budget) => {
        const page = renderPlansHtml(results, {
          policyChanges: [{ path: text, before: text, after: null }],
          workspace: text,
          localDomains: [text],
          live: new Map([['edge-eu', [partner(text)]]]),
          budget,
        });
        expectSound(page);
        expect(Buffer.byteLength(page)).toBeLessThanOrEqual(budget);
      },
    ),
  );
});

test.each(['</details>', '<img src=x onerror=alert(1)>', '"><script>alert(1)</script>', '&lt;', ']]>', '{{x}}'])(
  '%s is shown as it is written, wherever it stands',
  (value) => {
    const change = update(partner('a.example', { description: value }), { description: `${value}.`, proxyFqdn: value });
    const text = textOf(expectSound(renderPlansHtml([plan([change, add(partner(value))])], { workspace: value })));
    expect(text.split(value).length).toBeGreaterThan(6);
  },
);

describe('where there is no plan', () => {
  const report = { code: 'invalid-files', message: 'the files have 1 error', hint: 'see `partnerctl lint`' };

  test('there is a page that says why', () => {
    const parsed = expectSound(renderErrorHtml(report, mixedPlan.diagnostics));
    expect(textOf(parsed)).toContain('the files have 1 error');
    expect(textOf(parsed)).toContain('partners/adventure.example.yaml:4:5 im.litware.example is declared');
    expect(levels(parsed)).toEqual([1, 2]);
  });

  test('whatever the errors say', () => {
    fc.assert(
      fc.property(hostileText, fc.array(diagnosticArbitrary, { maxLength: 4 }), (text, diagnostics) => {
        expectSound(renderErrorHtml({ code: text, message: text, hint: text }, diagnostics));
      }),
    );
  });
});
