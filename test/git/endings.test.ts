/** Which commit explains that a live partner is declared no more: each history as it happens. */
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Ending, openRepository } from '../../src/git/repository.ts';
import { commitTime, type GitRepository, gitRepositories, ISOLATED_ENVIRONMENT } from '../support/git-repository.ts';
import { declaredFor, FABRIKAM, LITWARE, partner } from './partner-texts.ts';

const makeRepository = gitRepositories();

const DECLARED = { [FABRIKAM]: partner('fabrikam.com'), [LITWARE]: partner('litware.com') };

async function withPartners(): Promise<GitRepository> {
  const repository = await makeRepository();
  repository.commit('Add two partners', DECLARED);
  return repository;
}

async function endingsIn({ root }: GitRepository, ...paths: readonly string[]) {
  const opened = await openRepository(root, { env: ISOLATED_ENVIRONMENT });
  return await opened?.endings(paths, declaredFor('edge-eu'));
}

async function endingIn(repository: GitRepository): Promise<Ending | 'still-declared' | undefined> {
  return (await endingsIn(repository, FABRIKAM))?.get(FABRIKAM);
}

describe('a commit ended the declaration', () => {
  test('by deleting the file: with its author, its committer date and its subject', async () => {
    const repository = await withPartners();
    const commit = repository.commit('End the agreement with Fabrikam\n\nThe body is not part of it.', {
      [FABRIKAM]: null,
    });
    repository.commit('Something else', { 'README.md': 'hello' });
    expect(await endingIn(repository)).toEqual({
      commit,
      author: 'Ada Author',
      date: commitTime(2),
      subject: 'End the agreement with Fabrikam',
      ended: 'deleted',
    });
  });

  test('by renaming the file', async () => {
    const repository = await withPartners();
    repository.git('mv', FABRIKAM, 'partners/Fabrikam.com.yaml');
    const commit = repository.commit('Rename');
    expect(await endingIn(repository)).toMatchObject({ commit, ended: 'deleted' });
  });

  test('by changing `domain` in place', async () => {
    const repository = await withPartners();
    const commit = repository.commit('Fabrikam is Contoso now', { [FABRIKAM]: partner('contoso.net') });
    expect(await endingIn(repository)).toMatchObject({ commit, ended: 'redeclared' });
  });

  test('by narrowing `deployments`; the file’s later deletion ended nothing', async () => {
    const repository = await withPartners();
    const commit = repository.commit('US only', { [FABRIKAM]: partner('fabrikam.com', ['edge-us']) });
    expect(await endingIn(repository)).toMatchObject({ commit, ended: 'narrowed' });
    repository.commit('Away with it', { [FABRIKAM]: null });
    expect(await endingIn(repository)).toMatchObject({ commit, ended: 'narrowed' });
  });

  test('by replacing the file with a folder', async () => {
    const repository = await withPartners();
    repository.write({ [FABRIKAM]: null });
    const commit = repository.commit('A folder', { [`${FABRIKAM}/x`]: partner('fabrikam.com') });
    expect(await endingIn(repository)).toMatchObject({ commit, ended: 'deleted' });
  });

  test('by replacing the file with a link', async () => {
    const repository = await withPartners();
    repository.write({ [FABRIKAM]: null });
    symlinkSync('litware.com.yaml', join(repository.root, FABRIKAM));
    const commit = repository.commit('A link');
    expect(await endingIn(repository)).toMatchObject({ commit, ended: 'deleted' });
  });

  test('by making it unreadable: no text of at most 64 KiB', async () => {
    const repository = await withPartners();
    const commit = repository.commit('Too much', { [FABRIKAM]: `${partner('fabrikam.com')}${'#'.repeat(65_536)}` });
    repository.commit('Away with it', { [FABRIKAM]: null });
    expect(await endingIn(repository)).toMatchObject({ commit, ended: 'redeclared' });
  });
});

