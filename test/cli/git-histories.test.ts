/** Removals need a commit: each way a declaration can end, in a real repository, through the command line. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  BASICS,
  editState,
  partnerFiles,
  partnerText,
  planJson,
  readState,
  run,
  writeState,
} from '../support/example.ts';
import { type GitRepository, gitRepositories } from '../support/git-repository.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';

const repository = gitRepositories();
const folder = temporaryFolders();

/** Three partners, committed and applied. */
async function applied(): Promise<GitRepository> {
  const repo = await repository();
  repo.commit('Three partners', { ...BASICS, ...partnerFiles('a.example', 'b.example', 'c.example') });
  expect(await run(repo, ['apply', '--yes'])).toMatchObject({ code: 0 });
  return repo;
}

const changesOf = async (repo: GitRepository) =>
  (await planJson(repo)).changes.map(({ action, domain, evidence }) => [
    action,
    domain,
    evidence?.commit ?? evidence?.files ?? null,
  ]);

describe('a removal is planned, with the commit as evidence', () => {
  it('for a file that a commit deleted', async () => {
    const repo = await applied();
    const commit = repo.commit('Let b go', { 'partners/b.example.yaml': null });
    expect(await changesOf(repo)).toEqual([['remove', 'b.example', commit]]);
  });

  it('for a removal that came with a merge commit', async () => {
    const repo = await applied();
    repo.git('checkout', '--quiet', '-b', 'topic');
    repo.commit('Let b go', { 'partners/b.example.yaml': null });
    repo.git('checkout', '--quiet', 'main');
    repo.commit('Something else', { 'NOTES.md': 'x' });
    const merge = repo.merge('topic', 'Merge the removal of b');
    expect(await changesOf(repo)).toEqual([['remove', 'b.example', merge]]);
  });

  it('for a removal in a squash', async () => {
    const repo = await applied();
    repo.git('checkout', '--quiet', '-b', 'topic');
    repo.commit('First', { 'partners/b.example.yaml': partnerText('b.example', 'keepAlive: false') });
    repo.commit('Then', { 'partners/b.example.yaml': null });
    repo.git('checkout', '--quiet', 'main');
    repo.git('merge', '--quiet', '--squash', 'topic');
    const squash = repo.commit('Let b go (#12)');
    expect(await changesOf(repo)).toEqual([['remove', 'b.example', squash]]);
  });

  it('for a file that was renamed with its domain: the new one is added, the old one removed', async () => {
    const repo = await applied();
    const commit = repo.commit('b has a new name', { 'partners/b.example.yaml': null, ...partnerFiles('z.example') });
    expect(await changesOf(repo)).toEqual([
      ['remove', 'b.example', commit],
      ['add', 'z.example', null],
    ]);
  });

  it('for a domain that was changed in place and put right by a later rename', async () => {
    const repo = await applied();
    const commit = repo.commit('Another domain', { 'partners/b.example.yaml': partnerText('z.example') });
    repo.commit('The file follows', { 'partners/b.example.yaml': null, ...partnerFiles('z.example') });
    expect(await changesOf(repo)).toEqual([
      ['remove', 'b.example', commit],
      ['add', 'z.example', null],
    ]);
  });

  it('for deployments that were narrowed', async () => {
    const repo = await applied();
    const other = '  other: { adapter: file, path: .partnerctl/other.json }\n';
    repo.commit('A second deployment', { 'partnerctl.yaml': BASICS['partnerctl.yaml'] + other });
    const commit = repo.commit('b only there', {
      'partners/b.example.yaml': partnerText('b.example', 'deployments: [other]'),
    });
    const plan = await planJson(repo, '--deployment', 'local');
    expect(plan.changes).toMatchObject([
      { action: 'remove', domain: 'b.example', evidence: { commit, ended: 'narrowed' } },
    ]);
  });

  it('for files that now declare all domains of a partner: they are the evidence, committed or not', async () => {
    const repo = await applied();
    repo.write({
      'partners/b.example.yaml': null,
      'partners/a.example.yaml': partnerText('a.example', '  - b.example', '  - conference.b.example'),
    });
    expect(await changesOf(repo)).toEqual([
      ['update', 'a.example', null],
      ['remove', 'b.example', ['partners/a.example.yaml']],
    ]);
  });
});

