/** Whatever a stranger sends: an answer, in time that grows with the text and not with its square, no exception. */
import { describe, expect, test } from 'vitest';
import { parseYaml } from '../../src/yaml/parse.ts';

const SIZE = 24 * 1024;
const filled = (piece: string) => piece.repeat(Math.floor(SIZE / piece.length));
const keys = (count: number, separator: string) => Array.from({ length: count }, (_, index) => `k${index}${separator}`);

describe('nesting is bounded, at a place and the same on every machine', () => {
  test.each([
    ['brackets', '['.repeat(60_000), 59],
    ['braces', filled('{a: '), 236],
    ['lists in one line', filled('- '), 118],
    ['keys in one line', filled('? '), 118],
    ['indented mappings', Array.from({ length: 300 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join(''), 1947],
  ])('%s', (_, text, start) => {
    const { root, problems } = parseYaml(text);
    expect(root).toBeNull();
    expect(problems).toMatchObject([{ kind: 'syntax', message: 'the data is nested too deeply' }]);
    expect(problems[0]?.span).toEqual([start, start + 1]);
  });

  test('what files of ours need is far within', () => {
    expect(parseYaml('['.repeat(20) + ']'.repeat(20)).problems).toEqual([]);
  });
});

describe('a billion laughs', () => {
  test('is as many problems as there are signs, and expands to nothing', () => {
    const levels = 'abcdefghi'.split('');
    const text = levels
      .map(
        (name, index) =>
          `${name}: &${name} [${Array(9)
            .fill(index === 0 ? 'lol' : `*${levels[index - 1]}`)
            .join(', ')}]\n`,
      )
      .join('');
    const { problems } = parseYaml(text);
    expect(problems).toHaveLength(9 + 8 * 9);
    expect(new Set(problems.map(({ kind }) => kind))).toEqual(new Set(['plain']));
  });
});

/** Each took many times as long, or the stack, before it was thought of. Busy machines differ: time is processor time. */
describe('no text takes long', () => {
  test.each([
    ['one key, many times', filled('a: 1\n')],
    ['many keys', keys(2500, ': 1\n').join('')],
    ['many keys in braces', `{${keys(3500, ',').join('')}}`],
    ['empty keys', filled('?\n')],
    ['commas', `[${filled(',')}]`],
    ['closing brackets', filled(']')],
    ['closing braces', filled('}')],
    ['lists that are not closed', filled('a: [\n')],
    ['quotes', filled('"')],
    ['quotes that are not closed', filled('a: "\n')],
    ['bad escapes', `"${filled('\\q')}"`],
    ['anchors', filled('&a ')],
    ['aliases', filled('* ')],
    ['tags', `[${filled('!x a,')}]`],
    ['tag signs', filled('!')],
    ['directives', filled('%\n')],
    ['documents', filled('---\n')],
    ['comments', filled('#\n')],
    ['tabs', filled('\t\n')],
    ['control characters', filled('\u0001')],
    ['carriage returns', filled('\r')],
    ['colons', filled(': ')],
    ['block scalars', filled('|\n')],
  ])('%s', (_, text) => {
    const before = process.cpuUsage();
    const { problems } = parseYaml(text);
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(1500);
    expect(problems.length).toBeLessThanOrEqual(101);
  });
});

test('of too many problems the first are told, and how many there are', () => {
  const { problems } = parseYaml(filled(']'));
  expect(problems).toHaveLength(101);
  expect(problems[0]).toMatchObject({ message: '"]" does not belong here', span: [0, 1] });
  expect(problems[100]).toMatchObject({ message: 'from here on there are 24,476 more problems', span: [100, 101] });
});
