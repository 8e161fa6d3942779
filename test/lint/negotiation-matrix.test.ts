/** The 18 rows of the published matrix, each with dialback stated and not: what they permit, and what lint says. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { METHODS, type Negotiation, permittedMethods } from '../../src/model/negotiation.ts';
import { lintTexts, partnerText } from './lint-texts.ts';

interface Row {
  readonly tls: Negotiation;
  readonly sasl: Negotiation;
  readonly dialback: boolean;
  readonly methods: readonly string[];
  readonly lint: readonly string[];
}

const { rows } = JSON.parse(readFileSync(new URL('../fixtures/negotiation-matrix.json', import.meta.url), 'utf8')) as {
  rows: readonly Row[];
};

const ABOUT_NEGOTIATION = new Set([
  'sasl-requires-tls',
  'no-authentication-method',
  'weakest-method',
  'dialback-ineffective',
  'tls-optional-with-sasl',
  'plaintext-permitted',
]);
const ERRORS = ['sasl-requires-tls', 'no-authentication-method'];
const named = rows.map((row) => [`${row.tls}/${row.sasl}/${row.dialback}`, row] as const);

/** `stated`: whether the file has a line for dialback; without it, it is true. */
function codesOf({ tls, sasl, dialback }: Row, stated: boolean, weakestMethod = 'tcp-dialback'): readonly string[] {
  const lines = [`tlsNegotiation: ${tls}`, `saslNegotiation: ${sasl}`];
  if (stated) lines.push(`dialbackNegotiation: ${dialback}`);
  const found = lintTexts({
    'partnerctl.yaml': `weakestMethod: ${weakestMethod}\n`,
    'partners/fabrikam.com.yaml': partnerText('fabrikam.com', ...lines),
  });
  return found.map(({ code }) => code).filter((code) => ABOUT_NEGOTIATION.has(code));
}

test('there are 18 different rows', () => {
  expect(new Set(named.map(([name]) => name)).size).toBe(18);
});

test.each(named)('%s permits exactly its methods, strongest first', (_, { tls, sasl, dialback, methods }) => {
  expect(permittedMethods({ tlsNegotiation: tls, saslNegotiation: sasl, dialbackNegotiation: dialback })).toEqual(
    methods,
  );
});

test.each(named)('%s, stated', (_, row) => {
  expect([...codesOf(row, true)].sort()).toEqual([...row.lint].sort());
});

test.each(named.filter(([, { dialback }]) => dialback))('%s, by default', (_, row) => {
  const expected = row.lint.filter((code) => code !== 'dialback-ineffective');
  expect([...codesOf(row, false)].sort()).toEqual(expected.sort());
});

describe.each(METHODS)('with weakestMethod: %s', (weakest) => {
  test.each(named)('%s', (_, row) => {
    const isError = row.lint.some((code) => ERRORS.includes(code));
    const weaker = row.methods.some(
      (method) => (METHODS as readonly string[]).indexOf(method) > METHODS.indexOf(weakest),
    );
    const expected = isError || !weaker ? row.lint : [...row.lint, 'weakest-method'];
    expect([...codesOf(row, true, weakest)].sort()).toEqual([...expected].sort());
  });
});

describe('an error is told once, and nothing beside it', () => {
  test.each(named.filter(([, { lint }]) => lint.some((code) => ERRORS.includes(code))))('%s', (_, row) => {
    expect(codesOf(row, true, 'sasl-tls')).toHaveLength(1);
  });
});
