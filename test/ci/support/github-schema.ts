/** GitHub's own description of its API: what a request may be, what an answer must be, and the least that is one. */
import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';

type Json = Readonly<Record<string, unknown>>;
interface Operation {
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: Json } } };
  readonly responses: Readonly<Record<string, Json>>;
}

const FILE = new URL('../../fixtures/github/rest-openapi.json', import.meta.url);
/** JSON Schema says `nullable` in another way: Ajv takes it only beside a `type`. */
function withoutNullable(key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('nullable' in value) || key === 'properties') return value;
  const { nullable, ...schema } = value;
  return nullable === true ? { anyOf: [schema, { type: 'null' }] } : schema;
}

const description = JSON.parse(readFileSync(FILE, 'utf8'), withoutNullable) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
};

const ajv = new Ajv({ strict: false, allErrors: false, validateSchema: false });
formats.default(ajv);
ajv.addFormat('timestamp', true);
ajv.addFormat('repo.nwo', true);
ajv.addSchema(description, 'github');

export interface Route {
  readonly template: string;
  readonly method: string;
  readonly operation: Operation;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Below the API's address, without a query. */
export function routeOf(method: string, path: string): Route | undefined {
  for (const [template, operations] of Object.entries(description.paths)) {
    const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
    const match = new RegExp(`^${template.replace(/\{\w+\}/g, '([^/]+)')}$`).exec(path);
    const operation = operations[method.toLowerCase()];
    if (match === null || operation === undefined) continue;
    const parameters = Object.fromEntries(names.map((name, index) => [name, match[index + 1] ?? '']));
    return { template, method: method.toLowerCase(), operation, parameters };
  }
  return undefined;
}

/** What is wrong with a request's body. */
export function requestProblem({ template, method, operation }: Route, body: unknown): string | undefined {
  if (operation.requestBody === undefined) return undefined;
  return problem(`${pointer(template, method)}/requestBody/content/application~1json/schema`, body);
}

/** What is wrong with an answer. */
export function responseProblem({ template, method, operation }: Route, status: number, body: unknown) {
  const response = operation.responses[String(status)];
  if (response === undefined) return `GitHub never answers ${status} here`;
  const target = '$ref' in response ? String(response['$ref']) : `#${pointer(template, method)}/responses/${status}`;
  return problem(`${target.slice(1)}/content/application~1json/schema`, body);
}

function pointer(template: string, method: string): string {
  return `/paths/${template.replaceAll('~', '~0').replaceAll('/', '~1')}/${method}`;
}

const validators = new Map<string, ValidateFunction>();

function problem(place: string, value: unknown): string | undefined {
  const validate = validators.get(place) ?? ajv.compile({ $ref: `github#${encodeURI(place)}` });
  validators.set(place, validate);
  if (validate(value)) return undefined;
  const [first] = validate.errors ?? [];
  return `${first?.instancePath} ${first?.message}`;
}

/** The least that satisfies a schema: required members, null where it may be. */
export function sampleOf(name: string): Record<string, unknown> {
  return sample({ $ref: `#/components/schemas/${name}` }) as Record<string, unknown>;
}

function sample(schema: Json): unknown {
  const target = typeof schema['$ref'] === 'string' ? resolve(schema['$ref']) : schema;
  if (isNullable(target)) return null;
  if (Array.isArray(target['enum'])) return target['enum'][0];
  const [variant] = (target['oneOf'] ?? target['anyOf'] ?? []) as readonly Json[];
  if (variant !== undefined) return sample(variant);
  if (Array.isArray(target['allOf'])) return Object.assign({}, ...(target['allOf'] as Json[]).map(sample));
  switch (target['type']) {
    case 'object': {
      const properties = (target['properties'] ?? {}) as Readonly<Record<string, Json>>;
      const required = (target['required'] ?? []) as readonly string[];
      return Object.fromEntries(required.map((key) => [key, sample(properties[key] ?? {})]));
    }
    case 'array':
      return [];
    case 'integer':
    case 'number':
      return 1;
    case 'boolean':
      return false;
    default:
      return textSample(target['format']);
  }
}

function isNullable({ anyOf }: Json): boolean {
  return Array.isArray(anyOf) && anyOf.some((variant: Json) => variant['type'] === 'null');
}

function textSample(format: unknown): string {
  if (format === 'date-time') return '2026-11-22T12:00:00Z';
  return format === 'uri' ? 'https://github.example/x' : 'x';
}

function resolve(ref: string): Json {
  let found: unknown = description;
  for (const part of ref.slice(2).split('/')) found = (found as Json)[part];
  return found as Json;
}
