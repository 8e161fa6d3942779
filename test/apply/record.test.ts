/** The recorded commit advances only after a verified apply with nothing failed, also when nothing had to change. */
import { describe, expect, it } from 'vitest';
import type { LastApplied, Session } from '../../src/model/adapter.ts';
import { partner } from '../support/partners.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';
import { NOW, type SetUp, type SetUpOptions, setUp, told } from './harness.ts';
import { COMMIT } from './plan-between.ts';

const newFolder = temporaryFolders();
const desired = ['a.example', 'b.example'].map((domain) => partner(domain));
const stranger: Session = { domain: 'stranger.example', direction: 'inbound', method: 'sasl-tls' };
const recorded = (commit: string, workspace: string | null = 'contoso-partners'): LastApplied => ({
  workspace,
  commit,
  actor: 'bob',
  at: '2029-12-31T00:00:00Z',
});

interface Case {
  readonly case: string;
  readonly given?: Partial<SetUpOptions>;
  readonly arm?: (run: SetUp) => void;
  readonly becomes: string | null;
}

const inPlan = (desiredState: object) => ({
  plan: { desired: { commit: COMMIT, uncommitted: false, digest: '', ...desiredState } },
});

const CASES: readonly Case[] = [
  { case: 'changes, all applied and verified', becomes: COMMIT },
  { case: 'nothing to change, nothing recorded before', given: { live: desired }, becomes: COMMIT },
  {
    case: 'nothing to change, an older commit recorded',
    given: { live: desired, lastApplied: recorded('01d') },
    becomes: COMMIT,
  },
  {
    case: 'nothing to change, recorded by another workspace',
    given: { live: desired, lastApplied: recorded(COMMIT, 'other') },
    becomes: COMMIT,
  },
  {
    case: 'nothing to change, recorded already',
    given: { live: desired, lastApplied: recorded(COMMIT) },
    becomes: null,
  },
  { case: 'changes, recorded already', given: { lastApplied: recorded(COMMIT) }, becomes: null },
  { case: 'a partial plan', given: { plan: { partial: true } }, becomes: null },
  { case: 'a partial plan, nothing to change', given: { live: desired, plan: { partial: true } }, becomes: null },
  { case: 'a plan that may not advance it', given: { plan: { advances: false } }, becomes: null },
  { case: 'uncommitted files', given: inPlan({ uncommitted: true }), becomes: null },
  { case: 'outside Git', given: inPlan({ commit: null }), becomes: null },
  { case: 'a deployment that cannot record', given: { capabilities: { recordsCommit: false } }, becomes: null },
  { case: 'a partner that failed', arm: ({ adapter }) => adapter.failPartner('a.example'), becomes: null },
  { case: 'a session that violates it', given: { sessions: [stranger], keepsSessions: true }, becomes: null },
  {
    case: 'nothing to change, a session that violates it',
    given: { live: desired, sessions: [stranger] },
    becomes: null,
  },
  {
    case: 'a server that does not enforce',
    given: { health: () => ({ enforcing: false, reasons: ['off'] }) },
    becomes: null,
  },
  { case: 'interrupted before it began', arm: ({ interrupt }) => interrupt.abort(), becomes: null },
  {
    case: 'a server that holds something else than was written',
    arm: ({ adapter, deployment }) => {
      const gate = adapter.hold('write', 'after');
      void gate.reached.then(() => {
        deployment.outOfBand((partners) => partners.delete('a.example'));
        gate.open();
      });
    },
    becomes: null,
  },
];

