/** Text → tree: values as YAML 1.2 reads them, the place of every part, and up to where it can be trusted. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { yamlComments } from '../../src/yaml/comments.ts';
import { parseYaml } from '../../src/yaml/parse.ts';
import { findNode, plainValue, type YamlNode } from '../../src/yaml/tree.ts';

function rootOf(text: string): YamlNode {
  const { root, problems } = parseYaml(text);
  expect(problems).toEqual([]);
  if (root === null) throw new Error('empty');
  return root;
}

test.each([
  ['yes', 'yes'],
  ['no', 'no'],
  ['on', 'on'],
  ['true', true],
  ['False', false],
  ['null', null],
  ['~', null],
  ['10', 10],
  ['0o17', 15],
  ['017', 17],
  ['1e3', 1000],
  ['2099-06-30', '2099-06-30'],
  ['12:30:00', '12:30:00'],
  ['"10"', '10'],
  ["'it''s'", "it's"],
  ['<<', '<<'],
  ['a b # c', 'a b'],
  ['a#b', 'a#b'],
])('%s is %j', (written, value) => {
  expect(plainValue(rootOf(`key: ${written}\n`))).toEqual({ key: value });
});

test('every unquoted value is read as the library reads it by itself', () => {
  const alike = fc
    .tuple(
      fc.constantFrom('null', 'true', 'false', 'Null', 'TRUE', 'False', '.inf', '.NaN', '0x1f', '0o7', '-1.5e3', 'b'),
    )
    .chain(([word]) =>
      fc.constantFrom(word, word.slice(0, -1), `${word}s`, `${word}ically`, `+${word}`, word.toUpperCase()),
    );
  fc.assert(
    fc.property(fc.oneof(alike, fc.stringMatching(/^[A-Za-z0-9+.][A-Za-z0-9+.-]{0,8}$/)), (written) => {
      const text = `key: ${written}\n`;
      expect(plainValue(rootOf(text))).toEqual(parse(text));
    }),
    { numRuns: 1000 },
  );
});

describe('the place of every part', () => {
  const text = '# é\nlist:\n  - one\n  - "two"   # second\n\n# between\nempty:\nlast: {a: [x, y]}\n';
  const root = rootOf(text);
  const covered = (...path: string[]) => text.slice(...findNode(root, path).node.span);

  test.each([
    [['list', '0'], 'one'],
    [['list', '1'], '"two"'],
    [['empty'], ''],
    [['last'], '{a: [x, y]}'],
    [['last', 'a', '1'], 'y'],
  ])('%j', (path, expected) => {
    expect(covered(...path)).toBe(expected);
  });

  test('of keys', () => {
    const keys = root.kind === 'map' ? root.entries.map(({ keySpan }) => text.slice(...keySpan)) : [];
    expect(keys).toEqual(['list', 'empty', 'last']);
    expect(findNode(root, ['last', 'a']).keySpan).toEqual([text.indexOf('a: ['), text.indexOf('a: [') + 1]);
  });

  test('what does not exist ends at the deepest part that does', () => {
    expect(findNode(root, ['list', '7']).node.kind).toBe('list');
    expect(findNode(root, ['nothing', 'x']).node).toBe(root);
  });
});

test('keys are what stands there', () => {
  const root = rootOf('0x2a: a\n"b": c\n? d\n: e\nnull: f\n');
  expect(root.kind === 'map' && root.entries.map(({ key }) => key)).toEqual(['0x2a', 'b', 'd', 'null']);
});

test('a mapping becomes an object without a prototype', () => {
  const value = plainValue(rootOf('__proto__: {polluted: true}\nconstructor: x\n')) as Record<string, unknown>;
  expect(Object.getPrototypeOf(value)).toBeNull();
  expect(Object.keys(value)).toEqual(['__proto__', 'constructor']);
  expect({}).not.toHaveProperty('polluted');
});

test.each(['', ' \n', '# only a comment\n', '---\n', '---\n...\n'])('%j holds nothing', (text) => {
  expect(parseYaml(text)).toMatchObject({ root: null, problems: [] });
});

describe('what can be trusted', () => {
  test.each([
    ['a: 1\nb: 2\n', Number.POSITIVE_INFINITY],
    ['a: &x 1\n---\nb: 2\n', Number.POSITIVE_INFINITY],
    ['a: 1\na: 2\n', Number.POSITIVE_INFINITY],
    ['a: 1\nb: "x\n', 8],
    ['a: 1\n\tb: 2\n', 5],
    ['a: \u0007\nb: [\n', 3],
  ])('of %j all before %d', (text, expected) => {
    expect(parseYaml(text).soundUntil).toBe(expected);
  });
});

test('problems stand in the order of their places, each place once', () => {
  const { problems } = parseYaml('a: !x &y 1\na: *y\nb: !!int z\n');
  const starts = problems.map(({ span }) => span[0]);
  expect(starts).toEqual([...starts].sort((a, b) => a - b));
  expect(problems.map(({ message }) => message)).toEqual([
    'there is a tag (!x)',
    'there is an anchor (&y)',
    'the key "a" stands here a second time',
    'there is an alias (*y)',
    'there is a tag (!!int)',
  ]);
  expect(problems[2]?.related).toEqual({ message: 'it stands here first', span: [0, 1] });
});

test('comments are found where YAML sees them, and nowhere else', () => {
  const text = '# one\r\na: "# no"   # two\nb: |\n  # no\nc: x#no\n# three';
  const found = yamlComments(text);
  expect(found.map((comment) => comment.text)).toEqual(['# one', '# two', '# three']);
  for (const comment of found) expect(text.slice(...comment.span)).toBe(comment.text);
});
