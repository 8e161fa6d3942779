/**
 * The adapters by name. Each is loaded when it is first used, so that start-up stays small. Its part of the
 * configuration is `$defs/adapter-<name>` in schemas/config.schema.json; a test keeps the two lists equal.
 */
import type { Adapter, AdapterContext, AdapterFactory } from '../model/adapter.ts';
import { AdapterError } from '../model/errors.ts';
import type { ExaminationStep, Examine } from '../model/examination.ts';

interface Entry {
  readonly open: () => Promise<AdapterFactory>;
  readonly examine: () => Promise<Examine>;
}

const ADAPTERS: Readonly<Record<string, Entry>> = {
  file: {
    open: async () => (await import('./file/adapter.ts')).openFileAdapter,
    examine: async () => (await import('./file/examination.ts')).examineFile,
  },
  http: {
    open: async () => (await import('./http/adapter.ts')).openHttpAdapter,
    examine: async () => (await import('./http/examination.ts')).examineHttp,
  },
  ejabberd: {
    open: async () => (await import('./ejabberd/adapter.ts')).openEjabberdAdapter,
    examine: async () => (await import('./ejabberd/examination.ts')).examineEjabberd,
  },
  lync: {
    open: async () => (await import('./lync/adapter.ts')).openLyncAdapter,
    examine: async () => (await import('./lync/examination.ts')).examineLync,
  },
};

export const ADAPTER_NAMES: readonly string[] = Object.keys(ADAPTERS);

/** Connects to a deployment. Throws AdapterError where the name is unknown, or the adapter cannot be opened. */
export async function openAdapter(name: string, context: AdapterContext): Promise<Adapter> {
  const open = await entryOf(name, context).open();
  return await open(context);
}

/** Looks at a deployment step by step, and only reads. Throws AdapterError where the name is unknown. */
export async function* examineDeployment(
  name: string,
  context: AdapterContext,
  signal: AbortSignal,
): AsyncGenerator<ExaminationStep> {
  const examine = await entryOf(name, context).examine();
  yield* examine(context, signal);
}

function entryOf(name: string, { deployment }: AdapterContext): Entry {
  // an own key: `constructor` is no adapter
  const entry = Object.hasOwn(ADAPTERS, name) ? ADAPTERS[name] : undefined;
  if (entry !== undefined) return entry;
  throw new AdapterError({
    deployment,
    operation: 'open',
    retryable: false,
    code: 'unknown-adapter',
    message: `there is no adapter ${JSON.stringify(name)}`,
    hint: `the adapters are ${ADAPTER_NAMES.join(', ')}`,
  });
}
