import fc from 'fast-check';
import { expect, test } from 'vitest';
import { textDiff } from '../../src/render/text-diff.ts';

const marked = (before: string, after: string) =>
  textDiff(before, after)
    ?.map(({ kind, text }) => ({ same: text, added: `{+${text}+}`, removed: `[-${text}-]` })[kind])
    .join('');

test('words that came and went are marked where they stand', () => {
  expect(marked('the old service', 'the new service')).toBe('the [-old-]{+new+} service');
  expect(marked('one two', 'one two three')).toBe('one two{+ three+}');
});

test('what stays the same is shown near a difference only', () => {
  const text = `${'so it goes on and on and on, '.repeat(4)}and ends`;
  expect(marked(`first ${text}`, `last ${text}`)).toMatch(/^\[-first-\]\{\+last\+\} so it goes.{0,20}…$/);
  expect(marked(`${text} here`, `${text} there`)).toMatch(/^….{0,24}and ends \[-here-\]\{\+there\+\}$/);
});

test('a difference in white space only is a difference', () => {
  expect(marked('a b', 'a  b')).toContain('+}');
});

test('texts that have too little in common are not compared', () => {
  const words = (prefix: string) => Array.from({ length: 200 }, (_, index) => `${prefix}${index}`).join(' ');
  expect(textDiff(words('a'), words('b'))).toBeUndefined();
});

test('two different texts never look the same', () => {
  const text = fc
    .array(fc.constantFrom('a', 'b', ' ', '\n', 'word', ', ', '你好'), { maxLength: 12 })
    .map((all) => all.join(''));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const parts = textDiff(before, after) ?? [];
      const side = (kind: string) => parts.filter((part) => part.kind === kind || part.kind === 'same');
      expect(parts.some(({ kind }) => kind !== 'same')).toBe(before !== after);
      if (parts.some((part) => part.text.includes('…'))) return;
      expect(
        side('removed')
          .map((part) => part.text)
          .join(''),
      ).toBe(before);
      expect(
        side('added')
          .map((part) => part.text)
          .join(''),
      ).toBe(after);
    }),
  );
});
