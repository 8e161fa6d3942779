/** The schemas' own words: a box in an editor joins a short description and the values', other readers get it as one. */
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { PARTNER_FIELDS } from '../../src/model/partner-fields.ts';

interface Words {
  readonly title?: string;
  readonly description?: string;
  readonly markdownDescription?: string;
  readonly enum?: readonly string[];
  readonly enumDescriptions?: readonly string[];
  readonly properties?: Readonly<Record<string, Words>>;
  readonly $defs?: Readonly<Record<string, Words>>;
}

async function schema(name: string): Promise<Words> {
  return JSON.parse(await readFile(new URL(`../../schemas/${name}.schema.json`, import.meta.url), 'utf8')) as Words;
}

/** Every property, by its path. */
function properties(words: Words, path = ''): readonly (readonly [string, Words])[] {
  return [...Object.entries(words.properties ?? {}), ...Object.entries(words.$defs ?? {})].flatMap(([name, inner]) => [
    ...(name in (words.properties ?? {}) ? [[`${path}/${name}`, inner] as const] : []),
    ...properties(inner, `${path}/${name}`),
  ]);
}

test.each(['partner', 'config'])('%s: every key has a title and a description', async (name) => {
  const found = properties(await schema(name));
  expect(found.length).toBeGreaterThan(9);
  expect(found.filter(([, { title, description }]) => !title || !description).map(([path]) => path)).toEqual([]);
});

test.each(['partner', 'config'])('%s: every value is described, and in the same words everywhere', async (name) => {
  const enumerations = properties(await schema(name)).filter(([, words]) => words.enum !== undefined);
  expect(enumerations.length).toBeGreaterThan(2);
  for (const [path, { description, markdownDescription, enum: values = [], enumDescriptions = [] }] of enumerations) {
    expect(enumDescriptions, path).toHaveLength(values.length);
    if (markdownDescription === undefined) continue;
    const list = values.map((value, index) => `- ${value}: ${enumDescriptions[index]}`).join('\n');
    expect(description, path).toBe(`${markdownDescription}\n\n${list}`);
  }
});

test('the fields are called the same in the editor and in the plan', async () => {
  const { properties: keys = {} } = await schema('partner');
  expect(PARTNER_FIELDS.map(({ field }) => keys[field]?.title)).toEqual(PARTNER_FIELDS.map(({ label }) => label));
});
