/** The deployment in memory as the contract suite wants it, with a connection that may break. */
import type { Adapter } from '../../src/model/adapter.ts';
import type { Harness, MakeHarness } from '../adapters/contract/harness.ts';
import { faultAdapter } from './fault-adapter.ts';
import { type MemoryOptions, memoryDeployment } from './memory-adapter.ts';

/** `wrap` is put around every connection: that is how the suite itself is tested. */
export function memoryHarness(
  options: MemoryOptions = {},
  wrap: (adapter: Adapter) => Adapter = (same) => same,
): MakeHarness {
  return async (): Promise<Harness> => {
    const deployment = memoryDeployment(options);
    let broken: string | undefined;
    const connect = async (): Promise<Adapter> => {
      const adapter = faultAdapter(deployment.adapter());
      if (broken !== undefined) breakDown(adapter, broken);
      adapters.push(adapter);
      return wrap(adapter);
    };
    const adapters: ReturnType<typeof faultAdapter>[] = [];
    const corrupt = (code: string) => async () => {
      broken = code;
      for (const adapter of adapters) breakDown(adapter, code);
    };
    return {
      adapter: await connect(),
      connect,
      restart: connect,
      addByHand: async (partner) => deployment.outOfBand((partners) => partners.set(partner.domain, partner)),
      corruptions: { unreachable: corrupt('unreachable'), truncated: corrupt('truncated') },
      today: () => deployment.now().toISOString().slice(0, 10),
      dispose: async () => {},
    };
  };
}

function breakDown(adapter: ReturnType<typeof faultAdapter>, code: string): void {
  for (const operation of ['read', 'write'] as const)
    adapter.failNext(operation, { code, times: Number.POSITIVE_INFINITY });
}
