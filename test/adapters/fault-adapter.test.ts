/** The faults that tests of the core rely on do what their names say, and nothing else. */
import { describe, expect, it } from 'vitest';
import type { WriteChange, WriteContext } from '../../src/model/adapter.ts';
import { faultAdapter } from '../support/fault-adapter.ts';
import { type MemoryOptions, memoryDeployment } from '../support/memory-adapter.ts';
import { partner } from '../support/partners.ts';

const signal = new AbortController().signal;
const ORDERED: MemoryOptions = { capabilities: { atomic: false, compareAndSet: false } };
const CHANGES: readonly WriteChange[] = ['a.example', 'b.example', 'c.example'].map((domain) => ({
  action: 'add',
  domain,
  before: null,
  after: partner(domain),
}));

function setUp(options: MemoryOptions = {}) {
  const deployment = memoryDeployment(options);
  const adapter = faultAdapter(deployment.adapter());
  const write = (overrides: Partial<WriteContext> = {}) =>
    adapter.write(CHANGES, {
      revision: deployment.revision(),
      workspace: 'contoso',
      commit: 'c0ffee',
      actor: 'alice',
      signal,
      ...overrides,
    });
  return { deployment, adapter, write, live: () => [...deployment.partners.keys()] };
}

const outcomes = (results: readonly { readonly outcome: string }[]) => results.map(({ outcome }) => outcome);

describe('without a fault', () => {
  it('everything passes through', async () => {
    const { adapter, write, live } = setUp();
    expect(outcomes(await write())).toEqual(['applied', 'applied', 'applied']);
    expect((await adapter.read(signal)).partners).toHaveLength(3);
    expect((await adapter.read(signal)).lastApplied?.commit).toBe('c0ffee');
    expect(live()).toEqual(['a.example', 'b.example', 'c.example']);
    expect(adapter.calls).toEqual(['write', 'read', 'read']);
  });
});

describe('a partner that fails', () => {
  it('fails alone where writes are ordered, and nothing is recorded', async () => {
    const { deployment, adapter, write, live } = setUp(ORDERED);
    adapter.failPartner('b.example');
    expect(outcomes(await write())).toEqual(['applied', 'failed', 'applied']);
    expect(live()).toEqual(['a.example', 'c.example']);
    expect(deployment.lastApplied).toBeUndefined();
    adapter.healPartner('b.example');
    expect(outcomes(await write())).toEqual(['applied', 'applied', 'applied']);
  });

  it('fails the whole batch where it is atomic', async () => {
    const { adapter, write, live } = setUp();
    adapter.failPartner('b.example');
    expect(outcomes(await write())).toEqual(['skipped', 'failed', 'skipped']);
    expect(live()).toEqual([]);
  });
});

describe('a call that fails', () => {
  it('fails as often as it is told, retryably or for good', async () => {
    const { adapter } = setUp();
    adapter.failNext('read', { times: 2 });
    await expect(adapter.read(signal)).rejects.toMatchObject({ code: 'read-failed', retryable: true });
    await expect(adapter.read(signal)).rejects.toMatchObject({ code: 'read-failed' });
    expect((await adapter.read(signal)).partners).toEqual([]);
    adapter.failNext('read', { times: Number.POSITIVE_INFINITY, retryable: false });
    for (let attempt = 0; attempt < 5; attempt++)
      await expect(adapter.read(signal)).rejects.toMatchObject({ retryable: false });
  });

  it('a truncated read is an error', async () => {
    const { adapter, write } = setUp();
    await write();
    adapter.truncateNextRead();
    await expect(adapter.read(signal)).rejects.toMatchObject({ code: 'truncated' });
    expect((await adapter.read(signal)).partners).toHaveLength(3);
  });

  it('a server that lies', async () => {
    const { adapter, write } = setUp();
    await write();
    adapter.alterReads((state) => ({ ...state, partners: state.partners.slice(1) }));
    expect((await adapter.read(signal)).partners).toHaveLength(2);
    adapter.alterReads(undefined);
    expect((await adapter.read(signal)).partners).toHaveLength(3);
  });
});

describe('an answer that is lost', () => {
  it.each([
    ['before', 0],
    ['after', 3],
  ] as const)('%s the write was performed', async (when, written) => {
    const { adapter, write, live } = setUp();
    adapter.loseAnswer(when);
    await expect(write()).rejects.toMatchObject({ code: 'answer-lost' });
    expect(live()).toHaveLength(written);
  });
});

describe('dying between two writes', () => {
  it('an ordered deployment keeps what came before', async () => {
    const { deployment, adapter, write, live } = setUp(ORDERED);
    adapter.dieAfter(2);
    await expect(write()).rejects.toMatchObject({ code: 'connection-lost' });
    expect(live()).toEqual(['a.example', 'b.example']);
    expect(deployment.lastApplied).toBeUndefined();
    await expect(adapter.read(signal)).rejects.toMatchObject({ code: 'connection-lost' });
    adapter.revive();
    expect((await adapter.read(signal)).partners).toHaveLength(2);
  });

  it('an atomic one keeps nothing', async () => {
    const { adapter, write, live } = setUp();
    adapter.dieAfter(2);
    await expect(write()).rejects.toMatchObject({ code: 'connection-lost' });
    expect(live()).toEqual([]);
  });
});

describe('a late answer', () => {
  it.each([
    ['before', 0],
    ['after', 3],
  ] as const)('waits for the test, %s the write', async (when, written) => {
    const { adapter, write, live } = setUp();
    const gate = adapter.hold('write', when);
    const answer = write();
    await gate.reached;
    expect(live()).toHaveLength(written);
    gate.open();
    expect(await answer).toHaveLength(3);
    expect(live()).toHaveLength(3);
  });

  it('is not waited for after an abort', async () => {
    const { adapter, write, live } = setUp();
    const controller = new AbortController();
    const gate = adapter.hold('write');
    const answer = write({ signal: controller.signal });
    await gate.reached;
    controller.abort(new Error('stopped'));
    await expect(answer).rejects.toThrow('stopped');
    expect(live()).toEqual([]);
  });
});
