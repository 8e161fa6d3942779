/** Text of strangers in everything else that is written to GitHub: it shows as text, and nothing of it is live. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { driftBody } from '../../src/ci/drift-issue.ts';
import { lintComment } from '../../src/ci/lint-comment.ts';
import { placeFor } from '../../src/ci/place.ts';
import { jobSummary } from '../../src/ci/summary.ts';
import type { Ledger } from '../../src/model/ledger.ts';
import { hostileText } from '../render/support/hostile.ts';
import { LIVE, tagsOf, textNodes, toHtml, withoutCode } from '../render/support/markdown.ts';
import { diagnosticArbitrary, planArbitrary } from '../render/support/plan-arbitrary.ts';
import { nothingPlan } from '../render/support/scenes.ts';

const OURS =
  /^\/?(?:p|br|h3|strong|ul|li|table|thead|tbody|tr|th|td|code|span|del|ins|details|summary|!-- partnerctl [a-z -]+ --)$/;
const place = placeFor(() => 1, undefined);

/** What is live in it, and not ours. */
function foreign(markdown: string): readonly string[] {
  const html = withoutCode(toHtml(markdown));
  const tags = tagsOf(html).filter((tag) => !OURS.test(tag));
  return [...tags, ...textNodes(html).filter((node) => LIVE.test(node))];
}

test('what the run of a fork has found', () => {
  fc.assert(
    fc.property(fc.array(diagnosticArbitrary, { maxLength: 5 }), (diagnostics) => {
      const text = lintComment({ files: 1, diagnostics });
      expect(text.startsWith('<!-- partnerctl lint -->\n\n')).toBe(true);
      expect(foreign(text)).toEqual([]);
    }),
  );
});

test('drift', () => {
  fc.assert(
    fc.property(planArbitrary, (plan) => {
      const text = driftBody({ ...plan, deployment: 'edge-eu' }, place);
      expect(text.startsWith('<!-- partnerctl drift edge-eu -->\n\n')).toBe(true);
      expect(foreign(text)).toEqual([]);
    }),
  );
});

test('what an apply did', () => {
  const error = fc.record({ code: fc.constant('x'), message: hostileText, hint: hostileText });
  const ledgers = fc.record({ domain: hostileText, reason: hostileText, error }).map(
    ({ domain, reason, error: why }): Ledger => ({
      deployment: 'edge-eu',
      plan: nothingPlan.digest,
      verified: false,
      unverified: [{ domain, reason }],
      refused: [{ guard: 'unreviewed', message: reason, override: `partnerctl ${domain}` }],
      error: why,
      results: [{ action: 'add', domain, outcome: 'failed', error: why }],
      summary: { applied: 0, failed: 1, skipped: 0, unknown: 0 },
      recorded: domain,
    }),
  );
  fc.assert(
    fc.property(ledgers, (ledger) => {
      expect(foreign(jobSummary({ plans: [], policyChanges: [], ledgers: [ledger], lint: null }))).toEqual([]);
    }),
  );
});
