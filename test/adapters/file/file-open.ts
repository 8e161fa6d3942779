/** The file adapter with a clock that stands still. */
import { openFileAdapter } from '../../../src/adapters/file/adapter.ts';
import type { Adapter, AdapterContext } from '../../../src/model/adapter.ts';

export const STATE = '.partnerctl/local.json';
export const NOW = new Date('2030-01-01T12:00:00.000Z');

export function openAt(root: string, overrides: Partial<AdapterContext> = {}): Promise<Adapter> {
  return openFileAdapter({
    deployment: 'local',
    root,
    options: { path: STATE },
    now: () => NOW,
    env: {},
    ...overrides,
  });
}