describe('through branches, the first parent counts', () => {
  test('removed on a side branch and merged: the merge commit is the evidence', async () => {
    const repository = await withPartners();
    repository.git('checkout', '-q', '-b', 'side');
    repository.commit('Remove on the side', { [FABRIKAM]: null });
    repository.git('checkout', '-q', 'main');
    repository.commit('Meanwhile', { 'README.md': 'hello' });
    const commit = repository.merge('side', 'Merge pull request #7');
    expect(await endingIn(repository)).toMatchObject({ commit, subject: 'Merge pull request #7', ended: 'deleted' });
  });

  test('removed by the merge commit itself, in no branch', async () => {
    const repository = await withPartners();
    repository.git('checkout', '-q', '-b', 'side');
    repository.commit('Unrelated', { 'README.md': 'hello' });
    repository.git('checkout', '-q', 'main');
    const commit = repository.merge('side', 'Merge', { [FABRIKAM]: null });
    expect(await endingIn(repository)).toMatchObject({ commit, ended: 'deleted' });
  });

  test('removed in a squash: the squashed commit', async () => {
    const repository = await withPartners();
    repository.git('checkout', '-q', '-b', 'side');
    repository.commit('First half', { [FABRIKAM]: partner('contoso.net') });
    repository.commit('Second half', { [FABRIKAM]: null });
    repository.git('checkout', '-q', 'main');
    repository.git('merge', '--quiet', '--squash', 'side');
    const commit = repository.commit('Remove Fabrikam (#8)');
    expect(await endingIn(repository)).toMatchObject({ commit, ended: 'deleted' });
  });

  test('removed on a side branch but kept by the merge: still declared', async () => {
    const repository = await withPartners();
    repository.git('checkout', '-q', '-b', 'side');
    repository.commit('Remove on the side', { [FABRIKAM]: null });
    repository.git('checkout', '-q', 'main');
    repository.merge('side', 'Merge, but keep Fabrikam', DECLARED);
    expect(await endingIn(repository)).toBe('still-declared');
  });

  test('added and removed on a side branch: no commit of this history ever declared it', async () => {
    const repository = await makeRepository();
    repository.commit('Begin', { [LITWARE]: partner('litware.com') });
    repository.git('checkout', '-q', '-b', 'side');
    repository.commit('Try', { [FABRIKAM]: partner('fabrikam.com') });
    repository.commit('Undo', { [FABRIKAM]: null });
    repository.git('checkout', '-q', 'main');
    repository.merge('side', 'Merge');
    expect(await endingIn(repository)).toBeUndefined();
  });

  test('an octopus merge', async () => {
    const repository = await withPartners();
    for (const [branch, path] of [
      ['one', FABRIKAM] as const,
      ['two', LITWARE] as const,
      ['three', 'README.md'] as const,
    ]) {
      repository.git('checkout', '-q', '-b', branch, 'main');
      repository.commit(branch, { [path]: path === 'README.md' ? 'hello' : null });
    }
    repository.git('checkout', '-q', 'main');
    const commit = repository.merge(['one', 'two', 'three'], 'Merge three branches');
    expect(await endingsIn(repository, FABRIKAM, LITWARE)).toEqual(
      new Map([FABRIKAM, LITWARE].map((path) => [path, expect.objectContaining({ commit, ended: 'deleted' })])),
    );
  });
});

describe('what ended it last', () => {
  test('removed, added and removed again: the newest counts', async () => {
    const repository = await withPartners();
    repository.commit('Remove', { [FABRIKAM]: null });
    repository.commit('Add again', DECLARED);
    const commit = repository.commit('Remove again', { [FABRIKAM]: null });
    expect(await endingIn(repository)).toMatchObject({ commit, ended: 'deleted' });
  });

  test('removed, then the path was used for something else and removed again: the first removal', async () => {
    const repository = await withPartners();
    const commit = repository.commit('Remove', { [FABRIKAM]: null });
    repository.commit('Something else', { [FABRIKAM]: partner('contoso.net') });
    repository.commit('Remove that', { [FABRIKAM]: null });
    expect(await endingIn(repository)).toMatchObject({ commit, ended: 'deleted' });
  });

  test('a revert of the removal: still declared', async () => {
    const repository = await withPartners();
    repository.commit('Remove', { [FABRIKAM]: null });
    repository.git('revert', '--no-edit', 'HEAD');
    expect(await endingIn(repository)).toBe('still-declared');
  });

  test('seen from an old commit that is checked out, later removals are not known', async () => {
    const repository = await withPartners();
    repository.commit('Remove', { [FABRIKAM]: null });
    repository.git('checkout', '-q', '--detach', 'HEAD~1');
    expect(await endingIn(repository)).toBe('still-declared');
  });
});

describe('no commit ended it', () => {
  test('a deletion that is not committed yet, staged or not', async () => {
    const repository = await withPartners();
    repository.write({ [FABRIKAM]: null });
    expect(await endingIn(repository)).toBe('still-declared');
    repository.git('add', '--all');
    expect(await endingIn(repository)).toBe('still-declared');
  });

  test('never declared; or declared for other deployments only', async () => {
    const repository = await makeRepository();
    repository.commit('Elsewhere', { [FABRIKAM]: partner('fabrikam.com', ['edge-us']) });
    repository.commit('Remove', { [FABRIKAM]: null });
    expect(await endingsIn(repository, FABRIKAM, LITWARE)).toEqual(new Map());
  });

  test('before the first commit', async () => {
    const repository = await makeRepository();
    repository.write(DECLARED);
    expect(await endingsIn(repository, FABRIKAM)).toEqual(new Map());
  });
});

test('many paths are answered at once, each with its own commit', async () => {
  const repository = await withPartners();
  const first = repository.commit('Remove Litware', { [LITWARE]: null });
  const second = repository.commit('Remove Fabrikam', { [FABRIKAM]: null });
  const endings = await endingsIn(repository, FABRIKAM, LITWARE, 'partners/never.example.yaml');
  expect([...(endings ?? [])].map(([path, ending]) => [path, typeof ending === 'object' && ending.commit])).toEqual([
    [FABRIKAM, second],
    [LITWARE, first],
  ]);
});

test('in a sub-folder of a larger repository, paths are relative to that folder', async () => {
  const repository = await makeRepository();
  repository.commit('Add', { [FABRIKAM]: partner('fabrikam.com'), [`xmpp/${FABRIKAM}`]: partner('fabrikam.com') });
  const commit = repository.commit('Remove below', { [`xmpp/${FABRIKAM}`]: null });
  repository.write({ 'xmpp/README.md': 'hello' });
  const below = { ...repository, root: `${repository.root}/xmpp` };
  expect(await endingIn(below)).toMatchObject({ commit, ended: 'deleted' });
  expect(await endingIn(repository)).toBe('still-declared');
});
