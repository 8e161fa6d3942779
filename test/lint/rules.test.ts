/** Every rule has a repository that violates it, with every finding as people see it, and one that does not. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { RULES } from '../../src/lint/rules.ts';
import { LOAD_RULES } from '../../src/load/rules.ts';
import { findingsIn, goldenText } from './fixture-findings.ts';

const FIXTURES = fileURLToPath(new URL('../fixtures/lint', import.meta.url));
const CODES = [...LOAD_RULES, ...RULES].map(({ code }) => code);

test('the fixtures are those of the rules', () => {
  expect(readdirSync(FIXTURES).sort()).toEqual([...CODES].sort());
});

test('a rule is in a file of its name', () => {
  const folder = fileURLToPath(new URL('../../src/lint/rules', import.meta.url));
  expect(readdirSync(folder).sort()).toEqual(RULES.map(({ code }) => `${code}.ts`).sort());
});

test('no name is used twice', () => {
  expect(new Set(CODES).size).toBe(CODES.length);
});

describe.each(CODES)('%s', (code) => {
  test('finds what violates it, and says what to write instead', () => {
    const found = findingsIn(join(FIXTURES, code, 'violates'));
    expect(goldenText(found)).toBe(readFileSync(join(FIXTURES, code, 'violates/expected.txt'), 'utf8'));
    expect(found.map((finding) => finding.code)).toContain(code);
    for (const finding of found) expect(finding.hint ?? '').not.toBe('');
  });

  test('leaves alone what does not', () => {
    const folder = join(FIXTURES, code, 'fine');
    expect(existsSync(join(folder, 'partners'))).toBe(true);
    const found = findingsIn(folder);
    expect(found.filter((finding) => finding.code === code || finding.severity === 'error')).toEqual([]);
  });
});
