import { describe, expect, test } from 'vitest';
import {
  METHODS,
  methodRank,
  NEGOTIATIONS,
  type NegotiationSettings,
  permitsDialback,
  permittedMethods,
  sameMethods,
  saslWithoutTls,
  weakestOf,
} from '../../src/model/negotiation.ts';

const ROWS: readonly NegotiationSettings[] = NEGOTIATIONS.flatMap((tlsNegotiation) =>
  NEGOTIATIONS.flatMap((saslNegotiation) =>
    [true, false].map((dialbackNegotiation) => ({ tlsNegotiation, saslNegotiation, dialbackNegotiation })),
  ),
);

// test/lint/negotiation-matrix.test.ts compares every row with the published matrix; here is what holds for all.
describe.each(ROWS)('%j', (row) => {
  const methods = permittedMethods(row);

  test('methods stand strongest first', () => {
    const ranks = methods.map(methodRank);
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    expect(weakestOf(methods)).toBe(methods[methods.length - 1]);
  });

  test('TLS Required lets nothing unencrypted in, and without TLS there is nothing else', () => {
    if (row.tlsNegotiation === 'Required') expect(methods).not.toContain('tcp-dialback');
    if (row.tlsNegotiation === 'NotSupported') expect(methods).not.toContain('sasl-tls');
    if (row.tlsNegotiation === 'NotSupported') expect(methods).not.toContain('tls-dialback');
  });

  test('without dialback no method of dialback is left', () => {
    expect(permitsDialback(row)).toBe(methods.some((method) => method !== 'sasl-tls'));
    if (!row.dialbackNegotiation) expect(permitsDialback(row)).toBe(false);
  });

  test('to permit dialback takes nothing away', () => {
    const without = permittedMethods({ ...row, dialbackNegotiation: false });
    const both = permittedMethods({ ...row, dialbackNegotiation: true });
    expect(both).toEqual(expect.arrayContaining([...without]));
  });

  test('SASL needs TLS', () => {
    expect(saslWithoutTls(row)).toBe(row.tlsNegotiation === 'NotSupported' && row.saslNegotiation !== 'NotSupported');
  });
});

test('"SASL Required" does not mean certificates only', () => {
  const settings = { tlsNegotiation: 'Optional', saslNegotiation: 'Required', dialbackNegotiation: true } as const;
  expect(permittedMethods(settings)).toEqual(METHODS);
});

test('methods are compared as lists', () => {
  expect(sameMethods(['sasl-tls'], ['sasl-tls'])).toBe(true);
  expect(sameMethods(['sasl-tls'], ['sasl-tls', 'tls-dialback'])).toBe(false);
  expect(sameMethods(['tls-dialback'], ['tcp-dialback'])).toBe(false);
  expect(sameMethods([], [])).toBe(true);
});
