/** Answers of a server against schemas/partner-api.openapi.yaml: status, headers and body as promised there. */
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formatsModule from 'ajv-formats';
import { parse } from 'yaml';

interface Response {
  readonly headers?: Readonly<Record<string, unknown>>;
}
interface Operation {
  readonly responses: Readonly<Record<string, Response | { readonly $ref: string }>>;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

const file = new URL('../../../schemas/partner-api.openapi.yaml', import.meta.url);
const api = parse(readFileSync(file, 'utf8')) as Document;
const ajv = new Ajv2020({ strict: false, allErrors: true });
formatsModule.default(ajv);
ajv.addSchema({ $id: 'api', ...api });

export interface Answered {
  readonly method: string;
  /** As in the document: `/v1/blocks/{domain}`. */
  readonly path: string;
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** What is wrong with it; empty where nothing is. */
export function problemsOf({ method, path, status, headers, body }: Answered): readonly string[] {
  const verb = method.toLowerCase();
  const operation = api.paths[path]?.[verb];
  // to a method that the path does not have, the answer is an error like any other
  const responses = operation?.responses ?? { default: { $ref: '#/components/responses/Error' } };
  const key = String(status) in responses ? String(status) : 'default';
  const place = responses[key];
  if (place === undefined) return [`${method} ${path} has no answer ${status}`];
  if (key === 'default' && status < 400) return [`${method} ${path}: ${status} is not in the document`];
  const pointer = '$ref' in place ? place.$ref : `#/paths/${escaped(path)}/${verb}/responses/${key}`;
  const response = ('$ref' in place ? at(pointer) : place) as Response;
  const validate = ajv.compile({ $ref: `api${pointer}/content/application~1json/schema` });
  const problems = validate(body) ? [] : [ajv.errorsText(validate.errors)];
  const missing = Object.keys(response.headers ?? {}).filter(
    (name) => !headers.has(name) && !(name === 'Retry-After' && status !== 429 && status !== 503),
  );
  const type = headers.get('content-type') === 'application/json' ? [] : [`type ${headers.get('content-type')}`];
  return [...problems, ...missing.map((name) => `${name} is missing`), ...type];
}

function at(pointer: string): unknown {
  const keys = pointer.slice(2).split('/');
  return keys.reduce<unknown>((value, key) => (value as Readonly<Record<string, unknown>>)[key], api);
}

function escaped(path: string): string {
  return encodeURI(path.replaceAll('~', '~0').replaceAll('/', '~1'));
}
