/** The http adapter, opened on an address. */
import { openHttpAdapter } from '../../../src/adapters/http/adapter.ts';
import type { Adapter, AdapterContext } from '../../../src/model/adapter.ts';
import { adapterContext } from '../../support/adapter-context.ts';
import { TOKEN } from '../../support/partner-server.ts';

export function openAt(
  url: string,
  options: Readonly<Record<string, unknown>> = {},
  overrides: Partial<AdapterContext> = {},
): Promise<Adapter> {
  return openHttpAdapter(
    adapterContext('/nowhere', {
      deployment: 'edge-eu',
      options: { url, token: 'env:EDGE_EU_TOKEN', timeout: 5, ...options },
      env: { EDGE_EU_TOKEN: TOKEN },
      ...overrides,
    }),
  );
}