describe('nothing is removed', () => {
  it('by a deletion that is not committed yet: it is reported', async () => {
    const repo = await applied();
    rmSync(join(repo.root, 'partners/b.example.yaml'));
    const plan = await planJson(repo);
    expect(plan.changes).toEqual([]);
    expect(plan.unmanaged).toMatchObject([{ domain: 'b.example', reason: 'uncommitted' }]);
  });

  it('of what no commit ever declared', async () => {
    const repo = await applied();
    editState(repo.root, ({ partners }) => {
      const [first] = partners;
      if (first) partners.push({ ...first, domain: 'stranger.example', additionalDomains: [] });
    });
    const plan = await planJson(repo);
    expect(plan.changes).toEqual([]);
    expect(plan.unmanaged).toMatchObject([{ domain: 'stranger.example', reason: 'never-declared' }]);
  });

  it('outside Git', async () => {
    const repo = await applied();
    const bare = await folder();
    repo.git('--work-tree', bare, 'checkout', '--quiet', 'HEAD', '--', '.');
    rmSync(join(bare, 'partners/b.example.yaml'));
    const { partners } = readState(repo.root);
    writeState(bare, { formatVersion: 1, blocks: [], partners });
    const plan = await planJson({ root: bare });
    expect(plan.changes).toEqual([]);
    expect(plan.unmanaged).toMatchObject([{ domain: 'b.example', reason: 'outside-git' }]);
  });

  it('where git is not installed: there is no plan at all, since nothing could hold an old job back', async () => {
    const repo = await applied();
    repo.commit('Let b go', { 'partners/b.example.yaml': null });
    const { code, stdout, stderr } = await run(repo, ['plan'], { env: { PATH: await folder() } });
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('error: this folder is a Git repository, and git is not installed\nhint: install git');
  });

  it('by an empty folder, whatever history says', async () => {
    const repo = await applied();
    repo.commit('All gone', {
      'partners/a.example.yaml': null,
      'partners/b.example.yaml': null,
      'partners/c.example.yaml': null,
      'partners/README.md': 'x',
    });
    const plan = await planJson(repo);
    expect(plan.error).toMatchObject({ code: 'no-partner-files' });
    const result = await run(repo, ['apply', '--yes']);
    expect(result.code).toBe(1);
    expect(readState(repo.root).partners).toHaveLength(3);
  });

  it('by a missing folder', async () => {
    const repo = await applied();
    rmSync(join(repo.root, 'partners'), { recursive: true });
    const result = await run(repo, ['plan', '--format', 'json']);
    expect(result.code).toBe(1);
    expect(JSON.parse(result.stdout)).toMatchObject({ error: { code: 'invalid-files' } });
  });
});

describe('history that is not there', () => {
  it('is an error of a shallow clone only when it is needed, with the cure', async () => {
    const repo = await applied();
    repo.commit('Let b go', { 'partners/b.example.yaml': null });
    const shallow = await repo.clone('--depth', '1');
    const { partners } = readState(repo.root);
    writeState(shallow.root, {
      formatVersion: 1,
      blocks: [],
      partners: partners.filter(({ domain }) => domain !== 'b.example'),
    });
    expect(await planJson(shallow)).toMatchObject({ changes: [], summary: { unchanged: 2 } });
    writeState(shallow.root, { formatVersion: 1, blocks: [], partners });
    const result = await run(shallow, ['plan']);
    expect(result.code).toBe(1);
    expect(result.stdout).toContain('fetch-depth: 0');
  });

  it('after a force push: the recorded commit is unknown, and the history guard holds back', async () => {
    const repo = await applied();
    repo.git('checkout', '--quiet', '--orphan', 'fresh');
    repo.commit('Another history', partnerFiles('d.example'));
    editState(repo.root, (state) => {
      if (state.lastApplied) state.lastApplied.commit = 'f'.repeat(40);
    });
    const plan = await planJson(repo);
    expect(plan.refusals).toMatchObject([{ guard: 'history' }]);
    expect(await run(repo, ['apply', '--yes'])).toMatchObject({ code: 3 });
    expect(readState(repo.root).partners).toHaveLength(3);
  });

  it('an old commit applied again is held back, and does not move the record even where nothing would change', async () => {
    const repo = await applied();
    const old = repo.git('rev-parse', 'HEAD');
    const newer = repo.commit('A comment', { 'partners/a.example.yaml': `# hello\n${partnerText('a.example')}` });
    expect(await run(repo, ['apply', '--yes'])).toMatchObject({ code: 0 });
    expect(readState(repo.root).lastApplied?.commit).toBe(newer);
    repo.git('checkout', '--quiet', old);
    expect(await run(repo, ['apply', '--yes'])).toMatchObject({ code: 0 });
    expect(readState(repo.root).lastApplied?.commit).toBe(newer);
    repo.git('checkout', '--quiet', 'main');
    repo.commit('Tighter', { 'partners/a.example.yaml': partnerText('a.example', 'connectionLimit: 8') });
    await run(repo, ['apply', '--yes']);
    repo.git('checkout', '--quiet', old);
    const result = await run(repo, ['apply', '--yes']);
    expect(result.code).toBe(3);
    expect(result.stdout).toMatch(/does not build on\s+it/);
    expect(readState(repo.root).partners.find(({ domain }) => domain === 'a.example')?.connectionLimit).toBe(8);
  });
});
