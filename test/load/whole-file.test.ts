/** Findings about a partner file as a whole, and files that only look strange. */
import { describe, expect, test } from 'vitest';
import { HEAD, told } from './told.ts';

describe('the whole file', () => {
  const NEEDS = 'a partner file needs at least `domain` and `partnerType`';

  test.each([
    ['empty', '', `1:1-1 schema: the file is empty | ${NEEDS}`],
    ['blank', ' \n\n', `1:1-1 schema: the file is empty | ${NEEDS}`],
    ['only comments', '# to do\n# later\n', `1:1-1 schema: the file is empty | ${NEEDS}`],
    ['a list', '- domain: x\n', `1:1-12 schema: the file holds a list where keys and values belong | ${NEEDS}`],
    ['a text', 'hello\n', `1:1-6 schema: the file holds "hello" where keys and values belong | ${NEEDS}`],
    ['a number', '42\n', `1:1-3 schema: the file holds the number 42 where keys and values belong | ${NEEDS}`],
    ['null', '~\n', `1:1-2 schema: the file holds null where keys and values belong | ${NEEDS}`],
  ])('%s', (_, text, expected) => {
    expect(told(text)).toEqual([expected]);
  });

  test('a directive changes what words mean', () => {
    expect(told(`%YAML 1.1\n---\n${HEAD}`)).toEqual([
      '1:1-10 plain-yaml: there is a YAML directive | remove the line that begins with %',
    ]);
    expect(told(`%TAG ! tag:x,2000:\n%FOO bar\n---\n${HEAD}`)).toHaveLength(2);
  });

  test('what is missing is missing in the mapping', () => {
    expect(told('# about\nowner: uc\nkeepAlive: true\n\n')).toEqual([
      "2:1-3:16 schema: `domain` is missing | add domain: with the partner's primary domain",
      '2:1-3:16 schema: `partnerType` is missing | add partnerType: Federated, PublicVerified or PublicUnverified',
    ]);
  });

  test.each([
    ['a document start and end', `---\n${HEAD}...\n`],
    ['a flow mapping', '{domain: fabrikam.com, partnerType: Federated, additionalDomains: [muc.fabrikam.com]}\n'],
    [
      'lists that are not indented',
      'additionalDomains:\n- muc.fabrikam.com\ndomain: fabrikam.com\npartnerType: Federated\n',
    ],
    ['True, as YAML 1.2 knows it', `${HEAD}keepAlive: True\n`],
    ['no line feed at the end', HEAD.trimEnd()],
  ])('%s is fine', (_, text) => {
    expect(told(text)).toEqual([]);
  });
});

describe('items of a list are told by their number', () => {
  test('wrong, empty, nested', () => {
    const text = 'domain: fabrikam.com\npartnerType: Federated\nadditionalDomains:\n  - 42\n  -\n  - { a: b }\n';
    const hint = 'write a domain, such as fabrikam.com';
    expect(told(text)).toEqual([
      `4:5-7 schema: additionalDomains[0]: the number 42 is not text | ${hint}`,
      `5:3-4 schema: additionalDomains[1] has no value | ${hint}, or leave the key out`,
      `6:5-13 schema: additionalDomains[2]: a mapping is not text | ${hint}`,
    ]);
  });
});
