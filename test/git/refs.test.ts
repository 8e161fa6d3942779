/** Names and ids: HEAD, refs, and what is an ancestor of what, also where history was cut or rewritten. */
import { describe, expect, test } from 'vitest';
import { openRepository, type Repository } from '../../src/git/repository.ts';
import { type GitRepository, gitRepositories, ISOLATED_ENVIRONMENT } from '../support/git-repository.ts';
import { declaredFor, FABRIKAM, partner } from './partner-texts.ts';

const makeRepository = gitRepositories();

async function open({ root }: GitRepository): Promise<Repository> {
  const repository = await openRepository(root, { env: ISOLATED_ENVIRONMENT });
  if (repository === null) throw new Error('there should be a repository');
  return repository;
}

describe('HEAD', () => {
  test('before the first commit: none, nothing is an ancestor, and the name HEAD is unknown', async () => {
    const repository = await open(await makeRepository());
    expect(await repository.head()).toBeNull();
    expect(await repository.ancestry('1'.repeat(40))).toBe('unknown');
    await expect(repository.resolve('HEAD')).rejects.toMatchObject({ code: 'unknown-ref' });
  });

  test('is asked anew each time, detached or not', async () => {
    const made = await makeRepository();
    const first = made.commit('One');
    const repository = await open(made);
    expect(await repository.head()).toBe(first);
    const second = made.commit('Two');
    expect(await repository.head()).toBe(second);
    made.git('checkout', '-q', '--detach', first);
    expect(await repository.head()).toBe(first);
  });
});

describe('a ref', () => {
  test('is resolved to a commit: branch, tag, annotated tag, abbreviation', async () => {
    const made = await makeRepository();
    const commit = made.commit('One');
    made.git('tag', 'light');
    made.git('tag', '-a', '-m', 'x', 'v1');
    const repository = await open(made);
    for (const ref of ['main', 'HEAD', 'light', 'v1', 'refs/heads/main', commit.slice(0, 10), commit])
      expect(await repository.resolve(ref)).toBe(commit);
  });

  test('is refused where it names no commit, looks like an option, or cannot be a name', async () => {
    const made = await makeRepository();
    made.commit('One', { [FABRIKAM]: partner('fabrikam.com') });
    const repository = await open(made);
    const options = ['-h', '--upload-pack=touch /tmp/x', '--git-dir=/'];
    const others = ['nowhere', '', 'main..main', 'HEAD^{tree}', 'HEAD:partners', 'a\nb', 'a\0b', '1'.repeat(40)];
    for (const ref of [...options, ...others])
      await expect(repository.resolve(ref), ref).rejects.toMatchObject({
        code: 'unknown-ref',
        message: `${JSON.stringify(ref)} names no commit`,
        hint: expect.stringContaining('origin/NAME') as unknown,
      });
  });
});

describe('ancestry', () => {
  test('HEAD and what it is built on, also through merges; not a sibling; not what nobody has', async () => {
    const made = await makeRepository();
    const first = made.commit('One');
    made.git('checkout', '-q', '-b', 'side');
    const side = made.commit('Side');
    made.git('checkout', '-q', 'main');
    made.merge('side', 'Merge');
    const head = made.commit('Two');
    made.git('checkout', '-q', '-b', 'sibling', first);
    const sibling = made.commit('Sibling');
    made.git('checkout', '-q', 'main');
    const repository = await open(made);
    expect(
      await Promise.all([head, first, side, sibling, '1'.repeat(40)].map(async (id) => await repository.ancestry(id))),
    ).toEqual(['ancestor', 'ancestor', 'ancestor', 'not-ancestor', 'unknown']);
  });

  test('an old commit is checked out: the newer one is not an ancestor', async () => {
    const made = await makeRepository();
    const old = made.commit('One');
    const applied = made.commit('Two');
    made.git('checkout', '-q', '--detach', old);
    expect(await (await open(made)).ancestry(applied)).toBe('not-ancestor');
  });

  test('two histories without a common commit', async () => {
    const made = await makeRepository();
    const other = made.commit('One');
    made.git('checkout', '-q', '--orphan', 'anew');
    made.commit('Anew');
    expect(await (await open(made)).ancestry(other)).toBe('not-ancestor');
  });

  test('after a force push: unknown in a fresh clone, not an ancestor in one that still has it', async () => {
    const origin = await makeRepository();
    origin.commit('One');
    const lost = origin.commit('Two');
    const clone = await origin.clone();
    origin.git('reset', '-q', '--hard', 'HEAD~1');
    origin.commit('Two, differently');
    clone.git('fetch', '-q');
    clone.git('reset', '-q', '--hard', 'origin/main');
    expect(await (await open(clone)).ancestry(lost)).toBe('not-ancestor');
    const fresh = await open(await origin.clone());
    expect(await fresh.ancestry(lost)).toBe('unknown');
    await expect(fresh.textsAt(lost, [FABRIKAM])).rejects.toMatchObject({
      code: 'unknown-commit',
      hint: expect.stringContaining('force push') as unknown,
    });
  });

  test('a server that names no full id of a commit applied nothing that we know', async () => {
    const made = await makeRepository();
    made.commit('One');
    const repository = await open(made);
    const ids = [`${'1'.repeat(40)}\n`, 'A'.repeat(40), '1'.repeat(39), '1'.repeat(64)];
    for (const commit of ['', 'HEAD', 'main', '--all', ...ids])
      expect(await repository.ancestry(commit), commit).toBe('unknown');
  });

  test('the id of something that is no commit', async () => {
    const made = await makeRepository();
    made.commit('One', { [FABRIKAM]: partner('fabrikam.com') });
    const repository = await open(made);
    for (const name of ['HEAD^{tree}', `HEAD:${FABRIKAM}`]) {
      const id = made.git('rev-parse', name);
      expect(await repository.ancestry(id)).toBe('unknown');
      await expect(repository.textsAt(id, [FABRIKAM])).rejects.toMatchObject({ code: 'unknown-commit' });
    }
  });
});

