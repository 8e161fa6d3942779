/** An apply where nothing goes wrong: what is called in which order, written, journalled and told. */
import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { partner } from '../support/partners.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';
import { NOW, setUp, told } from './harness.ts';
import { COMMIT } from './plan-between.ts';
import { ATOMIC, ORDERED, ORDERED_CAS, VARIANTS } from './variants.ts';

const newFolder = temporaryFolders();

const fabrikam = partner('fabrikam.com');
const stricter = { ...fabrikam, dialbackNegotiation: false };
const live = [fabrikam, partner('litware.com'), partner('northwind.example')];
const desired = [stricter, partner('northwind.example'), partner('tailspin.example')];

describe.each(VARIANTS)('$kind: an apply', ({ capabilities }) => {
  it('leaves what was wanted, and a ledger that says so', async () => {
    const { deployment, apply, plan, progress } = setUp({ live, desired, capabilities, lockFolder: await newFolder() });
    const ledger = await apply();
    expect(ledger).toEqual({
      deployment: 'edge-eu',
      plan: plan.digest,
      verified: true,
      unverified: [],
      refused: [],
      results: [
        { action: 'update', domain: 'fabrikam.com', outcome: 'applied' },
        { action: 'remove', domain: 'litware.com', outcome: 'applied' },
        { action: 'add', domain: 'tailspin.example', outcome: 'applied' },
      ],
      summary: { applied: 3, failed: 0, skipped: 0, unknown: 0 },
      recorded: COMMIT,
    });
    expect([...deployment.partners.values()]).toEqual(expect.arrayContaining(desired));
    expect(deployment.partners.size).toBe(3);
    expect(deployment.lastApplied).toMatchObject({ workspace: 'contoso-partners', commit: COMMIT, actor: 'alice' });
    expect(progress).toEqual(['1/3 fabrikam.com', '2/3 litware.com', '3/3 tailspin.example']);
  });

  it('has nothing to do the second time, and does not even lock', async () => {
    const lockFolder = await newFolder();
    const { adapter, apply, resume, journal } = setUp({ live, desired, capabilities, lockFolder });
    await apply();
    const lines = journal.lines.length;
    const calls = adapter.calls.length;
    const ledger = await resume();
    expect(ledger).toMatchObject({ verified: true, results: [], recorded: null });
    expect(adapter.calls.slice(calls)).toEqual(['read', 'sessions']);
    expect(journal.lines).toHaveLength(lines);
    expect(await readdir(lockFolder)).toEqual([]);
  });
});

describe('the order of calls', () => {
  it.each([
    { kind: 'atomic', capabilities: ATOMIC, calls: 'read write read sessions write' },
    {
      kind: 'ordered: each write is preceded by a reading',
      capabilities: ORDERED,
      calls: 'read write read write read write read sessions write',
    },
    {
      kind: 'ordered: without compare-and-set never several at once',
      capabilities: { ...ORDERED, concurrency: 2 },
      calls: 'read write read write read write read sessions write',
    },
    {
      kind: 'ordered, two at once',
      capabilities: { ...ORDERED_CAS, concurrency: 2 },
      calls: 'read write read write read sessions write',
    },
  ])('$kind', async ({ capabilities, calls }) => {
    const { adapter, apply } = setUp({ live, desired, capabilities, lockFolder: await newFolder() });
    await apply();
    expect(adapter.calls.join(' ')).toBe(calls);
  });

  it('the commit goes with the last write alone, which changes nothing', async () => {
    const { deployment, apply } = setUp({ live, desired, lockFolder: await newFolder() });
    await apply();
    expect(deployment.writes.map(({ changes, context }) => [changes.length, context.commit])).toEqual([
      [3, null],
      [0, COMMIT],
    ]);
  });

  it('an adapter is told of a change only what it needs', async () => {
    const { deployment, apply } = setUp({ live, desired, lockFolder: await newFolder() });
    await apply();
    expect(deployment.writes[0]?.changes[0]).toEqual({
      action: 'update',
      domain: 'fabrikam.com',
      before: fabrikam,
      after: stricter,
    });
  });
});

