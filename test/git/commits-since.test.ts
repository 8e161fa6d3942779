/** What came after a commit, on the first-parent history: what a merge brought counts as the merge. */
import { expect, test } from 'vitest';
import { openRepository } from '../../src/git/repository.ts';
import { type GitRepository, gitRepositories, ISOLATED_ENVIRONMENT } from '../support/git-repository.ts';

const repository = gitRepositories();

async function since(repo: GitRepository, commit: string | null, most = 10): Promise<readonly string[] | undefined> {
  return await (await openRepository(repo.root, { env: ISOLATED_ENVIRONMENT }))?.commitsSince(commit, most);
}

test('newest first, merges as one, as many as are asked for', async () => {
  const repo = await repository();
  expect(await since(repo, null)).toEqual([]);
  const first = repo.commit('First');
  repo.git('switch', '--quiet', '--create', 'topic');
  repo.commit('On the branch');
  repo.git('switch', '--quiet', 'main');
  const second = repo.commit('Second');
  const merge = repo.merge('topic', 'Merge');
  expect(await since(repo, first)).toEqual([merge, second]);
  expect(await since(repo, merge)).toEqual([]);
  expect(await since(repo, null)).toEqual([merge, second, first]);
  expect(await since(repo, null, 2)).toEqual([merge, second]);
});

test('of a commit that is not here nobody can say what came after it', async () => {
  const repo = await repository();
  repo.commit('First');
  expect(await since(repo, '1'.repeat(40))).toBeUndefined();
  expect(await since(repo, 'HEAD')).toBeUndefined();
  expect(await since(repo, '--all')).toBeUndefined();
});
