import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shellWord } from '../../src/model/shell-word.ts';

test.each([
  ['partners/fabrikam.com.yaml', 'partners/fabrikam.com.yaml'],
  ['a b', "'a b'"],
  ["it's", "'it'\\''s'"],
  ['$(id)`id`"\\', "'$(id)`id`\"\\'"],
  ['', "''"],
  ['=ls', "'=ls'"],
  ['~', "'~'"],
  ['bücher', "'bücher'"],
  ['a\nb', "$'a\\012b'"],
  ["\u001b'\\1", "$'\\033\\'\\\\1'"],
  ['\u202e', "$'\\342\\200\\256'"],
])('%j: %s', (text, expected) => {
  expect(shellWord(text)).toBe(expected);
});

test('a shell reads the very text', () => {
  // No shell can pass a NUL, and lone surrogates have no bytes.
  const text = fc.string({ unit: 'grapheme' }).filter((each) => !/[\0\p{Cs}]/u.test(each));
  const hostile = fc
    .array(fc.constantFrom("'", '\\', '$', '`', '\n', '\u001b', '7', '\u202e', ' ', '*', '!'))
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(fc.array(fc.oneof(text, hostile), { minLength: 1, maxLength: 20 }), (texts) => {
      const script = `printf '%s\\0' ${texts.map(shellWord).join(' ')}`;
      const read = execFileSync('bash', ['-c', script], { encoding: 'utf8' });
      expect(read.split('\0').slice(0, -1)).toEqual(texts);
    }),
    { numRuns: 30 },
  );
});
