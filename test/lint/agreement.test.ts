/** Dates of agreements, owners and limits, to the day and to the stream. */
import { describe, expect, test } from 'vitest';
import { lint } from '../../src/lint/lint.ts';
import { readPartner } from '../../src/load/partner-file.ts';
import { DEFAULT_CONFIG } from '../../src/model/workspace.ts';
import { lintLines, lintTexts, partnerText, TODAY } from './lint-texts.ts';

describe(`on ${TODAY}`, () => {
  test.each([
    ['2026-12-23', undefined],
    ['2026-12-22', 'the agreement ends in 30 days: 2026-12-22 is its last day'],
    ['2026-11-23', 'the agreement ends in 1 day: 2026-11-23 is its last day'],
    ['2026-11-22', 'the agreement ends today: 2026-11-22 is its last day'],
    ['2026-11-21', 'the agreement ended 1 day ago: 2026-11-21 was its last day'],
    ['2016-11-21', 'the agreement ended 3,653 days ago: 2016-11-21 was its last day'],
    ['9999-12-31', undefined],
  ])('expires: %s', (date, message) => {
    expect(lintLines(`expires: ${date}`).map((finding) => finding.message)).toEqual(
      message === undefined ? [] : [message],
    );
  });
});

test.each([
  ['2028-01-31', '2028-03-01', 'expires-soon'],
  ['2028-01-30', '2028-03-01', undefined],
  ['2027-12-31', '2028-01-01', 'expires-soon'],
  ['2028-02-29', '2028-02-28', 'expired'],
])('on %s, an agreement to %s: %s', (today, expires, code) => {
  const { partner } = readPartner('partners/fabrikam.com.yaml', partnerText('fabrikam.com', `expires: ${expires}`));
  if (partner === undefined) throw new Error('unreadable');
  const entries = [{ file: partner.source.file, kind: 'file' as const }];
  const found = lint({ workspace: { config: DEFAULT_CONFIG, partners: [partner], entries }, today });
  expect(found.map((finding) => finding.code)).toEqual(code === undefined ? [] : [code]);
});

test('missing-owner points at the mapping, from the first key to the last value', () => {
  const text = `# about\n\n${partnerText('fabrikam.com', 'keepAlive: true   # yes')}# the end\n`;
  const found = lintTexts({ 'partners/fabrikam.com.yaml': text }, { rules: { 'missing-owner': 'warning' } });
  expect(found).toMatchObject([{ range: { start: { line: 3, column: 1 }, end: { line: 7, column: 16 } } }]);
});

describe('connection-limit-too-low counts two streams a domain', () => {
  test.each([
    [1, 3, true],
    [1, 4, false],
    [2, 5, true],
    [2, 6, false],
    [2, 4_294_967_295, false],
  ])('%i additional, limit %i: %s', (additional, limit, expected) => {
    const more = Array.from({ length: additional - 1 }, (_, index) => `  - x${index}.fabrikam.com`);
    expect(lintLines(...more, `connectionLimit: ${limit}`)).toHaveLength(expected ? 1 : 0);
  });
});
