import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDeployment } from '../../src/yaml/edit.ts';
import { parseYaml } from '../../src/yaml/parse.ts';
import { plainValue } from '../../src/yaml/tree.ts';
import { partnerYaml } from './partner-yaml.ts';

const EDITS: readonly (readonly [string, string, string])[] = [
  ['in brackets', 'deployments: [a]   # c\n', 'deployments: [a, edge-eu]   # c\n'],
  ['with a comma at the end', 'deployments: [ a , ]', 'deployments: [ a, edge-eu , ]'],
  [
    'in brackets over lines',
    'deployments: [\n  a, # c\n  b # d\n]\n',
    'deployments: [\n  a, # c\n  b, edge-eu # d\n]\n',
  ],
  ['as lines', 'deployments:\n  - a # c\n  # d\nowner: x\n', 'deployments:\n  - a # c\n  - edge-eu\n  # d\nowner: x\n'],
  ['as lines not indented', 'deployments:\n-   a\n\nowner: x\n', 'deployments:\n-   a\n-   edge-eu\n\nowner: x\n'],
  [
    'with CRLF',
    '# c\r\ndeployments:\r\n  - a\r\nowner: x\r\n',
    '# c\r\ndeployments:\r\n  - a\r\n  - edge-eu\r\nowner: x\r\n',
  ],
  ['without a last line end', 'deployments:\n  - "a"', 'deployments:\n  - "a"\n  - edge-eu'],
  ['in braces', '{deployments: [a], owner: x}', '{deployments: [a, edge-eu], owner: x}'],
];

test.each(EDITS)('a name is added to a list %s', (_, before, after) => {
  expect(addDeployment(before, 'edge-eu')).toBe(after);
});

test.each([
  ['a name that YAML would misread is quoted', 'deployments: [a]\n', 'no', 'deployments: [a, "no"]\n'],
  ['also on a line', 'deployments:\n  - a\n', '1e3', 'deployments:\n  - a\n  - "1e3"\n'],
])('%s', (_, before, name, after) => {
  expect(addDeployment(before, name)).toBe(after);
});

test.each([
  ['no list', 'domain: a.example\n'],
  ['an empty list', 'deployments: []\n'],
  ['a text', 'deployments: all\n'],
  ['not YAML', 'deployments: [a\n'],
])('%s: nothing is edited', (_, text) => {
  expect(addDeployment(text, 'edge-eu')).toBeUndefined();
});

test('in every layout only the name is added: the rest is the same, byte for byte', () => {
  fc.assert(
    fc.property(partnerYaml, (original) => {
      const text = original.replace(/^\ufeff/, '');
      const before = values(text);
      const list = before['deployments'];
      const edited = addDeployment(text, 'edge-eu');
      if (!Array.isArray(list) || list.length === 0) {
        expect(edited).toBeUndefined();
        return;
      }
      expect(values(edited ?? '')).toEqual({ ...before, deployments: [...(list as unknown[]), 'edge-eu'] });
      const prefix = commonLength(text, edited ?? '');
      const rest = text.slice(prefix);
      expect(edited?.endsWith(rest)).toBe(true);
    }),
  );
});

function commonLength(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return at;
}

function values(text: string): Record<string, unknown> {
  const { root } = parseYaml(text);
  return root === null ? {} : { ...(plainValue(root) as Record<string, unknown>) };
}
