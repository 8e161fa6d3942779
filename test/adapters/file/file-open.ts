/** The file adapter with a clock that stands still. */
import { openFileAdapter } from '../../../src/adapters/file/adapter.ts';
import type { Adapter, AdapterContext } from '../../../src/model/adapter.ts';
import { adapterContext } from '../../support/adapter-context.ts';

export { NOW } from '../../support/adapter-context.ts';

export const STATE = '.partnerctl/local.json';

export function openAt(root: string, overrides: Partial<AdapterContext> = {}): Promise<Adapter> {
  return openFileAdapter(adapterContext(root, { options: { path: STATE }, ...overrides }));
}
