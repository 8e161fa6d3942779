/** One at a time: who holds the lock is told, the dead do not hold it, and nobody removes what is not theirs. */
import { spawnSync } from 'node:child_process';
import { mkdir, readdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { acquireLock, type LockOptions } from '../../src/disk/lock.ts';
import { currentOwner, processSpace, processStart } from '../../src/disk/lock-owner.ts';
import type { LockRecord } from '../../src/disk/lock-record.ts';
import { LockedError } from '../../src/disk/locked-error.ts';
import { bundleChild, startChild } from '../support/child-process.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';

const temporaryFolder = temporaryFolders();
const lockPath = async (): Promise<string> => join(await temporaryFolder(), 'apply.lock');

const NOW = new Date('2030-01-01T00:10:00Z');
const minutesAgo = (minutes: number): Date => new Date(NOW.getTime() - minutes * 60_000);

function options(overrides: Partial<LockOptions> = {}): LockOptions {
  return { owner: currentOwner('partnerctl apply'), now: () => NOW, staleAfterMs: 60_000, ...overrides };
}

/** A process number that certainly belongs to nobody any more. */
function deadPid(): number {
  return spawnSync(process.execPath, ['--version']).pid;
}

const HERE: LockRecord = {
  token: 'somebody-else',
  pid: process.pid,
  host: hostname(),
  user: 'alice',
  command: 'partnerctl apply',
  space: processSpace(hostname()),
  start: processStart(process.pid),
  at: minutesAgo(5).toISOString(),
};
const ELSEWHERE: Partial<LockRecord> = { host: 'other', space: 'other boot namespace' };

/** A lock file that somebody left, last touched so many minutes ago. */
async function left(path: string, record: Partial<LockRecord> | string, touchedMinutesAgo = 0): Promise<void> {
  await writeFile(path, typeof record === 'string' ? record : JSON.stringify({ ...HERE, ...record }));
  await utimes(path, minutesAgo(touchedMinutesAgo), minutesAgo(touchedMinutesAgo));
}

describe('a free lock', () => {
  it('is taken, its folder made, and released without a trace', async () => {
    const path = join(await temporaryFolder(), 'a/b/apply.lock');
    const lock = await acquireLock(path, options());
    await lock.assertHeld();
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ pid: process.pid, command: 'partnerctl apply' });
    await lock.release();
    await lock.release();
    expect(await readdir(join(path, '..'))).toEqual([]);
    await expect(lock.assertHeld()).rejects.toMatchObject({ code: 'lock-lost' });
  });

  it('is taken by one of many', async () => {
    const path = await lockPath();
    const tries = await Promise.allSettled(Array.from({ length: 10 }, () => acquireLock(path, options())));
    const winners = tries.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    expect(winners).toHaveLength(1);
    await Promise.all(winners.map((lock) => lock.release()));
  });
});

describe('a lock that is held', () => {
  it('is refused with owner and age, and stays', async () => {
    const path = await lockPath();
    await left(path, {});
    const refused = acquireLock(path, options({ name: 'the deployment local' }));
    await expect(refused).rejects.toBeInstanceOf(LockedError);
    await expect(refused).rejects.toMatchObject({
      code: 'locked',
      ageMs: 300_000,
      message: `the deployment local is held by alice on ${hostname()} (partnerctl apply, process ${process.pid}), for 5 minutes now`,
      hint: `wait until it has finished, or stop process ${process.pid}`,
    });
    expect(await readFile(path, 'utf8')).toContain('somebody-else');
  });

  it('is waited for, as long as one likes', async () => {
    const path = await lockPath();
    const first = await acquireLock(path, options());
    const second = acquireLock(path, options({ waitMs: 10_000 }));
    await first.release();
    await (await second).assertHeld();
    await expect(acquireLock(path, options({ waitMs: 30 }))).rejects.toBeInstanceOf(LockedError);
    await (await second).release();
  });

  it('the waiting ends with the signal', async () => {
    const path = await lockPath();
    await left(path, {});
    const controller = new AbortController();
    const waiting = acquireLock(path, options({ waitMs: 60_000, signal: controller.signal }));
    controller.abort(new Error('stopped'));
    await expect(waiting).rejects.toThrow('stopped');
    await expect(acquireLock(path, options({ signal: controller.signal }))).rejects.toThrow('stopped');
  });

  it('shows signs of life, until it is released', async () => {
    const path = await lockPath();
    let now = NOW;
    const lock = await acquireLock(path, options({ now: () => now, staleAfterMs: 40 }));
    now = new Date('2031-01-01T00:00:00Z');
    await vi.waitUntil(async () => (await stat(path)).mtime.getTime() === now.getTime());
    await lock.release();
  });
});