describe('in a shallow clone', () => {
  const CURE = { hint: expect.stringMatching(/`fetch-depth: 0` .* `git fetch --unshallow`/) as unknown };

  async function shallow(depth: number) {
    const origin = await makeRepository();
    origin.commit('Begin');
    const added = origin.commit('Add', { [FABRIKAM]: partner('fabrikam.com') });
    const removed = origin.commit('Remove', { [FABRIKAM]: null });
    origin.commit('Later', { 'README.md': 'hello' });
    const clone = await origin.clone(`--depth=${depth}`);
    return { clone, added, removed, repository: await open(clone) };
  }

  test('what lies beyond is unknown, with the cure', async () => {
    const { repository, added } = await shallow(1);
    expect(await repository.isShallow()).toBe(true);
    expect(await repository.ancestry(added)).toBe('unknown');
    await expect(repository.textsAt(added, [FABRIKAM])).rejects.toMatchObject({ code: 'unknown-commit', ...CURE });
    await expect(repository.resolve('HEAD~2')).rejects.toMatchObject({ code: 'unknown-ref', ...CURE });
    for (const path of [FABRIKAM, 'partners/never.example.yaml'])
      await expect(repository.endings([path], declaredFor('edge-eu'))).rejects.toMatchObject({
        code: 'shallow-clone',
        message: `this clone is shallow: whether a commit ended ${path} cannot be known`,
        ...CURE,
      });
  });

  test('what is there is answered', async () => {
    const { repository, clone, removed } = await shallow(2);
    expect(await repository.ancestry(removed)).toBe('ancestor');
    // the commit that removed it is the last one here: what was before it is not
    const asked = [[FABRIKAM], declaredFor('edge-eu')] as const;
    await expect(repository.endings(...asked)).rejects.toMatchObject({ code: 'shallow-clone' });
    clone.git('fetch', '-q', '--deepen=1');
    const deeper = await open(clone);
    expect(await deeper.isShallow()).toBe(true);
    expect((await deeper.endings(...asked)).get(FABRIKAM)).toMatchObject({ commit: removed });
  });

  test('what seems to be no ancestor may be one, were history whole', async () => {
    const { repository, clone } = await shallow(3);
    const newer = await repository.resolve('HEAD');
    clone.git('checkout', '-q', '--detach', 'HEAD~1');
    expect(await repository.ancestry(newer)).toBe('unknown');
  });

  test('a deletion that is not committed needs no history', async () => {
    const origin = await makeRepository();
    origin.commit('Add', { [FABRIKAM]: partner('fabrikam.com') });
    origin.commit('Later');
    const clone = await origin.clone('--depth=1');
    clone.write({ [FABRIKAM]: null });
    const endings = await (await open(clone)).endings([FABRIKAM], declaredFor('edge-eu'));
    expect(endings.get(FABRIKAM)).toBe('still-declared');
  });
});
