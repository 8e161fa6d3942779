/** What an adapter is opened with in a test: a clock that stands still, no chance, and waits that are over at once. */
import type { AdapterContext } from '../../src/model/adapter.ts';
import { inTree } from '../../src/reconcile/named-file.ts';

export const NOW = new Date('2030-01-01T12:00:00.000Z');

export function adapterContext(root: string, overrides: Partial<AdapterContext> = {}): AdapterContext {
  return {
    deployment: 'local',
    root,
    options: {},
    now: () => NOW,
    env: {},
    fileText: inTree(root),
    random: () => 0.5,
    delay: async (_ms, signal) => signal.throwIfAborted(),
    ...overrides,
  };
}
