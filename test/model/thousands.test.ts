/** Thousands, against the library that is too slow to load. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { thousands } from '../../src/model/thousands.ts';

test.each([
  [0, '0'],
  [999, '999'],
  [1000, '1,000'],
  [65_537, '65,537'],
  [4_294_967_295, '4,294,967,295'],
])('%d is written %s', (number, text) => {
  expect(thousands(number)).toBe(text);
});

test('as Intl writes it', () => {
  fc.assert(fc.property(fc.nat(2 ** 40), (number) => thousands(number) === number.toLocaleString('en-US')));
});
