/** A repository that wants to run programs, to answer for another one, or to be misread. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openRepository, type Repository } from '../../src/git/repository.ts';
import { type GitRepository, gitRepositories, ISOLATED_ENVIRONMENT } from '../support/git-repository.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';
import { declaredFor, FABRIKAM, LITWARE, partner } from './partner-texts.ts';

const makeRepository = gitRepositories();
const makeFolder = temporaryFolders();

async function open({ root }: GitRepository, extra: Readonly<Record<string, string>> = {}): Promise<Repository> {
  const repository = await openRepository(root, { env: { ...ISOLATED_ENVIRONMENT, ...extra } });
  if (repository === null) throw new Error('there should be a repository');
  return repository;
}

/** Every question there is. */
async function askAll(repository: Repository) {
  const head = await repository.resolve('HEAD');
  return {
    head: await repository.head(),
    changed: await repository.isChanged(['partners']),
    ancestry: await repository.ancestry(await repository.resolve('HEAD~1')),
    texts: await repository.textsAt(head, [FABRIKAM, LITWARE]),
    endings: await repository.endings([FABRIKAM, LITWARE], declaredFor('edge-eu')),
  };
}

async function withRemoval(): Promise<GitRepository> {
  const made = await makeRepository();
  made.commit('Add', { [FABRIKAM]: partner('fabrikam.com'), [LITWARE]: partner('litware.com') });
  made.commit('Remove', { [FABRIKAM]: null });
  return made;
}

describe('nothing that the repository configures is run', () => {
  async function trapped() {
    const made = await withRemoval();
    const sprung = join(await makeFolder(), 'sprung');
    const trap = `touch ${sprung}; false`;
    made.commit('Attributes', { '.gitattributes': '* filter=trap diff=trap merge=trap\n' });
    for (const key of [
      'core.fsmonitor',
      'core.pager',
      'core.sshCommand',
      'core.editor',
      'credential.helper',
      'diff.external',
      'diff.trap.textconv',
      'diff.trap.command',
      'filter.trap.clean',
      'filter.trap.smudge',
      'gpg.program',
      'alias.diff-tree',
      'pager.status',
    ])
      made.git('config', key, key === 'alias.diff-tree' ? `!${trap}` : trap);
    made.git('config', 'filter.trap.required', 'true');
    made.git('config', 'log.showSignature', 'true');
    mkdirSync(join(made.root, '.git/hooks'), { recursive: true });
    for (const hook of ['post-index-change', 'post-checkout', 'fsmonitor-watchman', 'reference-transaction'])
      writeFileSync(join(made.root, '.git/hooks', hook), `#!/bin/sh\n${trap}\n`, { mode: 0o755 });
    // another time stamp and another size, so that git must look at the content
    made.write({ [LITWARE]: `${partner('litware.com')}# changed\n` });
    return { made, sprung };
  }

  test('whatever is asked', async () => {
    const { made, sprung } = await trapped();
    const answers = await askAll(await open(made));
    expect(answers).toMatchObject({ changed: true, ancestry: 'ancestor' });
    expect(answers.endings.get(FABRIKAM)).toMatchObject({ subject: 'Remove' });
    expect(existsSync(sprung)).toBe(false);
  });

  test('though the traps work: git itself springs them', async () => {
    const { made, sprung } = await trapped();
    made.git('config', '--unset', 'filter.trap.required');
    made.git('status');
    expect(existsSync(sprung)).toBe(true);
  });

  test('a filter named so that it looks like another setting is an error at most', async () => {
    const { made, sprung } = await trapped();
    made.git('config', 'filter.x=alias.y.clean', `touch ${sprung}`);
    await expect((await open(made)).isChanged(['partners'])).rejects.toMatchObject({ code: 'git-failed' });
    expect(existsSync(sprung)).toBe(false);
  });

  test('a configured work tree elsewhere makes this folder no repository', async () => {
    const { made } = await trapped();
    made.git('config', 'core.worktree', await makeFolder());
    expect(await openRepository(made.root, { env: ISOLATED_ENVIRONMENT })).toBeNull();
  });
});

