import fc from 'fast-check';
import { expect, test } from 'vitest';
import { displayWidth, GLUE, padEnd, wrap } from '../../src/render/layout.ts';

test.each([
  ['abc', 3],
  ['\u001b[1mabc\u001b[22m', 3],
  ['你好', 4],
  ['e\u0301', 1],
  ['👋', 2],
  ['', 0],
])('the width of %j is %i cells', (text, width) => {
  expect(displayWidth(text)).toBe(width);
});

test('a column is padded by what is seen', () => {
  expect(padEnd('\u001b[1m你\u001b[22m', 4)).toBe('\u001b[1m你\u001b[22m  ');
  expect(padEnd('long', 2)).toBe('long');
});

test('lines hang below the first', () => {
  expect(wrap('one two three four', { first: 'x: ', indent: 3, columns: 12 })).toBe('x: one two\n   three\n   four');
});

test('what is glued together stays together', () => {
  expect(wrap(`type: a${GLUE}b${GLUE}c`, { first: '', indent: 2, columns: 8 })).toBe('type:\n  a b c');
});

test('no word is cut, none is lost, and no line is longer than it must be', () => {
  const words = fc.array(fc.stringMatching(/^[a-z.]{1,30}$/), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(words, fc.integer({ min: 10, max: 60 }), (all, columns) => {
      const lines = wrap(all.join(' '), { first: '  ', indent: 4, columns }).split('\n');
      expect(lines.flatMap((line) => line.trim().split(' '))).toEqual(all);
      for (const line of lines) if (line.trim().includes(' ')) expect(line.length).toBeLessThanOrEqual(columns);
    }),
  );
});
