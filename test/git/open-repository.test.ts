/** Where there is a repository, where there is none, and where git cannot say. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openRepository } from '../../src/git/repository.ts';
import { HistoryError } from '../../src/model/errors.ts';
import { gitOnPath } from '../support/git-on-path.ts';
import { gitRepositories, ISOLATED_ENVIRONMENT } from '../support/git-repository.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';
import { declaredFor, FABRIKAM, partner } from './partner-texts.ts';

const makeRepository = gitRepositories();
const makeFolder = temporaryFolders();
const env = ISOLATED_ENVIRONMENT;

test('outside Git there is none, nor where the folder does not exist', async () => {
  const folder = await makeFolder();
  expect(await openRepository(folder, { env })).toBeNull();
  expect(await openRepository(join(folder, 'missing'), { env })).toBeNull();
});

test('a bare repository has no files, so it is none', async () => {
  const { root } = await makeRepository('--bare');
  expect(await openRepository(root, { env })).toBeNull();
});

test('without git a repository is an error with the cure, above the folder too; a plain folder is outside Git', async () => {
  const { root } = await makeRepository();
  const PATH = await makeFolder();
  mkdirSync(join(root, 'below'));
  for (const folder of [root, join(root, 'below')])
    await expect(openRepository(folder, { env: { ...env, PATH } })).rejects.toMatchObject({ code: 'git-missing' });
  expect(await openRepository(await makeFolder(), { env: { ...env, PATH } })).toBeNull();
});

test('a link to a repository that is gone is an error, not "outside Git"', async () => {
  const folder = await makeFolder();
  writeFileSync(join(folder, '.git'), 'gitdir: /nonexistent/repository\n');
  await expect(openRepository(folder, { env })).rejects.toMatchObject({
    code: 'git-failed',
    message: 'git failed: not a git repository: /nonexistent/repository',
  });
});

test('a repository of another user is an error with the cure, not "outside Git"', async () => {
  const { root } = await makeRepository();
  const PATH = gitOnPath(await makeFolder(), 'GIT_TEST_ASSUME_DIFFERENT_OWNER=1 exec "$git" "$@"');
  await expect(openRepository(root, { env: { ...env, PATH } })).rejects.toMatchObject({
    code: 'untrusted-repository',
    hint: `if you trust it: git config --global --add safe.directory ${root}`,
  });
});

test('… unless the environment trusts it, as containers do', async () => {
  const { root } = await makeRepository();
  const PATH = gitOnPath(await makeFolder(), 'GIT_TEST_ASSUME_DIFFERENT_OWNER=1 exec "$git" "$@"');
  const trust = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'safe.directory', GIT_CONFIG_VALUE_0: root };
  expect(await openRepository(root, { env: { ...env, PATH, ...trust } })).not.toBeNull();
});

test('a damaged repository is an error', async () => {
  const repository = await makeRepository();
  const commit = repository.commit('Add', { [FABRIKAM]: partner('fabrikam.com') });
  const blob = repository.git('rev-parse', `HEAD:${FABRIKAM}`);
  rmSync(join(repository.root, '.git/objects', blob.slice(0, 2), blob.slice(2)));
  const opened = await openRepository(repository.root, { env });
  await expect(opened?.textsAt(commit, [FABRIKAM])).rejects.toMatchObject({ code: 'missing-objects' });
});

describe('a partial clone is an error with the cure, without asking the network', () => {
  test.each([
    ['as this git is told', ''],
    ['as git before 2.44 is told', 'unset GIT_NO_LAZY_FETCH'],
  ])('%s', async (_, first) => {
    const origin = await makeRepository();
    const commit = origin.commit('Add', { [FABRIKAM]: partner('fabrikam.com') });
    origin.commit('Remove', { [FABRIKAM]: null });
    origin.git('config', 'uploadpack.allowFilter', 'true');
    const partial = await origin.clone('--filter=blob:none');
    const PATH = gitOnPath(await makeFolder(), `${first}\nexec "$git" "$@"`);
    const opened = await openRepository(partial.root, { env: { ...env, PATH } });
    const error = { code: 'missing-objects', hint: expect.stringContaining('without --filter') as unknown };
    await expect(opened?.textsAt(commit, [FABRIKAM])).rejects.toMatchObject(error);
    await expect(opened?.endings([FABRIKAM], declaredFor('edge-eu'))).rejects.toMatchObject(error);
    await expect(opened?.endings([FABRIKAM], declaredFor('edge-eu'))).rejects.toThrow(HistoryError);
    expect(await opened?.ancestry('1'.repeat(40))).toBe('unknown');
  });
});

test('a linked worktree and a sub-folder are as good as the repository itself', async () => {
  const repository = await makeRepository();
  const commit = repository.commit('Add', { [FABRIKAM]: partner('fabrikam.com') });
  const worktree = join(await makeFolder(), 'worktree');
  repository.git('worktree', 'add', '--quiet', '--detach', worktree);
  const linked = await openRepository(worktree, { env });
  expect(await linked?.head()).toBe(commit);
  expect(await linked?.isChanged(['partners'])).toBe(false);
  mkdirSync(join(repository.root, 'a b\n/c'), { recursive: true });
  expect(await (await openRepository(join(repository.root, 'a b\n/c'), { env }))?.head()).toBe(commit);
});

test('a repository with SHA-256 ids', async () => {
  const repository = await makeRepository('--object-format=sha256');
  const added = repository.commit('Add', { [FABRIKAM]: partner('fabrikam.com') });
  const commit = repository.commit('Remove', { [FABRIKAM]: null });
  expect(commit).toHaveLength(64);
  const opened = await openRepository(repository.root, { env });
  expect((await opened?.endings([FABRIKAM], declaredFor('edge-eu')))?.get(FABRIKAM)).toMatchObject({ commit });
  expect((await opened?.textsAt(added, [FABRIKAM]))?.get(FABRIKAM)).toBe(partner('fabrikam.com'));
  expect(await opened?.ancestry(added)).toBe('ancestor');
  // an id of the other format, which git would take for an abbreviation
  expect(await opened?.ancestry(added.slice(0, 40))).toBe('unknown');
  await expect(opened?.textsAt(added.slice(0, 40), [FABRIKAM])).rejects.toMatchObject({ code: 'unknown-commit' });
});
