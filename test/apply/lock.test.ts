/** One apply at a time: a held lock is respected, a dead owner's is not, and of two at once one wins whole. */
import { spawnSync } from 'node:child_process';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lockDeployment } from '../../src/apply/deployment-lock.ts';
import { currentOwner, processSpace, processStart } from '../../src/disk/lock-owner.ts';
import { encodeRecord } from '../../src/disk/lock-record.ts';
import { StalePlanError } from '../../src/model/errors.ts';
import { partner } from '../support/partners.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';
import { NOW, setUp } from './harness.ts';
import { VARIANTS } from './variants.ts';

const newFolder = temporaryFolders();
const desired = ['a.example', 'b.example', 'c.example'].map((domain) => partner(domain));
const signal = new AbortController().signal;

describe('the lock', () => {
  it('that somebody holds is respected, and the message names the owner and the age', async () => {
    const lockFolder = await newFolder();
    const early = new Date(NOW.getTime() - 180_000);
    const held = await lockDeployment('edge-eu', { lockFolder, now: () => early, signal });
    const { deployment, adapter, apply, journal } = setUp({ desired, lockFolder });
    const ledger = await apply();
    const { user, host } = currentOwner('');
    expect(ledger).toMatchObject({ verified: false, error: { code: 'locked' }, summary: { skipped: 3 } });
    expect(ledger.error?.message).toContain(
      `the lock of edge-eu is held by ${user} on ${host} (partnerctl apply, process ${process.pid}), for 3 minutes now`,
    );
    expect(adapter.calls).toEqual([]);
    expect(deployment.writes).toEqual([]);
    expect(journal.lines).toMatchObject([{ event: 'refused', error: { code: 'locked' } }]);
    await held.release();
    expect(await apply()).toMatchObject({ verified: true });
  });

  it('of another deployment is no obstacle', async () => {
    const lockFolder = await newFolder();
    const held = await lockDeployment('edge-us', { lockFolder, now: () => NOW, signal });
    expect(await setUp({ desired, lockFolder }).apply()).toMatchObject({ verified: true });
    await held.release();
  });

  it('of a dead owner is taken over', async () => {
    const lockFolder = await newFolder();
    const { pid } = spawnSync(process.execPath, ['--version']);
    const owner = { ...currentOwner('partnerctl apply'), pid };
    const record = { ...owner, token: 'dead', space: processSpace(owner.host), start: '1', at: NOW.toISOString() };
    await writeFile(join(lockFolder, 'edge-eu.lock'), encodeRecord(record));
    expect(processStart(pid)).not.toBe('1');
    expect(await setUp({ desired, lockFolder }).apply()).toMatchObject({ verified: true });
  });

  it.each([
    { case: 'a success', arm: () => {}, outcome: 'resolved' },
    {
      case: 'a refusal',
      arm: ({ deployment }: ReturnType<typeof setUp>) =>
        deployment.outOfBand((all) => all.set('x.example', partner('x.example'))),
      outcome: 'rejected',
    },
    {
      case: 'a failed read',
      arm: ({ adapter }: ReturnType<typeof setUp>) => adapter.failNext('read', { times: 9 }),
      outcome: 'resolved',
    },
    {
      case: 'a dead deployment',
      arm: ({ adapter }: ReturnType<typeof setUp>) => adapter.dieAfter(0),
      outcome: 'resolved',
    },
  ])('is released after $case', async ({ arm, outcome }) => {
    const lockFolder = await newFolder();
    const run = setUp({ desired, lockFolder });
    arm(run);
    expect(
      await run.apply().then(
        () => 'resolved',
        () => 'rejected',
      ),
    ).toBe(outcome);
    expect(await readdir(lockFolder)).toEqual([]);
  });

  it('that is lost in the middle, because this process stood still, lets no further write begin', async () => {
    const lockFolder = await newFolder();
    const { adapter, apply } = setUp({ desired, capabilities: { atomic: false }, lockFolder });
    const gate = adapter.hold('write', 'after');
    const ledger = apply();
    await gate.reached;
    await writeFile(join(lockFolder, 'edge-eu.lock'), 'somebody else');
    gate.open();
    expect(await ledger).toMatchObject({
      verified: false,
      results: [{ outcome: 'applied' }, { outcome: 'skipped', error: { code: 'lock-lost' } }, { outcome: 'skipped' }],
    });
    expect(await readdir(lockFolder)).toEqual(['edge-eu.lock']);
  });

  it('that cannot be made ends the apply', async () => {
    const folder = await newFolder();
    await writeFile(join(folder, 'file'), '');
    const ledger = await setUp({ desired, lockFolder: join(folder, 'file', 'below') }).apply();
    expect(ledger).toMatchObject({ error: { code: 'lock-failed' }, summary: { skipped: 3 } });
    await mkdir(join(folder, 'edge-eu.lock'));
    expect(await setUp({ desired, lockFolder: folder }).apply()).toMatchObject({ error: { code: 'lock-failed' } });
  });
});

describe.each(VARIANTS)('$kind: two applies at once', ({ capabilities }) => {
  it('from one machine: one wins whole, the other is refused', async () => {
    const run = setUp({ desired, capabilities, lockFolder: await newFolder() });
    const ledgers = await Promise.all([run.apply(), run.apply()]);
    expect(ledgers.flatMap(({ error }) => error?.code ?? [])).toEqual(['locked']);
    expect(ledgers.filter(({ verified }) => verified)).toHaveLength(1);
    expect([...run.deployment.partners.values()]).toEqual(desired);
  });

  it('one after the other: the second, planned before, is stale', async () => {
    const run = setUp({ desired, capabilities, lockFolder: await newFolder() });
    await run.apply();
    await expect(run.apply()).rejects.toThrow(StalePlanError);
  });
});

describe.each(VARIANTS.filter(({ capabilities }) => capabilities.compareAndSet))(
  '$kind: two applies at once from two machines',
  ({ capabilities }) => {
    it('one wins whole, the other is stale: compare-and-set decides where no lock reaches', async () => {
      const run = setUp({ desired, capabilities, lockFolder: await newFolder() });
      const elsewhere = await newFolder();
      const slow = run.adapter.hold('write');
      const loser = run.apply();
      await slow.reached;
      expect(await run.apply({ lockFolder: elsewhere })).toMatchObject({ verified: true, summary: { applied: 3 } });
      slow.open();
      await expect(loser).rejects.toThrow(StalePlanError);
      expect([...run.deployment.partners.values()]).toEqual(desired);
    });
  },
);
