/** How the file adapter writes: only when something changes, blaming the right change, among processes too. */
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { currentOwner, processSpace, processStart } from '../../../src/disk/lock-owner.ts';
import { REVISION_MOVED, type WriteChange } from '../../../src/model/adapter.ts';
import { bundleChild, startChild } from '../../support/child-process.ts';
import { partner } from '../../support/partners.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';
import { add, apply, expectPartners, neverAborted, read, remove, update, write } from '../contract/harness.ts';
import { readJson } from './file-harness.ts';
import { NOW, openAt, STATE } from './file-open.ts';

const temporaryFolder = temporaryFolders();
const A = partner('a.example', { additionalDomains: ['chat.a.example'] });
const B = partner('b.example');

async function setUp() {
  const root = await temporaryFolder();
  return { root, path: join(root, STATE), folder: join(root, STATE, '..'), adapter: await openAt(root) };
}

describe('the file', () => {
  it('is not made by reading, nor by a write that changes nothing', async () => {
    const { root, adapter } = await setUp();
    await read(adapter);
    await apply(adapter, []);
    await apply(adapter, [remove(A)]);
    expect(await adapter.unblock?.('a.example', neverAborted)).toBe(false);
    expect(await readdir(root)).toEqual(['.partnerctl']);
    expect(await readdir(join(root, '.partnerctl'))).toEqual([]);
  });

  it('holds partners, record and blocks, and stays as it is where nothing changes', async () => {
    const { path, folder, adapter } = await setUp();
    await apply(adapter, [add(B), add(A)], { commit: 'c0ffee' });
    const block = { domain: 'a.example', reason: 'x', actor: 'bob', at: NOW.toISOString(), until: '2030-01-02' };
    await adapter.block?.(block, neverAborted);
    expect(await readJson(path)).toEqual({
      formatVersion: 1,
      partners: [A, B],
      lastApplied: { workspace: 'contoso-partners', commit: 'c0ffee', actor: 'alice', at: NOW.toISOString() },
      blocks: [block],
    });
    expect(await readdir(folder)).toEqual(['local.json']);
    const { ino } = await stat(path);
    await apply(adapter, [update(A, A), add(B)]);
    expect((await stat(path)).ino).toBe(ino);
  });

  it('keeps a block that is over, for people to read, but does not return it', async () => {
    const { root, path, adapter } = await setUp();
    const block = { domain: 'a.example', reason: 'x', actor: 'bob', at: NOW.toISOString(), until: '2030-01-01' };
    await adapter.block?.(block, neverAborted);
    const tomorrow = await openAt(root, { now: () => new Date('2030-01-02T00:00:00Z') });
    expect((await read(tomorrow)).blocks).toEqual([]);
    expect((await read(adapter)).blocks).toEqual([block]);
    expect((await readJson(path))['blocks']).toEqual([block]);
  });

  it.each([
    ['a domain that is none', { domain: 'A.example' }],
    ['a day that does not exist', { until: '2030-02-30' }],
  ])('refuses a block with %s, which it could not read again', async (_, wrong) => {
    const { adapter } = await setUp();
    const block = { domain: 'a.example', reason: 'x', actor: 'bob', at: NOW.toISOString(), until: null, ...wrong };
    await expect(adapter.block?.(block, neverAborted)).rejects.toMatchObject({ code: 'bad-block', operation: 'block' });
    expect((await read(adapter)).blocks).toEqual([]);
  });
});

