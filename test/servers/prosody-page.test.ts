/** docs/prosody.md names what the module has: its options with their defaults, its metrics, its reasons. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = join(root, 'servers/prosody/mod_partner_policy');
const page = readFileSync(join(root, 'docs/prosody.md'), 'utf8');
const module = readdirSync(folder)
  .map((name) => readFileSync(join(folder, name), 'utf8'))
  .join('\n');

function found(text: string, pattern: RegExp): readonly string[] {
  return [...new Set([...text.matchAll(pattern)].map(([, name = '']) => name))].sort();
}

it('every option, and none that is not there', () => {
  const documented = found(page, /^\| `(partner_policy_\w+)`/gm);
  expect(documented).toEqual(found(module, /get_option\w*\("(partner_policy_\w+)"/g));
});

it('every metric, and none that is not there', () => {
  const metrics = [...module.matchAll(/metric\("(counter|gauge)", "(\w+)"/g)].map(
    ([, type, name]) => `prosody_mod_partner_policy__${name}${type === 'counter' ? '_total' : ''}`,
  );
  expect(found(page, /`(prosody_mod_partner_policy__\w+)`/g)).toEqual([...metrics].sort());
});

it('only reasons that a log line can have', () => {
  const reasons = new Set(found(module, /^\t\["([a-z-]+)"\] = \{ text/gm));
  expect(reasons.size).toBeGreaterThan(10);
  for (const named of found(page, /reason=([a-z-]+)/g)) expect([...reasons]).toContain(named);
});

it('the version of the module is that of the package', () => {
  expect(found(module, /local VERSION = "([^"]+)"/g)).toEqual([manifest.version]);
});
