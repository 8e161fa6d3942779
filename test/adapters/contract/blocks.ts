/** Blocks: beside the partners, never among them, in force until the end of their last day. */
import { expect } from 'vitest';
import type { Adapter } from '../../../src/model/adapter.ts';
import type { Block } from '../../../src/model/block.ts';
import { compareText } from '../../../src/model/diagnostic.ts';
import { add, apply, type Check, expectPartners, type Harness, neverAborted, read, remove } from './harness.ts';
import { distinct } from './reading-and-writing.ts';

function block(domain: string, settings: Partial<Block> = {}): Block {
  const at = '2029-12-31T23:59:59.000Z';
  return { domain, reason: 'Schlüssel gestohlen, "INC-1"', actor: 'alice', at, until: null, ...settings };
}

async function blocksOf(adapter: Adapter): Promise<readonly Block[]> {
  const { blocks = [] } = await read(adapter);
  return [...blocks].sort((a, b) => compareText(a.domain, b.domain));
}

function expectAdapterError(error: unknown): void {
  expect(error).toMatchObject({ name: 'AdapterError', operation: 'block' });
}

/** Where the deployment cannot hold blocks, it must not pretend to. */
function withBlocks(run: (harness: Harness, adapter: Required<Adapter>) => Promise<void>): Check['run'] {
  return async (harness) => {
    const { adapter } = harness;
    if (adapter.capabilities.blocks) return run(harness, adapter as Required<Adapter>);
    expect(['block' in adapter, 'unblock' in adapter]).toEqual([false, false]);
    expect((await read(adapter)).blocks).toBeUndefined();
  };
}

export const BLOCKS: readonly Check[] = [
  {
    name: 'a block is read as it was set, for every connection, and survives writes and a restart',
    run: withBlocks(async (harness, adapter) => {
      const [one, two] = distinct(harness);
      const blocks = [block(one.domain, { until: harness.today() }), block('stranger.example')];
      for (const each of blocks) await adapter.block(each, neverAborted);
      expect(await blocksOf(adapter)).toEqual(blocks);
      await apply(adapter, [add(one), add(two)], { commit: 'c0ffee' });
      await apply(adapter, [remove(one)]);
      expect(await blocksOf(await harness.connect())).toEqual(blocks);
      expect(await blocksOf(await harness.restart())).toEqual(blocks);
    }),
  },
  {
    name: 'a block shows neither in the partners nor in the revision nor in the record',
    run: withBlocks(async (harness, adapter) => {
      const [one] = distinct(harness);
      await apply(adapter, [add(one)], { commit: 'c0ffee' });
      const before = await read(adapter);
      await adapter.block(block(one.domain), neverAborted);
      await expectPartners(adapter, [one]);
      const after = await read(adapter);
      expect([after.revision, after.lastApplied]).toEqual([before.revision, before.lastApplied]);
      await adapter.unblock(one.domain, neverAborted);
      await expectPartners(adapter, [one]);
      expect((await read(adapter)).revision).toBe(before.revision);
    }),
  },
  {
    name: 'a second block of a domain takes the place of the first',
    run: withBlocks(async (_, adapter) => {
      await adapter.block(block('a.example', { reason: 'first' }), neverAborted);
      const second = block('a.example', { reason: 'second', actor: 'bob' });
      await adapter.block(second, neverAborted);
      expect(await blocksOf(adapter)).toEqual([second]);
    }),
  },
  {
    name: 'lifting a block says whether there was one',
    run: withBlocks(async (harness, adapter) => {
      await adapter.block(block('a.example'), neverAborted);
      await adapter.block(block('b.example'), neverAborted);
      expect(await adapter.unblock('a.example', neverAborted)).toBe(true);
      expect(await adapter.unblock('a.example', neverAborted)).toBe(false);
      expect(await blocksOf(await harness.connect())).toEqual([block('b.example')]);
    }),
  },
  {
    name: 'a block is over after its last day',
    run: withBlocks(async (harness, adapter) => {
      const yesterday = new Date(Date.parse(harness.today()) - 86_400_000).toISOString().slice(0, 10);
      // a deployment may refuse such a block, too
      await adapter.block(block('over.example', { until: yesterday }), neverAborted).catch(expectAdapterError);
      await adapter.block(block('today.example', { until: harness.today() }), neverAborted);
      expect((await blocksOf(adapter)).map(({ domain }) => domain)).toEqual(['today.example']);
      expect(await adapter.unblock('over.example', neverAborted)).toBe(false);
    }),
  },
];
