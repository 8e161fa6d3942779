/** Files that the configuration names: inside the repository, regular, and from where the configuration comes. */
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openRepository } from '../../src/git/repository.ts';
import { atCommit, inTree } from '../../src/reconcile/named-file.ts';
import { gitRepositories, ISOLATED_ENVIRONMENT } from '../support/git-repository.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';

const temporaryFolder = temporaryFolders();
const newRepository = gitRepositories();

describe('in the tree', () => {
  const setUp = async () => {
    const outside = await temporaryFolder();
    const root = join(outside, 'repository');
    await mkdir(join(root, 'certs'), { recursive: true });
    await writeFile(join(outside, 'secret.pem'), 'secret');
    await writeFile(join(root, 'certs/ca.pem'), 'CA');
    await symlink('../../secret.pem', join(root, 'certs/link.pem'));
    await symlink('..', join(root, 'up'));
    await writeFile(join(root, 'large.pem'), 'x'.repeat(70_000));
    return { outside, read: inTree(root) };
  };

  it('a file is read', async () => {
    expect(await (await setUp()).read('certs/ca.pem')).toBe('CA');
  });

  it.each([
    '../secret.pem',
    'certs/../../secret.pem',
    'up/secret.pem',
    'certs/link.pem',
    'certs',
    'none.pem',
    'large.pem',
    '.git/config',
  ])('%s is not', async (path) => {
    const { outside, read } = await setUp();
    const error = await read(path).then(
      () => expect.fail('it was read'),
      (thrown: unknown) => thrown as Error,
    );
    expect(error).toMatchObject({ name: 'PartnerctlError', code: 'unreadable-file' });
    expect(error.message).not.toContain(outside);
  });

  it('an absolute path is not', async () => {
    const { outside, read } = await setUp();
    await expect(read(join(outside, 'secret.pem'))).rejects.toMatchObject({ code: 'unreadable-file' });
  });
});

describe('at a commit', () => {
  it('a file is read as it was, whatever is there now', async () => {
    const made = await newRepository();
    const commit = made.commit('Begin', { 'ca.pem': 'CA' });
    made.commit('Another', { 'ca.pem': 'evil' });
    made.write({ 'ca.pem': 'more evil' });
    const repository = await openRepository(made.root, { env: ISOLATED_ENVIRONMENT });
    if (repository === null) throw new Error('there is a repository');
    expect(await atCommit(repository, commit)('ca.pem')).toBe('CA');
    await expect(atCommit(repository, commit)('none.pem')).rejects.toMatchObject({
      code: 'unreadable-file',
      message: `there is no such file at ${commit.slice(0, 12)}`,
    });
  });
});
