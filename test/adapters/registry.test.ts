/** The registry and the configuration's schema know the same adapters. */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { ADAPTER_NAMES, openAdapter } from '../../src/adapters/registry.ts';
import { EMBEDDED_DEPLOYMENT } from '../../src/model/deployment.ts';
import { adapterContext } from '../support/adapter-context.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';

const temporaryFolder = temporaryFolders();

interface DeploymentSchema {
  readonly properties: {
    readonly adapter: { readonly enum: readonly string[]; readonly enumDescriptions: readonly string[] };
  };
  readonly allOf: readonly {
    readonly if: { readonly properties: { readonly adapter: { readonly const: string } } };
    readonly then: { readonly $ref: string };
  }[];
}

async function definitions(): Promise<Readonly<Record<string, unknown>> & { readonly deployment: DeploymentSchema }> {
  const schema = await readFile(new URL('../../schemas/config.schema.json', import.meta.url), 'utf8');
  return (JSON.parse(schema) as { $defs: Awaited<ReturnType<typeof definitions>> }).$defs;
}

async function context(options: Readonly<Record<string, unknown>>) {
  return adapterContext(await temporaryFolder(), { options });
}

describe('the adapters of the registry', () => {
  it('are those that the schema lets people write, each with a description and a part of its own', async () => {
    const { deployment, ...others } = await definitions();
    const { enum: names, enumDescriptions } = deployment.properties.adapter;
    expect(enumDescriptions).toHaveLength(names.length);
    const branches = deployment.allOf.map((each) => `${each.if.properties.adapter.const} → ${each.then.$ref}`);
    expect(new Set(branches)).toEqual(new Set(ADAPTER_NAMES.map((name) => `${name} → #/$defs/adapter-${name}`)));
    const defined = Object.keys(others).filter((name) => name.startsWith('adapter-'));
    expect(new Set(defined)).toEqual(new Set(ADAPTER_NAMES.map((name) => `adapter-${name}`)));
    expect(new Set(names)).toEqual(new Set(ADAPTER_NAMES));
    for (const list of [names, branches]) expect(list).toHaveLength(ADAPTER_NAMES.length);
  });

  it('open: the embedded deployment, as it is without a configuration', async () => {
    const adapter = await openAdapter(EMBEDDED_DEPLOYMENT.adapter, await context(EMBEDDED_DEPLOYMENT.options));
    expect((await adapter.read(new AbortController().signal)).partners).toEqual([]);
    await adapter.close();
  });

  it.each(['ldap', 'constructor', '__proto__', ''])('do not contain %j', async (name) => {
    await expect(openAdapter(name, await context({}))).rejects.toMatchObject({
      name: 'AdapterError',
      code: 'unknown-adapter',
      operation: 'open',
      hint: `the adapters are ${ADAPTER_NAMES.join(', ')}`,
    });
  });
});
