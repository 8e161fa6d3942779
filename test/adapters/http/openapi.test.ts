/** The codec and schemas/partner-api.openapi.yaml say the same: what one takes, the other takes. */
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formatsModule from 'ajv-formats';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { decodePartners, encodeBlock, encodeChanges } from '../../../src/adapters/http/codec.ts';
import { partner } from '../../support/partners.ts';
import { partnersArbitrary } from '../../support/partners-arbitrary.ts';
import { add, remove, sorted } from '../contract/harness.ts';
import { ANSWERS, pathsOf, renamed, without } from './answers.ts';

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}
interface Operation {
  readonly responses?: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: object }>> }>
  >;
}

const text = readFileSync(new URL('../../../schemas/partner-api.openapi.yaml', import.meta.url), 'utf8');
const document = parse(text.replaceAll('#/components/schemas/', 'api.json#/components/schemas/')) as OpenApi;
const ajv = new Ajv2020({ strict: false, allErrors: true });
formatsModule.default(ajv);
ajv.addSchema(document, 'api.json');

const ofSchema = (name: string) => ajv.compile({ $ref: `api.json#/components/schemas/${name}` });
const ofAnswer = (path: string, method: string) =>
  ajv.compile(document.paths[path]?.[method]?.responses?.['200']?.content?.['application/json']?.schema ?? {});

const OPERATIONS: Readonly<Record<string, readonly [string, string]>> = {
  partners: ['/v1/partners', 'get'],
  blocks: ['/v1/blocks', 'get'],
  change: ['/v1/partners', 'patch'],
  blocked: ['/v1/blocks/{domain}', 'put'],
  lifted: ['/v1/blocks/{domain}', 'delete'],
  sessions: ['/v1/sessions', 'get'],
  health: ['/v1/health', 'get'],
  observed: ['/v1/observed', 'get'],
};

test.each(Object.entries(ANSWERS))(
  '%s: an example is right, and wrong with any key missing or renamed',
  (name, [, answer]) => {
    const [path, method] = OPERATIONS[name] ?? ['', ''];
    const fits = ofAnswer(path, method);
    expect([fits(answer), fits.errors]).toEqual([true, null]);
    for (const key of pathsOf(answer)) {
      expect(fits(without(answer, key)), key.join('.')).toBe(false);
      expect(fits(renamed(answer, key)), key.join('.')).toBe(false);
    }
  },
);

test('every operation of the document has an example', () => {
  const all = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.keys(operations)
      .filter((method) => method !== 'parameters')
      .map((method) => `${method} ${path}`),
  );
  expect(all.sort()).toEqual(
    Object.values(OPERATIONS)
      .map(([path, method]) => `${method} ${path}`)
      .sort(),
  );
});

test('whatever we ask is what the document calls a request', () => {
  const isChange = ofSchema('ChangeRequest');
  const isBlock = ofSchema('BlockRequest');
  fc.assert(
    fc.property(partnersArbitrary(), fc.constantFrom(null, 'c0ffee'), (partners, commit) => {
      const record = { workspace: 'contoso', commit, actor: 'alice' };
      expect(isChange(JSON.parse(encodeChanges([...partners.map(add), remove(partner('gone.example'))], record)))).toBe(
        true,
      );
    }),
  );
  const block = {
    domain: 'a.example',
    reason: 'x',
    actor: 'alice',
    at: '2030-01-01T00:00:00.000Z',
    until: '2030-02-01',
  };
  expect(isBlock(JSON.parse(encodeBlock(block)))).toBe(true);
});

test('whatever partners the document permits are read', () => {
  const isPartners = ofSchema('Partners');
  fc.assert(
    fc.property(partnersArbitrary(), (set) => {
      const answer = { revision: 'sha256:0', partners: sorted(set), lastApplied: null };
      expect([isPartners(answer), 'value' in decodePartners(JSON.stringify(answer))]).toEqual([true, true]);
    }),
  );
});
