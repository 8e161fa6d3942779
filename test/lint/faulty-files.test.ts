/** A file with errors is searched for more of them, and nothing is said that may only follow from the first. */
import { describe, expect, test } from 'vitest';
import { lintTexts } from './lint-texts.ts';

const found = (text: string) => lintTexts({ 'partners/fabrikam.com.yaml': text }).map(({ code }) => code);
const HEAD = 'domain: fabrikam.com\npartnerType: Federated\nadditionalDomains: [muc.fabrikam.com]\n';

describe('all findings at once', () => {
  test.each([
    ['an unknown key', 'nonsense: 1\nconnectionLimit: 1\n', ['connection-limit-too-low', 'schema']],
    [
      'a wrong value',
      'keepAlive: on\nsaslNegotiation: NotSupported\ndialbackNegotiation: false\n',
      ['no-authentication-method', 'schema'],
    ],
    ['an anchor', 'owner: &x uc\nexpires: 2020-01-01\n', ['expired', 'plain-yaml']],
    ['a key twice', 'owner: a\nowner: b\nexpires: 2020-01-01\n', ['expired', 'yaml-syntax']],
    ['a second document', 'expires: 2020-01-01\n---\nx: 1\n', ['expired', 'plain-yaml']],
    ['a syntax error further down', 'expires: 2020-01-01\ntls: x\nowner: "uc\n', ['expired', 'schema', 'yaml-syntax']],
  ])('%s', (_, lines, expected) => {
    expect(found(HEAD + lines).sort()).toEqual(expected);
  });
});

test('a list with one item that is no text hides no other key', () => {
  const text = 'domain: co.uk\npartnerType: Federated\nadditionalDomains: [a_b.co.uk, 5]\nproxyFqdn: 10.0.0.1\n';
  expect(found(text).sort()).toEqual(['domain-syntax', 'file-name', 'public-suffix', 'schema']);
});

describe('nothing that follows from an error', () => {
  test.each([
    ['the value may be another', 'saslNegotiation: NotSupported\ndialbackNegotiation: "true"\n', ['schema']],
    ['a key twice: which one counts', 'connectionLimit: 1\nconnectionLimit: 9\n', ['yaml-syntax']],
    ['an alias has no value', 'owner: &a x\ndescription: *a\n', ['plain-yaml', 'plain-yaml']],
    ['behind a syntax error', 'owner: "uc\nconnectionLimit: 1\nnonsense: 2\n', ['yaml-syntax']],
    ['what is missing may stand behind a syntax error', '\tx: 1\n', ['yaml-syntax']],
  ])('%s', (_, lines, expected) => {
    expect(found(HEAD + lines).sort()).toEqual(expected);
  });

  test('the domain is unknown', () => {
    expect(found('domain: [fabrikam.com]\npartnerType: Federated\nconnectionLimit: 1\n')).toEqual(['schema']);
    expect(found('domain: other.example\ndomain: fabrikam.com\npartnerType: Federated\n')).toEqual(['yaml-syntax']);
  });
});
