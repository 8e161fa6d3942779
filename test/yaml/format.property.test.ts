import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FILE_KEYS } from '../../src/model/partner-fields.ts';
import { yamlComments } from '../../src/yaml/comments.ts';
import { formatPartnerYaml } from '../../src/yaml/format.ts';
import { parseYaml } from '../../src/yaml/parse.ts';
import { plainValue } from '../../src/yaml/tree.ts';
import { partnerYaml } from './partner-yaml.ts';

function formatted(text: string): string {
  const result = formatPartnerYaml(text);
  if (!('text' in result)) throw new Error(`left alone: ${result.problems.map(({ message }) => message).join(', ')}`);
  return result.text;
}

function values(text: string): unknown {
  const { root, problems } = parseYaml(text.replace(/^\ufeff/, ''));
  expect(problems).toEqual([]);
  return root === null ? null : plainValue(root);
}

const comments = (text: string) => yamlComments(text).map((comment) => comment.text.trimEnd());

test('every file that can be read is laid out: keys in order, the same values, the same comments', () => {
  fc.assert(
    fc.property(partnerYaml, (text) => {
      const result = formatted(text);
      const keys = Object.keys(values(result) as object);
      expect(keys).toEqual(FILE_KEYS.filter((key) => keys.includes(key)));
      expect(values(result)).toEqual(values(text));
      expect(comments(result).sort()).toEqual(comments(text).sort());
      expect(result).toMatch(/\n$/);
    }),
    { numRuns: 150 },
  );
});

test('the result formats to itself', () => {
  fc.assert(
    fc.property(partnerYaml, (text) => {
      const once = formatted(text);
      expect(formatted(once)).toBe(once);
    }),
    { numRuns: 150 },
  );
});

test('line ends and a byte order mark make no difference', () => {
  fc.assert(
    fc.property(partnerYaml, (text) => {
      const result = formatted(text.replace(/^\ufeff/, '').replaceAll('\r\n', '\n'));
      expect(formatted(text)).toBe(result);
      expect(result).not.toMatch(/\r|\ufeff/);
    }),
    { numRuns: 50 },
  );
});
