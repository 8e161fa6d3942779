/**
 * The contract suite itself: it passes with all kinds of capabilities, and an adapter that breaks one promise is
 * caught by the check of that promise.
 */
import { describe, expect, it } from 'vitest';
import type { Adapter } from '../../src/model/adapter.ts';
import type { PartnerField } from '../../src/model/partner-fields.ts';
import { memoryHarness } from '../support/memory-harness.ts';
import { adapterContract, contractChecks, corruptionsOf, runCheck } from './contract.ts';

const FEW_FIELDS: ReadonlySet<PartnerField> = new Set(['domain', 'partnerType', 'tlsNegotiation']);

adapterContract('memory that can do everything', memoryHarness({ health: () => ({ enforcing: true, reasons: [] }) }));
adapterContract(
  'memory that writes one after the other and compares nothing',
  memoryHarness({ capabilities: { atomic: false, compareAndSet: false, concurrency: 4 } }),
);
adapterContract(
  'memory that compares, but is not atomic',
  memoryHarness({ capabilities: { atomic: false, sessions: false } }),
);
adapterContract(
  'memory with few fields',
  memoryHarness({
    capabilities: {
      fields: FEW_FIELDS,
      fixed: { saslNegotiation: 'Required', dialbackNegotiation: false, keepAlive: false },
    },
  }),
);
adapterContract(
  'memory that keeps only partners',
  memoryHarness({ capabilities: { recordsCommit: false, blocks: false, sessions: false } }),
);
adapterContract(
  'memory with sessions',
  memoryHarness({
    sessions: [
      { domain: 'fabrikam.com', direction: 'inbound', method: 'sasl-tls' },
      { domain: 'xn--bcher-kva.example', direction: 'outbound', method: null },
    ],
  }),
);

type Breaking = (adapter: Adapter) => Partial<Adapter>;

