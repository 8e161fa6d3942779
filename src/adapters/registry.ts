/**
 * The adapters by name. Each is loaded when it is first used, so that start-up stays small. Its part of the
 * configuration is `$defs/adapter-<name>` in schemas/config.schema.json; a test keeps the two lists equal.
 */
import type { Adapter, AdapterContext, AdapterFactory } from '../model/adapter.ts';
import { AdapterError } from '../model/errors.ts';

const ADAPTERS: Readonly<Record<string, () => Promise<AdapterFactory>>> = {
  file: async () => (await import('./file/adapter.ts')).openFileAdapter,
  http: async () => (await import('./http/adapter.ts')).openHttpAdapter,
  lync: async () => (await import('./lync/adapter.ts')).openLyncAdapter,
};

export const ADAPTER_NAMES: readonly string[] = Object.keys(ADAPTERS);

/** Connects to a deployment. Throws AdapterError where the name is unknown, or the adapter cannot be opened. */
export async function openAdapter(name: string, context: AdapterContext): Promise<Adapter> {
  // an own key: `constructor` is no adapter
  const factory = Object.hasOwn(ADAPTERS, name) ? await ADAPTERS[name]?.() : undefined;
  if (factory !== undefined) return factory(context);
  throw new AdapterError({
    deployment: context.deployment,
    operation: 'open',
    retryable: false,
    code: 'unknown-adapter',
    message: `there is no adapter ${JSON.stringify(name)}`,
    hint: `the adapters are ${ADAPTER_NAMES.join(', ')}`,
  });
}