describe('the record', () => {
  it.each(CASES)('$case: $becomes', async ({ given = {}, arm, becomes }) => {
    const run = setUp({ desired, lockFolder: await newFolder(), ...given });
    const before = run.deployment.lastApplied;
    arm?.(run);
    expect((await run.apply()).recorded).toBe(becomes);
    const workspace = 'contoso-partners';
    const after = becomes === null ? before : { workspace, commit: becomes, actor: 'alice', at: NOW.toISOString() };
    expect(run.deployment.lastApplied).toEqual(after);
  });

  it('is written under the lock and journalled, also when nothing had to change', async () => {
    const { apply, journal } = setUp({ live: desired, desired, lockFolder: await newFolder() });
    expect(await apply()).toMatchObject({ verified: true, results: [], recorded: COMMIT });
    expect(journal.lines.map(({ event }) => event)).toEqual(['begin', 'end']);
  });
});

describe('a partner that failed, and that somebody else then made as wanted', () => {
  it('is verified, but not recorded: this apply did not do it', async () => {
    const { deployment, adapter, apply } = setUp({ desired, lockFolder: await newFolder() });
    adapter.failPartner('a.example');
    const gate = adapter.hold('write', 'after');
    const ledger = apply();
    await gate.reached;
    deployment.outOfBand((partners) => {
      for (const each of desired) partners.set(each.domain, each);
    });
    gate.open();
    expect(await ledger).toMatchObject({ verified: true, summary: { failed: 1, skipped: 1 }, recorded: null });
    expect(deployment.lastApplied).toBeUndefined();
  });
});

describe('recording that goes wrong', () => {
  const prepare = async () => setUp({ live: desired, desired, lockFolder: await newFolder() });

  it.each([
    { case: 'the answer is lost after it was recorded', when: 'after', times: 1, waits: 0 },
    { case: 'it is not written twice', when: 'before', times: 2, waits: 2 },
  ] as const)('and is settled: $case', async ({ when, times, waits }) => {
    const { adapter, apply, backOffs } = await prepare();
    adapter.loseAnswer(when, { times });
    expect(await apply()).toMatchObject({ verified: true, recorded: COMMIT });
    expect(backOffs).toHaveLength(waits);
  });

  it('for good is told, and does not make the apply less verified', async () => {
    const { adapter, apply, deployment } = await prepare();
    adapter.failNext('write', { retryable: false });
    const ledger = await apply();
    expect(ledger).toMatchObject({ verified: true, unverified: [], recorded: null, error: { code: 'write-failed' } });
    expect(ledger.error?.message).toContain('the commit could not be recorded as applied: ');
    expect(deployment.lastApplied).toBeUndefined();
  });

  it('because the state has moved since it was verified: nothing is recorded', async () => {
    const { adapter, apply, deployment } = await prepare();
    const gate = adapter.hold('write');
    const ledger = apply();
    await gate.reached;
    deployment.outOfBand((partners) => partners.clear());
    gate.open();
    expect(await ledger).toMatchObject({ recorded: null, error: { code: 'revision-moved' } });
    expect(deployment.lastApplied).toBeUndefined();
  });

  it('is not tried again on a state that nobody has verified, also where the server would not notice', async () => {
    const { adapter, apply, deployment } = setUp({
      live: desired,
      desired,
      capabilities: { compareAndSet: false },
      lockFolder: await newFolder(),
    });
    adapter.loseAnswer('before');
    const gate = adapter.hold('sessions');
    const ledger = apply();
    await gate.reached;
    const settling = adapter.hold('read');
    gate.open();
    await settling.reached;
    deployment.outOfBand((partners) => partners.clear());
    settling.open();
    expect(await ledger).toMatchObject({ recorded: null, error: { code: 'answer-lost' } });
    expect(deployment.lastApplied).toBeUndefined();
  });

  it('because of an interruption between two tries: not verified, not recorded, no error of its own', async () => {
    const { adapter, apply, interrupt } = await prepare();
    adapter.loseAnswer('before');
    const ledger = apply({ delay: async () => interrupt.abort() });
    const { verified, unverified, recorded: commit, error } = await ledger;
    expect({ verified, commit, error }).toEqual({ verified: false, commit: null, error: undefined });
    expect(unverified).toEqual([{ reason: 'the apply was interrupted' }]);
    expect(told(await ledger)).toEqual([]);
  });
});
