import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quoted } from '../../src/model/quoted.ts';

test.each([
  ['fabrikam.com', '"fabrikam.com"'],
  ['', '""'],
  ['a "b" \\', '"a \\"b\\" \\\\"'],
  ['a\n\u001b[31m\u009b', '"a\\n\\u001b[31m\\u009b"'],
  ['\u202eevil\u200b\ufeff', '"\\u202eevil\\u200b\\ufeff"'],
  ['\ud800', '"\\ud800"'],
  ['Größe 🙂', '"Größe 🙂"'],
  ['x'.repeat(61), `"${'x'.repeat(59)}…"`],
  [`${'x'.repeat(58)}🙂🙂`, `"${'x'.repeat(58)}…"`],
])('%j: %s', (text, expected) => {
  expect(quoted(text)).toBe(expected);
});

test('one short line, whatever the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      expect(quoted(text)).toMatch(/^"[^\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e]*"$/);
      expect(quoted(text).length).toBeLessThanOrEqual(6 * 60 + 2);
    }),
  );
});
