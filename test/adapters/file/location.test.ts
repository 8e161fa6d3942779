/** The state file stays inside the repository, whatever the configuration says and wherever folders lead. */
import { mkdirSync } from 'node:fs';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { partner } from '../../support/partners.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';
import { add, apply, expectPartners, neverAborted, read } from '../contract/harness.ts';
import { openAt } from './file-open.ts';

const temporaryFolder = temporaryFolders();
const PARTNER = partner('a.example');

/** A repository beside a folder that is none of its business. */
async function setUp() {
  const outside = await temporaryFolder();
  const root = join(outside, 'repository');
  await mkdir(join(root, 'inside'), { recursive: true });
  return { outside, root, open: (path: unknown) => openAt(root, { options: { path } }) };
}

describe('a path inside the repository', () => {
  it.each([
    '.partnerctl/local.json',
    'state.json',
    'deep/er/than/that.json',
    './x/../state.json',
    'inside/..state.json',
    'linked/state.json',
    'windows\\style.json',
  ])('%s is used, and its folders are made', async (path) => {
    const { root, open } = await setUp();
    await symlink('inside', join(root, 'linked'));
    const adapter = await open(path);
    await apply(adapter, [add(PARTNER)]);
    await expectPartners(await open(path), [PARTNER]);
  });

  it('a folder that somebody makes at this very moment is no broken link', async () => {
    const { root } = await setUp();
    for (let round = 0; round < 150; round++) {
      const folder = join(root, `new${round}`);
      const opened = openAt(root, { options: { path: `new${round}/state.json` } });
      // some turns later each round, so that every step of the opening is met
      for (let turn = 0; turn < round % 15; turn++) await new Promise((resolve) => setImmediate(resolve));
      mkdirSync(folder);
      await opened;
    }
  });

  it('the repository itself may be reached through a link', async () => {
    const { outside, root } = await setUp();
    await symlink(root, join(outside, 'link'));
    await apply(await openAt(join(outside, 'link')), [add(PARTNER)]);
    await expectPartners(await openAt(root), [PARTNER]);
  });
});

describe('a path that leads elsewhere', () => {
  it.each([
    ['../state.json', 'leads out of the repository'],
    ['inside/../../state.json', 'leads out of the repository'],
    ['..\\state.json', 'leads out of the repository'],
    ['/tmp/state.json', 'leads out of the repository'],
    ['C:\\state.json', 'leads out of the repository'],
    ['a\0b', 'leads out of the repository'],
    ['.git/state.json', 'leads into .git'],
    ['inside/.GIT/hooks/x', 'leads into .git'],
    ['', 'names a folder'],
    ['.', 'names a folder'],
    ['inside/', 'names a folder'],
    ['escape/state.json', 'leads out of the repository, through a symbolic link'],
    ['escape/new/state.json', 'leads out of the repository, through a symbolic link'],
    ['sibling/state.json', 'leads out of the repository, through a symbolic link'],
    ['broken/state.json', 'a part of the path is a broken link'],
    ['circle/state.json', 'leads in circles'],
    ['file/state.json', 'not a folder'],
  ])('%j: %s', async (path, message) => {
    const { outside, root, open } = await setUp();
    await mkdir(join(outside, 'repository-2'));
    await writeFile(join(root, 'file'), '');
    for (const [target, name] of [
      ['..', 'escape'],
      ['../repository-2', 'sibling'],
      ['../missing', 'broken'],
      ['circle', 'circle'],
    ] as const)
      await symlink(target, join(root, name));
    const error = { name: 'AdapterError', message: expect.stringContaining(message) as string };
    await expect(open(path).then((adapter) => apply(adapter, [add(PARTNER)]))).rejects.toMatchObject(error);
    expect((await readdir(outside)).sort()).toEqual(['repository', 'repository-2']);
  });

  it('is also found when the link comes later', async () => {
    const { outside, root, open } = await setUp();
    const adapter = await open('.partnerctl/local.json');
    await symlink(outside, join(root, '.partnerctl'));
    await expect(read(adapter)).rejects.toMatchObject({ operation: 'read', code: 'unsafe-path' });
    const context = { revision: '', workspace: null, commit: null, actor: 'alice', signal: neverAborted };
    await expect(adapter.write([], context)).rejects.toMatchObject({ operation: 'write', code: 'unsafe-path' });
    expect(await readdir(outside)).toEqual(['repository']);
  });

  it('a state file that is a link is neither read nor replaced', async () => {
    const { outside, root, open } = await setUp();
    const precious = '{"formatVersion":1,"partners":[],"blocks":[]}';
    await writeFile(join(outside, 'precious.json'), precious);
    await symlink('../precious.json', join(root, 'state.json'));
    const adapter = await open('state.json');
    await expect(read(adapter)).rejects.toMatchObject({ code: 'unreadable-state' });
    await expect(apply(adapter, [add(PARTNER)], { revision: '' })).rejects.toMatchObject({ code: 'unreadable-state' });
    expect(await readFile(join(outside, 'precious.json'), 'utf8')).toBe(precious);
  });

  it('no message shows where the repository lies', async () => {
    const { root, open } = await setUp();
    await mkdir(join(root, 'state.json'));
    await writeFile(join(root, 'file'), '');
    for (const path of ['state.json', 'file/state.json', '../x.json']) {
      const failed = open(path).then(read);
      await expect(failed).rejects.toMatchObject({ message: expect.stringContaining(path) as string });
      await expect(failed).rejects.toMatchObject({ message: expect.not.stringContaining(root) as string });
    }
  });
});
