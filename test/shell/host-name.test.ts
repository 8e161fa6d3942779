/** What a deployment may name as its host: it ends up on a command line. */
import { expect, test } from 'vitest';
import { isHostName } from '../../src/shell/host-name.ts';

test.each(['edge-1', 'a', 'xmpp.contoso.com', '1and1.example', 'xn--mnchen-3ya.example', '10.0.0.1', 'a'.repeat(63)])(
  '%s is a host name',
  (name) => {
    expect(isHostName(name)).toBe(true);
  },
);

test.each([
  '',
  '-oProxyCommand=id',
  '-edge',
  'edge-',
  'root@edge',
  'edge:22',
  'ssh://edge',
  '[::1]',
  '::1',
  'Edge',
  'edge.',
  '.edge',
  'a..b',
  'edge 1',
  'edge\n',
  '\nedge',
  'edge;id',
  '$(id)',
  '`id`',
  '%h',
  'edge/1',
  'münchen.example',
  'edge_1',
  'a'.repeat(64),
  Array.from({ length: 128 }, () => 'a').join('.'),
])('%j is none', (name) => {
  expect(isHostName(name)).toBe(false);
});