describe('whose owner has died', () => {
  it.each<[string, Partial<LockRecord> | string, number]>([
    ['its process is gone', { pid: deadPid() }, 0],
    ['its process number belongs to another process by now', { start: '1' }, 0],
    ['it was on another host and has been silent for too long', ELSEWHERE, 2],
    ['it ran before this boot and has been silent for too long', { space: `${hostname()} earlier pid:[1]` }, 2],
    ['it died before it could say who it is', '', 2],
    ['its file is not ours', '{"pid":-1}', 2],
  ])('%s: the lock is taken over', async (_, record, silent) => {
    const path = await lockPath();
    await left(path, record, silent);
    const lock = await acquireLock(path, options());
    await lock.assertHeld();
    await lock.release();
    expect(await readdir(join(path, '..'))).toEqual([]);
  });

  it.each<[string, Partial<LockRecord> | string, number]>([
    ['it lives here, however silent', {}, 60],
    [
      'it is on another host and was seen lately, although no such process is here',
      { ...ELSEWHERE, pid: deadPid() },
      0.5,
    ],
    ['it has not said yet who it is', '', 0.5],
    ['its clock is ahead of ours', ELSEWHERE, -30],
  ])('%s: the lock is respected', async (_, record, silent) => {
    const path = await lockPath();
    await left(path, record, silent);
    await expect(acquireLock(path, options())).rejects.toBeInstanceOf(LockedError);
  });

  it('only one of many takes it over', async () => {
    const path = await lockPath();
    await left(path, { pid: deadPid() });
    const tries = await Promise.allSettled(Array.from({ length: 10 }, () => acquireLock(path, options())));
    expect(tries.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
  });

  it('also where who took it over has died in the middle', async () => {
    const path = await lockPath();
    await left(path, { pid: deadPid() });
    await left(`${path}.guard`, { pid: deadPid(), token: 'a thief' });
    for (const target of ['apply.lock', 'apply.lock.guard', 'apply.lock.guard.guard'])
      await left(join(path, '..', `.${target}.0123456789abcdef.tmp`), { pid: deadPid() });
    const lock = await acquireLock(path, options());
    expect(await readdir(join(path, '..'))).toEqual(['apply.lock']);
    await lock.release();
  });
});

describe('a disk that is full', () => {
  it('is told in words, and nothing is left behind', async () => {
    const folder = await temporaryFolder();
    const script = await bundleChild(new URL('./limited-locker.ts', import.meta.url), folder);
    const child = startChild(script, [join(folder, 'apply.lock')], { fileBlocks: 0 });
    expect(await child.firstLine).toBe('the lock cannot be taken: the file would be too large');
    const { code, stderr } = await child.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(await readdir(folder)).toEqual(['child.mjs']);
  });
});

describe('a lock that somebody else has by now', () => {
  it('is noticed, and not removed', async () => {
    const path = await lockPath();
    const lock = await acquireLock(path, options());
    await left(path, {});
    await expect(lock.assertHeld()).rejects.toMatchObject({ code: 'lock-lost' });
    await lock.release();
    expect(await readFile(path, 'utf8')).toContain('somebody-else');
  });
});

describe('what is in the place of a lock file', () => {
  it('a folder, or a link that leads elsewhere, is an error that says so', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'a.lock'));
    await writeFile(join(folder, 'target'), 'precious');
    await symlink('target', join(folder, 'b.lock'));
    await utimes(join(folder, 'target'), minutesAgo(60), minutesAgo(60));
    for (const name of ['a.lock', 'b.lock'])
      await expect(acquireLock(join(folder, name), options({ name }))).rejects.toMatchObject({
        code: 'lock-failed',
        message: expect.stringContaining(`${name} cannot be taken`) as string,
      });
    expect(await readFile(join(folder, 'target'), 'utf8')).toBe('precious');
  });
});
