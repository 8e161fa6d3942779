/** What makes the tree differ from HEAD, and what does not. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openRepository } from '../../src/git/repository.ts';
import { type GitRepository, gitRepositories, ISOLATED_ENVIRONMENT } from '../support/git-repository.ts';
import { FABRIKAM, LITWARE, partner } from './partner-texts.ts';

const makeRepository = gitRepositories();

async function committed(): Promise<GitRepository> {
  const made = await makeRepository();
  made.commit('Add', {
    [FABRIKAM]: partner('fabrikam.com'),
    'partnerctl.yaml': 'workspace: x\n',
    '.gitignore': '*.swp\n',
  });
  return made;
}

async function isChanged({ root }: GitRepository, ...paths: readonly string[]) {
  const repository = await openRepository(root, { env: ISOLATED_ENVIRONMENT });
  return await repository?.isChanged(paths.length === 0 ? ['partners', 'partnerctl.yaml'] : paths);
}

describe('the tree differs', () => {
  const different: Readonly<Record<string, (made: GitRepository) => void>> = {
    'by a modified file': (made) => made.write({ [FABRIKAM]: partner('fabrikam.com', ['edge-us']) }),
    'by a modified file at the top': (made) => made.write({ 'partnerctl.yaml': 'workspace: y\n' }),
    'by a staged change': (made) => {
      made.write({ [FABRIKAM]: partner('contoso.net') });
      made.git('add', '--all');
    },
    'by a change that is staged but taken back in the tree': (made) => {
      made.write({ [FABRIKAM]: partner('contoso.net') });
      made.git('add', '--all');
      made.write({ [FABRIKAM]: partner('fabrikam.com') });
    },
    'by a deleted file': (made) => made.write({ [FABRIKAM]: null }),
    'by a staged rename': (made) => void made.git('mv', FABRIKAM, LITWARE),
    'by an untracked file': (made) => made.write({ [LITWARE]: partner('litware.com') }),
    'by an ignored file, which is read all the same': (made) =>
      made.write({ '.git/info/exclude': 'litware.com.yaml\n', [LITWARE]: partner('litware.com') }),
    'by an untracked dot-file': (made) => made.write({ 'partners/.draft.yaml': 'x' }),
    'by a file that is only now executable': (made) => void made.git('update-index', '--chmod=+x', FABRIKAM),
  };
  test.each(Object.entries(different))('%s', async (_, differ) => {
    const made = await committed();
    differ(made);
    expect(await isChanged(made)).toBe(true);
  });
});

describe('the tree does not differ', () => {
  const same: Readonly<Record<string, (made: GitRepository) => void>> = {
    'right after a commit': () => undefined,
    'by changes elsewhere': (made) => made.write({ 'README.md': 'hello', 'partners.md': 'hello' }),
    'by a new time stamp': (made) => made.write({ [FABRIKAM]: partner('fabrikam.com') }),
    'by an ignored dot-file, which editors leave behind': (made) => made.write({ 'partners/.x.yaml.swp': 'x' }),
    'by an empty folder': (made) => {
      mkdirSync(join(made.root, 'partners/empty'));
    },
  };
  test.each(Object.entries(same))('%s', async (_, differ) => {
    const made = await committed();
    differ(made);
    expect(await isChanged(made)).toBe(false);
  });
});

test('before the first commit, what is there differs and what is not does not', async () => {
  const made = await makeRepository();
  expect(await isChanged(made)).toBe(false);
  made.write({ [FABRIKAM]: partner('fabrikam.com') });
  expect(await isChanged(made)).toBe(true);
});

test('a path outside the repository is in no commit: it differs', async () => {
  const made = await committed();
  expect(await isChanged(made, '../elsewhere.yaml')).toBe(true);
});

test('in a sub-folder only what is asked about counts', async () => {
  const made = await makeRepository();
  made.commit('Add', { [`xmpp/${FABRIKAM}`]: partner('fabrikam.com') });
  made.write({ [FABRIKAM]: partner('fabrikam.com') });
  const below = { ...made, root: join(made.root, 'xmpp') };
  expect(await isChanged(below)).toBe(false);
  made.write({ [`xmpp/${LITWARE}`]: partner('litware.com') });
  expect(await isChanged(below)).toBe(true);
});

test('an enclosing repository that ignores the folder has none of its files', async () => {
  const made = await makeRepository();
  made.commit('Dot-files only', { '.gitignore': '*\n' });
  made.write({ [`work/${FABRIKAM}`]: partner('fabrikam.com') });
  expect(await isChanged({ ...made, root: join(made.root, 'work') })).toBe(true);
});
