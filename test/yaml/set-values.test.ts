/** Values of a partner file set one by one: every other byte stays. */
import { describe, expect, test } from 'vitest';
import { suggestedFile } from '../../src/adopt/suggested-file.ts';
import { setValues } from '../../src/yaml/set-values.ts';

const ORDER = ['partnerType', 'tlsNegotiation', 'saslNegotiation', 'dialbackNegotiation'];

describe('setValues', () => {
  test.each([
    [
      'a value that is there, its comment kept',
      'a: 1\nsaslNegotiation:  Required  # why\nb: 2\n',
      'a: 1\nsaslNegotiation:  Optional  # why\nb: 2\n',
    ],
    [
      'a key that is missing goes below the last of those before it',
      'partnerType: Federated # x\nowner: a\n',
      'partnerType: Federated # x\nsaslNegotiation: Optional\nowner: a\n',
    ],
    [
      'or to the end',
      'domain: a.example\nlist:\n  - b\n',
      'domain: a.example\nlist:\n  - b\nsaslNegotiation: Optional\n',
    ],
    ['also without a last line break', 'partnerType: Federated', 'partnerType: Federated\nsaslNegotiation: Optional\n'],
    [
      'line ends as they are',
      'partnerType: Federated\r\nowner: a\r\n',
      'partnerType: Federated\r\nsaslNegotiation: Optional\r\nowner: a\r\n',
    ],
    ['a quoted value', "saslNegotiation: 'Required'\n", 'saslNegotiation: Optional\n'],
  ])('%s', (_, before, after) => {
    expect(setValues(before, { saslNegotiation: 'Optional' }, ORDER)).toBe(after);
  });

  test.each([
    ['a mapping in braces, which has no lines', '{partnerType: Federated}\n'],
    ['what is not YAML', 'a: b: c\n'],
    ['what is no mapping', '- a\n'],
  ])('%s: left alone', (_, text) => {
    expect(setValues(text, { saslNegotiation: 'Optional' }, ORDER)).toBeUndefined();
  });
});

test('a suggested file differs from the file in what has to differ', () => {
  const text = 'domain: fabrikam.com\npartnerType: Federated\n# strict\nsaslNegotiation: Required\n';
  const now = { tlsNegotiation: 'Required', saslNegotiation: 'Required', dialbackNegotiation: false } as const;
  expect(suggestedFile({ text }, now, { ...now, saslNegotiation: 'Optional', dialbackNegotiation: true })).toBe(
    'domain: fabrikam.com\npartnerType: Federated\n# strict\nsaslNegotiation: Optional\ndialbackNegotiation: true\n',
  );
  expect(suggestedFile({ text }, now, now)).toBe(text);
});