/** What is broken, and the check that must notice. */
const BROKEN: readonly (readonly [what: string, notices: string | RegExp, breaking: Breaking])[] = [
  [
    'drops a field silently',
    'every row, type, text, domain and limit is read as it was written, also over another connection',
    (adapter) => ({
      write: (changes, context) =>
        adapter.write(
          changes.map((each) => (each.after === null ? each : { ...each, after: { ...each.after, proxyFqdn: null } })),
          context,
        ),
    }),
  ],
  [
    'forgets one of the additional domains',
    'whatever a partner is updated to, nothing differs afterwards',
    (adapter) => ({
      read: async (signal) => {
        const state = await adapter.read(signal);
        return {
          ...state,
          partners: state.partners.map((each) => ({ ...each, additionalDomains: each.additionalDomains.slice(0, 2) })),
        };
      },
    }),
  ],
  [
    'takes a broken state for an empty one',
    /^truncated: cannot be read/,
    (adapter) => ({ read: (signal) => adapter.read(signal).catch(() => ({ partners: [], revision: 'none' })) }),
  ],
  [
    'throws what is no AdapterError',
    /^unreachable: cannot be read/,
    (adapter) => ({
      read: (signal) => adapter.read(signal).catch(() => Promise.reject(new TypeError('cannot read properties'))),
    }),
  ],
  [
    'records a commit although none was given',
    'a write without a commit leaves the record alone',
    (adapter) => ({
      write: (changes, context) => adapter.write(changes, { ...context, commit: context.commit ?? 'unknown' }),
    }),
  ],
  [
    'ignores the revision',
    'a write on a revision that has moved is refused whole, where the deployment can compare',
    (adapter) => ({
      write: async (changes, context) =>
        adapter.write(changes, { ...context, revision: (await adapter.read(context.signal)).revision }),
    }),
  ],
  [
    'compares the revision, but not in one step with the write',
    'of writers at the same time one wins, where the deployment can compare; else all are heard',
    (adapter) => ({
      write: async (changes, context) => {
        const { revision } = await adapter.read(context.signal);
        if (revision !== context.revision) return adapter.write(changes, context);
        await new Promise((resolve) => setImmediate(resolve));
        return adapter.write(changes, { ...context, revision: (await adapter.read(context.signal)).revision });
      },
    }),
  ],
  [
    'lets the revision depend on the blocks',
    'a block shows neither in the partners nor in the revision nor in the record',
    (adapter) => ({
      read: async (signal) => {
        const state = await adapter.read(signal);
        return { ...state, revision: `${state.revision} ${state.blocks?.length ?? 0}` };
      },
      write: (changes, context) =>
        adapter.write(changes, { ...context, revision: context.revision.split(' ', 1)[0] ?? '' }),
    }),
  ],
  [
    'counts revisions and begins again with each connection',
    'the revision is the same over every connection and after a restart',
    (adapter) => {
      let writes = 0;
      return {
        read: async (signal) => ({ ...(await adapter.read(signal)), revision: String(writes) }),
        write: async (changes, context) => {
          writes += 1;
          return adapter.write(changes, { ...context, revision: (await adapter.read(context.signal)).revision });
        },
      };
    },
  ],
  [
    'is not atomic although it says so',
    'one bad change fails the batch where it is atomic, else itself alone',
    (adapter) => ({
      write: async (changes, context) => {
        const results = [];
        for (const change of changes) {
          const { revision } = await adapter.read(context.signal);
          results.push(...(await adapter.write([change], { ...context, revision })));
        }
        return results;
      },
    }),
  ],
  [
    'says applied of what it did not write',
    'a bad change alone fails, and the deployment goes on to work',
    (adapter) => ({
      write: async (changes, context) => {
        const results = await adapter.write(changes, context);
        return results.map(({ action, domain }) => ({ action, domain, outcome: 'applied' as const }));
      },
    }),
  ],
  [
    'refuses what is there already',
    'writing what is there already succeeds and changes nothing',
    (adapter) => ({
      write: async (changes, context) => {
        const { partners } = await adapter.read(context.signal);
        const exists = (domain: string) => partners.some((partner) => partner.domain === domain);
        const error = { code: 'exists', message: 'it exists', hint: 'none' };
        if (changes.some(({ action, domain }) => action === 'add' && exists(domain)))
          return changes.map(({ action, domain }) => ({ action, domain, outcome: 'failed' as const, error }));
        return adapter.write(changes, context);
      },
    }),
  ],
  [
    'does not heed signals',
    'a call that is aborted beforehand rejects with the reason and changes nothing',
    (adapter) => ({
      write: (changes, context) => adapter.write(changes, { ...context, signal: new AbortController().signal }),
    }),
  ],
  [
    'shows a blocked partner no longer',
    'a block shows neither in the partners nor in the revision nor in the record',
    (adapter) => ({
      read: async (signal) => {
        const state = await adapter.read(signal);
        const blocked = new Set(state.blocks?.map(({ domain }) => domain));
        return { ...state, partners: state.partners.filter(({ domain }) => !blocked.has(domain)) };
      },
    }),
  ],
  [
    'shows blocks that are over',
    'a block is over after its last day',
    (adapter) => ({ block: async (block, signal) => adapter.block?.({ ...block, until: null }, signal) }),
  ],
  [
    'answers unblock always with yes',
    'lifting a block says whether there was one',
    (adapter) => ({
      unblock: async (domain, signal) => {
        await adapter.unblock?.(domain, signal);
        return true;
      },
    }),
  ],
  [
    'answers in another order',
    'one batch adds, updates and removes, and answers in its order',
    (adapter) => ({ write: async (changes, context) => [...(await adapter.write(changes, context))].reverse() }),
  ],
  [
    'cannot be closed twice',
    'an adapter can be closed twice, and the deployment lives on',
    (adapter) => {
      let closed = false;
      return {
        close: async () => {
          if (closed) throw new Error('closed already');
          closed = true;
          await adapter.close();
        },
      };
    },
  ],
  [
    'claims sessions and has none to show',
    'the capabilities agree with each other and with the functions',
    () => ({ sessions: undefined }) as unknown as Partial<Adapter>,
  ],
];

describe('an adapter that', () => {
  it.each(BROKEN)('%s is caught by: %s', async (_, notices, breaking) => {
    const makeHarness = memoryHarness({}, (adapter) => ({ ...adapter, ...breaking(adapter) }));
    const checks = contractChecks(await corruptionsOf(makeHarness));
    const check = checks.find(({ name }) => (typeof notices === 'string' ? name === notices : notices.test(name)));
    expect(check).toBeDefined();
    // the same check passes where nothing is broken, so it is the breach that it notices
    if (check !== undefined) {
      await expect(runCheck(check, memoryHarness())).resolves.toBeUndefined();
      await expect(runCheck(check, makeHarness)).rejects.toThrow();
    }
  });
});