describe('the journal', () => {
  it('says who did what, in the order it happened', async () => {
    const { journal, apply, plan } = setUp({ live, desired, capabilities: ORDERED, lockFolder: await newFolder() });
    await apply();
    expect(journal.lines.map(({ event, domain }) => [event, domain])).toEqual([
      ['begin', undefined],
      ['result', 'fabrikam.com'],
      ['result', 'litware.com'],
      ['result', 'tailspin.example'],
      ['end', undefined],
    ]);
    const each = {
      at: NOW.toISOString(),
      run: 'run-1',
      deployment: 'edge-eu',
      actor: 'alice',
      workspace: 'contoso-partners',
      commit: COMMIT,
      plan: plan.digest,
    };
    for (const line of journal.lines) expect(line).toMatchObject(each);
    expect(journal.lines[0]).toMatchObject({ revision: plan.live.revision, uncommitted: false });
    expect(journal.lines.at(-1)).toMatchObject({ verified: true, recorded: COMMIT, summary: { applied: 3 } });
  });

  it.each(VARIANTS)(
    '$kind: one that cannot be written stops the apply before anything is',
    async ({ capabilities }) => {
      const { journal, deployment, apply } = setUp({ live, desired, capabilities, lockFolder: await newFolder() });
      journal.failFrom = 1;
      const ledger = await apply();
      expect(ledger).toMatchObject({
        verified: false,
        error: { code: 'journal-unwritable', message: 'the disk is full' },
        unverified: [{ reason: 'nothing was written: the disk is full' }],
        summary: { applied: 0, skipped: 3 },
      });
      expect(deployment.writes).toEqual([]);
    },
  );

  it('one that fails later stops the rest, hides nothing and lets nothing be recorded', async () => {
    const { journal, deployment, apply } = setUp({
      live,
      desired,
      capabilities: ORDERED,
      lockFolder: await newFolder(),
    });
    journal.failFrom = 2;
    const ledger = await apply();
    expect(told(ledger)).toEqual([
      'update fabrikam.com applied',
      'remove litware.com skipped',
      'add tailspin.example skipped',
    ]);
    expect(ledger).toMatchObject({ verified: false, error: { code: 'journal-unwritable' }, recorded: null });
    expect(deployment.writes).toHaveLength(1);
  });

  it('one that fails at the very end leaves the ledger as it is, with the error', async () => {
    const { journal, apply } = setUp({ live, desired, lockFolder: await newFolder() });
    journal.failFrom = 3;
    expect(await apply()).toMatchObject({ verified: true, recorded: COMMIT, error: { code: 'journal-unwritable' } });
  });
});

describe('a plan with errors', () => {
  it('is not applied', async () => {
    const diagnostics = [{ code: 'domain-conflict', severity: 'error', message: 'two want it' }] as const;
    const { adapter, apply } = setUp({ live, desired, plan: { diagnostics }, lockFolder: await newFolder() });
    expect(await apply()).toMatchObject({
      verified: false,
      error: { code: 'plan-has-errors' },
      summary: { skipped: 3 },
    });
    expect(adapter.calls).toEqual([]);
  });
});

describe('ended sessions', () => {
  it('are in the ledger', async () => {
    const sessions = [
      { domain: 'litware.com', direction: 'inbound', method: 'sasl-tls' },
      { domain: 'northwind.example', direction: 'outbound', method: 'sasl-tls' },
    ] as const;
    const { apply } = setUp({ live, desired, sessions, lockFolder: await newFolder() });
    const ledger = await apply();
    expect(ledger.verified).toBe(true);
    expect(ledger.results[1]).toEqual({
      action: 'remove',
      domain: 'litware.com',
      outcome: 'applied',
      endedSessions: [sessions[0]],
    });
  });
});
