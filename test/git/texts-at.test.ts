/** Files as they were at a commit. */
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openRepository, type Repository } from '../../src/git/repository.ts';
import { type GitRepository, gitRepositories, ISOLATED_ENVIRONMENT } from '../support/git-repository.ts';
import { FABRIKAM, LITWARE, partner } from './partner-texts.ts';

const makeRepository = gitRepositories();

async function open({ root }: Pick<GitRepository, 'root'>): Promise<Repository> {
  const repository = await openRepository(root, { env: ISOLATED_ENVIRONMENT });
  if (repository === null) throw new Error('there should be a repository');
  return repository;
}

test('each path has its text then, or null where there was no file', async () => {
  const made = await makeRepository();
  const first = made.commit('One', { [FABRIKAM]: partner('fabrikam.com'), 'partnerctl.yaml': 'workspace: x\n' });
  const second = made.commit('Two', { [FABRIKAM]: null, [LITWARE]: partner('litware.com') });
  const repository = await open(made);
  const paths = [FABRIKAM, LITWARE, 'partnerctl.yaml', 'partners', 'nowhere/x.yaml', '../outside.yaml'];
  expect([...(await repository.textsAt(first, paths))]).toEqual([
    [FABRIKAM, partner('fabrikam.com')],
    [LITWARE, null],
    ['partnerctl.yaml', 'workspace: x\n'],
    ['partners', null],
    ['nowhere/x.yaml', null],
    ['../outside.yaml', null],
  ]);
  expect((await repository.textsAt(second, paths)).get(LITWARE)).toBe(partner('litware.com'));
  expect(await repository.textsAt(second, [])).toEqual(new Map());
});

test('equal files share a blob, and all of them get the text', async () => {
  const made = await makeRepository();
  const files = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`partners/p${n}.example.yaml`, 'same\n']));
  const commit = made.commit('Many', files);
  const texts = await (await open(made)).textsAt(commit, Object.keys(files));
  expect(Object.fromEntries(texts)).toEqual(files);
});

test('a text is undefined where it is larger than 64 KiB or not UTF-8, and without a BOM otherwise', async () => {
  const made = await makeRepository();
  made.write({
    'partners/large.yaml': '#'.repeat(65_537),
    'partners/full.yaml': '#'.repeat(65_536),
    'partners/latin1.yaml': Buffer.from('bücher', 'latin1'),
    'partners/bom.yaml': '\ufeffdomain: x\r\n',
    'partners/empty.yaml': '',
    'partners/bytes.yaml': 'a\0b\n\n deadbeef blob 3\n',
  });
  const commit = made.commit('Odd texts');
  const paths = ['large', 'full', 'latin1', 'bom', 'empty', 'bytes'].map((name) => `partners/${name}.yaml`);
  const texts = await (await open(made)).textsAt(commit, paths);
  expect([...texts.values()]).toEqual([
    undefined,
    '#'.repeat(65_536),
    undefined,
    'domain: x\r\n',
    '',
    'a\0b\n\n deadbeef blob 3\n',
  ]);
  expect([...texts.keys()]).toEqual(paths);
});

test('links, folders and submodules are no files', async () => {
  const made = await makeRepository();
  const other = made.commit('One', { 'partners/folder/x.yaml': 'x' });
  symlinkSync('../../../etc/passwd', join(made.root, 'partners/link.yaml'));
  made.git('add', '--all');
  made.git('update-index', '--add', '--cacheinfo', `160000,${other},partners/module.yaml`);
  made.git('commit', '--quiet', '--message=Two');
  const paths = ['partners/folder', 'partners/link.yaml', 'partners/module.yaml'];
  const texts = await (await open(made)).textsAt(made.git('rev-parse', 'HEAD'), paths);
  expect([...texts.values()]).toEqual([null, null, null]);
});

test('in a sub-folder paths are relative to it, and may lead above it', async () => {
  const made = await makeRepository();
  const commit = made.commit('One', {
    [`xmpp/${FABRIKAM}`]: partner('fabrikam.com'),
    'partnerctl.yaml': 'workspace: x\n',
  });
  const repository = await open({ root: join(made.root, 'xmpp') });
  const texts = await repository.textsAt(commit, [FABRIKAM, 'partnerctl.yaml', '../partnerctl.yaml']);
  expect([...texts.values()]).toEqual([partner('fabrikam.com'), null, 'workspace: x\n']);
});
