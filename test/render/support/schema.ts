/** The published schemas, as a reader of our JSON would use them. */
import { readFileSync } from 'node:fs';
import type { AnySchemaObject, ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'vitest';

export type SchemaName =
  | 'plan'
  | 'ledger'
  | 'diagnostics'
  | 'explain'
  | 'import'
  | 'block'
  | 'reviewed'
  | 'probe'
  | 'doctor';
export const SCHEMA_NAMES: readonly SchemaName[] = [
  'plan',
  'ledger',
  'diagnostics',
  'explain',
  'import',
  'block',
  'reviewed',
  'probe',
  'doctor',
];

const validators = new Map<SchemaName, ValidateFunction>();

export function schemaText(name: SchemaName): string {
  return readFileSync(new URL(`../../../schemas/${name}.schema.json`, import.meta.url), 'utf8');
}

export function expectValid(name: SchemaName, text: string): void {
  expect(problems(name, text)).toEqual([]);
}

/** Where and why `text` does not keep to the schema. */
export function problems(name: SchemaName, text: string): readonly string[] {
  const validate = validators.get(name) ?? compile(name);
  if (validate(JSON.parse(text))) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

function compile(name: SchemaName): ValidateFunction {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
  const validate = ajv.compile(JSON.parse(schemaText(name)) as AnySchemaObject);
  validators.set(name, validate);
  return validate;
}