describe('a bad change', () => {
  const swapped: readonly WriteChange[] = [
    update(A, { ...A, additionalDomains: [] }),
    update(B, { ...B, additionalDomains: ['chat.a.example'] }),
  ];

  it.each<[string, readonly WriteChange[], readonly string[], string]>([
    [
      'takes a domain of a partner that keeps it',
      [add(partner('c.example', { additionalDomains: ['b.example'] }))],
      ['failed'],
      'domain-conflict',
    ],
    [
      'is the later of the two',
      [swapped[1] ?? add(B), update(A, { ...A, description: 'x' })],
      ['skipped', 'failed'],
      'domain-conflict',
    ],
    [
      'names a domain twice',
      [update(B, { ...B, additionalDomains: ['x.example', 'x.example'] }), remove(A)],
      ['failed', 'skipped'],
      'domain-conflict',
    ],
    [
      'could not be read again',
      [remove(A), update(B, { ...B, description: 'a\u0007' })],
      ['skipped', 'failed'],
      'unrepresentable',
    ],
    ['has a domain that is none', [add(partner('C.example'))], ['failed'], 'unrepresentable'],
    ['adds nothing', [{ ...add(B), after: null }], ['failed'], 'bad-change'],
    ['removes and keeps', [{ ...remove(B), after: B }], ['failed'], 'bad-change'],
    ['is about another partner', [{ ...update(A, B), domain: 'a.example' }], ['failed'], 'bad-change'],
  ])('that %s is the culprit, and nothing is written', async (_, changes, outcomes, code) => {
    const { path, adapter } = await setUp();
    await apply(adapter, [add(A), add(B)]);
    const before = await readFile(path, 'utf8');
    const results = await write(adapter, changes, { commit: 'c0ffee' });
    expect(results.map(({ outcome }) => outcome)).toEqual(outcomes);
    expect(results.flatMap(({ error }) => error?.code ?? [])).toEqual([code]);
    expect(await readFile(path, 'utf8')).toBe(before);
  });

  it('a domain that moves is none, in any order', async () => {
    for (const changes of [swapped, [...swapped].reverse()]) {
      const { adapter } = await setUp();
      await apply(adapter, [add(A), add(B)]);
      await apply(adapter, changes);
    }
  });
});

describe('what stands in the way', () => {
  it('a living writer is waited for no longer than the signal lasts', async () => {
    const { path, folder, adapter } = await setUp();
    await mkdir(folder, { recursive: true });
    const owner = currentOwner('partnerctl, writing');
    const place = { space: processSpace(owner.host), start: processStart(owner.pid) };
    const record = { token: 'other', ...owner, ...place, at: NOW.toISOString() };
    await writeFile(`${path}.lock`, JSON.stringify(record));
    const controller = new AbortController();
    const waiting = write(adapter, [add(A)], { signal: controller.signal });
    controller.abort(new Error('stopped'));
    await expect(waiting).rejects.toThrow('stopped');
    expect(await readdir(folder)).toEqual(['local.json.lock']);
  });

  it('what a killed writer left behind disturbs nobody, and is cleaned up', async () => {
    const { folder, adapter } = await setUp();
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, '.local.json.0123456789abcdef.tmp'), '{"formatVersion": 1, "par');
    await expectPartners(adapter, []);
    await apply(adapter, [add(A)]);
    expect(await readdir(folder)).toEqual(['local.json']);
  });

  it('a disk that takes only a part is an error that says so, and the old state stays', async () => {
    const { root, folder, adapter } = await setUp();
    await apply(adapter, [add(A)]);
    const script = await bundleChild(new URL('./competing-writer.ts', import.meta.url), root);
    const limited = startChild(script, [root, 'p', '50'], { fileBlocks: 4 });
    expect(await limited.ended).toMatchObject({ code: 0, stderr: '' });
    expect(await limited.firstLine).toBe(`write-failed ${STATE}: it cannot be written: the file would be too large`);
    const { partners } = await read(adapter);
    expect(partners.map(({ domain }) => domain)).toEqual(['a.example', ...[0, 1, 2, 3, 4].map((n) => `p${n}.example`)]);
    expect(await readdir(folder)).toEqual(['local.json']);
  });
});

describe('processes that write at the same time', () => {
  it('each change lands once, on the revision that it was made for', async () => {
    const { root, path, folder, adapter } = await setUp();
    const script = await bundleChild(new URL('./competing-writer.ts', import.meta.url), root);
    const names = ['p', 'q', 'r'];
    const children = names.map((name) => startChild(script, [root, name, '8']));
    const ends = await Promise.all(children.map(({ ended }) => ended));
    expect(ends).toEqual(names.map(() => ({ code: 0, stderr: '' })));
    const { partners } = await read(adapter);
    expect(partners.map(({ domain }) => domain).sort()).toEqual(
      names.flatMap((name) => Array.from({ length: 8 }, (_, n) => `${name}${n}.example`)),
    );
    // each has counted how many partners were there: every number once means that none was written twice or lost
    expect(partners.map(({ connectionLimit }) => connectionLimit ?? 0).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 24 }, (_, n) => n + 1),
    );
    expect(await readdir(folder)).toEqual(['local.json']);
    await expect(write(adapter, [], { revision: 'older', commit: 'x' })).rejects.toMatchObject({
      code: REVISION_MOVED,
    });
    expect((await stat(path)).isFile()).toBe(true);
  });
});