describe('history is what was committed', () => {
  test('replaced commits and grafts do not count', async () => {
    const made = await withRemoval();
    const before = await askAll(await open(made));
    const head = made.git('rev-parse', 'HEAD');
    made.git('checkout', '-q', '--orphan', 'invented');
    const invented = made.commit('Invented');
    made.git('checkout', '-q', 'main');
    made.git('replace', '--force', head, invented);
    mkdirSync(join(made.root, '.git/info'), { recursive: true });
    writeFileSync(join(made.root, '.git/info/grafts'), `${head}\n`);
    expect(made.git('log', '--format=%s')).toBe('Invented');
    expect(await askAll(await open(made))).toEqual(before);
  });

  test('the environment cannot put another repository in its place', async () => {
    const made = await withRemoval();
    const other = await makeRepository();
    other.commit('Other', { [FABRIKAM]: partner('fabrikam.com') });
    const expected = await askAll(await open(made));
    const misleading = {
      GIT_DIR: join(other.root, '.git'),
      GIT_WORK_TREE: other.root,
      GIT_INDEX_FILE: join(other.root, '.git/index'),
      GIT_OBJECT_DIRECTORY: join(other.root, '.git/objects'),
      GIT_NAMESPACE: 'x',
      GIT_CONFIG_PARAMETERS: "'core.worktree=/'",
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'core.worktree',
      GIT_CONFIG_VALUE_0: other.root,
      GIT_EXTERNAL_DIFF: 'false',
      GIT_TRACE: '1',
      EDITOR: 'false',
      PAGER: 'false',
      LC_ALL: 'de_DE.UTF-8',
    };
    expect(await askAll(await open(made, misleading))).toEqual(expected);
  });
});

describe('nothing is misread', () => {
  const odd = [
    '-n.yaml',
    '--.yaml',
    'a\nb.yaml',
    'a\tb.yaml',
    '"q".yaml',
    "'.yaml",
    '*.yaml',
    ':(top)x',
    '!x',
    'ü.yaml',
    ' ',
  ];
  const paths = [...odd.map((name) => `partners/${name}`), '-x', '--output=y', ':!x'];

  test('paths that look like options, patterns, or several lines', async () => {
    const made = await makeRepository();
    const added = made.commit('Add', Object.fromEntries(paths.map((path) => [path, `text of ${path}`])));
    const commit = made.commit('Remove', Object.fromEntries(paths.map((path) => [path, null])));
    const repository = await open(made);
    expect([...(await repository.textsAt(added, paths))]).toEqual(paths.map((path) => [path, `text of ${path}`]));
    const endings = await repository.endings(paths, (path, text) => text === `text of ${path}`);
    expect([...endings.keys()].sort()).toEqual([...paths].sort());
    for (const ending of endings.values()) expect(ending).toMatchObject({ commit, ended: 'deleted' });
    expect(await repository.isChanged(paths)).toBe(false);
    made.write({ 'partners/other.yaml': 'x' });
    expect(await repository.isChanged(['partners/*.yaml'])).toBe(false);
    made.write({ 'partners/a\nb.yaml': 'x' });
    expect(await repository.isChanged(['partners/a\nb.yaml'])).toBe(true);
  });

  test('what a commit says of itself is returned as it is', async () => {
    const made = await makeRepository();
    made.commit('Add', { [FABRIKAM]: partner('fabrikam.com') });
    const author = 'Eve \u001b[31m\t"%s" — ö';
    const subject = ':100644 000000 ::error::\u001b]0;title\u0007 \u202e<b>`x`</b> %H';
    made.write({ [FABRIKAM]: null });
    made.git('add', '--all');
    made.git('commit', '-q', '--cleanup=verbatim', `--author=${author} <eve@example.com>`, `--message=${subject}`);
    const endings = await (await open(made)).endings([FABRIKAM], declaredFor('edge-eu'));
    expect(endings.get(FABRIKAM)).toMatchObject({ author, subject });
  });

  test('nor an empty subject and another encoding', async () => {
    const made = await makeRepository();
    made.commit('Add', { [FABRIKAM]: partner('fabrikam.com'), [LITWARE]: partner('litware.com') });
    made.write({ [FABRIKAM]: null });
    made.git('add', '--all');
    made.git('commit', '-q', '--allow-empty-message', '--message=');
    made.git('config', 'i18n.commitEncoding', 'ISO-8859-1');
    made.git('config', 'i18n.logOutputEncoding', 'ISO-8859-1');
    made.write({ [LITWARE]: null });
    made.git('add', '--all');
    writeFileSync(join(made.root, '.git/message'), Buffer.from('Bücher', 'latin1'));
    made.git('commit', '-q', '--file=.git/message');
    const endings = await (await open(made)).endings([FABRIKAM, LITWARE], declaredFor('edge-eu'));
    expect(endings.get(FABRIKAM)).toMatchObject({ subject: '' });
    expect(endings.get(LITWARE)).toMatchObject({ subject: 'Bücher' });
  });
});
