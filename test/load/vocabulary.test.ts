/** The keys that hints name are those of the schemas. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CONFIG_VOCABULARY, PARTNER_VOCABULARY } from '../../src/load/rules/schema-words.ts';

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly $defs?: Readonly<Record<string, Schema>>;
}

const schema = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../schemas/${name}.schema.json`, import.meta.url), 'utf8')) as Schema;
const keysOf = ({ properties = {} }: Schema) => Object.keys(properties);

test('of a partner file', () => {
  expect([...PARTNER_VOCABULARY.keys([])].sort()).toEqual(keysOf(schema('partner')).sort());
});

test('of partnerctl.yaml', () => {
  const config = schema('config');
  const { deployment = {}, ...adapters } = config.$defs ?? {};
  const options = new Set([deployment, ...Object.values(adapters)].flatMap(keysOf));
  const guards = keysOf(deployment.properties?.['guards'] ?? {});
  expect([...CONFIG_VOCABULARY.keys([])].sort()).toEqual(keysOf(config).sort());
  expect([...CONFIG_VOCABULARY.keys(['deployments', 'edge-eu'])].sort()).toEqual([...options].sort());
  expect([...CONFIG_VOCABULARY.keys(['deployments', 'edge-eu', 'guards'])].sort()).toEqual(guards.sort());
  const enforces = keysOf(adapters['adapter-ejabberd']?.properties?.['enforces'] ?? {});
  expect(CONFIG_VOCABULARY.keys(['deployments', 'edge-1', 'enforces'])).toEqual(enforces);
  expect(CONFIG_VOCABULARY.keys(['rules'])).toEqual([]);
});
