/** What an adapter says it can do, it does; it heeds signals, and may be closed twice. */
import { expect } from 'vitest';
import { METHODS } from '../../../src/model/negotiation.ts';
import type { PartnerField } from '../../../src/model/partner-fields.ts';
import { add, apply, type Check, expectPartners, neverAborted, read, write } from './harness.ts';
import { distinct } from './reading-and-writing.ts';

export const MANNERS: readonly Check[] = [
  {
    name: 'the capabilities agree with each other and with the functions',
    run: async ({ adapter }) => {
      const { fields, fixed, concurrency, sessions, blocks } = adapter.capabilities;
      expect(fields).toContain('domain');
      expect(Object.keys(fixed).filter((field) => fields.has(field as PartnerField))).toEqual([]);
      expect(Number.isInteger(concurrency) && concurrency >= 1).toBe(true);
      expect(typeof adapter.sessions).toBe(sessions ? 'function' : 'undefined');
      expect(typeof adapter.block).toBe(blocks ? 'function' : 'undefined');
      expect(typeof adapter.unblock).toBe(blocks ? 'function' : 'undefined');
    },
  },
  {
    name: 'sessions, health and what was observed are what the port says',
    run: async ({ adapter }) => {
      for (const { domain, direction, method } of (await adapter.sessions?.(neverAborted)) ?? []) {
        expect(domain).toMatch(/^[a-z0-9.-]+$/);
        expect(['inbound', 'outbound']).toContain(direction);
        expect([null, ...METHODS]).toContain(method);
      }
      const health = await adapter.health?.(neverAborted);
      if (health !== undefined) {
        expect(health.enforcing).toBe(health.reasons.length === 0);
        expect([null, (await read(adapter)).revision]).toContain(health.revision);
        for (const { option, excludes } of health.limits) expect([option, excludes.join()]).not.toContain('');
      }
      for (const { domain, method, streams } of (await adapter.observed?.(neverAborted))?.observations ?? []) {
        expect(domain).toMatch(/^[a-z0-9.-]+$/);
        expect(METHODS).toContain(method);
        expect(streams).toBeGreaterThan(0);
      }
    },
  },
  {
    name: 'a call that is aborted beforehand rejects with the reason and changes nothing',
    run: async (harness) => {
      const { adapter } = harness;
      const [one, two] = distinct(harness);
      await apply(adapter, [add(one)]);
      const { revision } = await read(adapter);
      const reason = new Error('stopped by the test');
      const signal = AbortSignal.abort(reason);
      await expect(adapter.read(signal)).rejects.toBe(reason);
      await expect(write(adapter, [add(two)], { revision, commit: 'c0ffee', signal })).rejects.toBe(reason);
      const block = { domain: two.domain, reason: 'test', actor: 'alice', at: '2030-01-01T00:00:00Z', until: null };
      if (adapter.block !== undefined) await expect(adapter.block(block, signal)).rejects.toBe(reason);
      if (adapter.unblock !== undefined) await expect(adapter.unblock(two.domain, signal)).rejects.toBe(reason);
      if (adapter.sessions !== undefined) await expect(adapter.sessions(signal)).rejects.toBe(reason);
      if (adapter.health !== undefined) await expect(adapter.health(signal)).rejects.toBe(reason);
      if (adapter.observed !== undefined) await expect(adapter.observed(signal)).rejects.toBe(reason);
      await expectPartners(adapter, [one]);
      const state = await read(adapter);
      expect([state.lastApplied, state.blocks ?? []]).toEqual([undefined, []]);
    },
  },
  {
    name: 'an adapter can be closed twice, and the deployment lives on',
    run: async (harness) => {
      const [one] = distinct(harness);
      await apply(harness.adapter, [add(one)]);
      const other = await harness.connect();
      await other.close();
      await other.close();
      await expectPartners(harness.adapter, [one]);
    },
  },
];
