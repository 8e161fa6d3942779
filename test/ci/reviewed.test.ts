/** The reviewed change is what is applied: commits in a real repository, pull requests at a mock of GitHub. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { planMarker, shownIn, shownLine } from '../../src/ci/markers.ts';
import { expectValid } from '../render/support/schema.ts';
import { BASICS, editState, partnerFiles, partnerText, planJson, run } from '../support/example.ts';
import { type GitRepository, gitRepositories } from '../support/git-repository.ts';
import { ci } from './support/ci-run.ts';
import { BOT, type GitHubMock, gitHubMocks, type MockThread } from './support/github-mock.ts';

const repository = gitRepositories();
const mocks = gitHubMocks();

let github: GitHubMock;
let repo: GitRepository;
/** Two partners, committed and applied. */
beforeEach(async () => {
  github = await mocks();
  repo = await repository();
  repo.commit('Two partners', { ...BASICS, ...partnerFiles('a.example', 'b.example') });
  expect(await run(repo, ['apply', '--yes'])).toMatchObject({ code: 0 });
});

/** A pull request with a commit, whose comment shows what the plan of the tree says. */
async function pullRequest(number: number, files: Readonly<Record<string, string | null>>): Promise<MockThread> {
  repo.git('switch', '--quiet', '--create', `topic-${number}`);
  const head = repo.commit(`Change ${number}`, files);
  const { digest, changes } = await planJson(repo);
  repo.git('switch', '--quiet', 'main');
  const thread = github.openPull(number, { head, mergeCommit: null, base: 'main' });
  comment(thread, BOT, { plan: digest, changes: changes.map((change) => change.digest) });
  return thread;
}

function comment(
  thread: MockThread,
  author: string,
  shown: Parameters<typeof shownLine>[0],
  deployment = 'local',
): void {
  const body = `${planMarker(deployment)}\n${shownLine(shown)}\n\nThis pull request …`;
  thread.comments.push({ id: thread.comments.length + 1, author, body });
}

function merge(thread: MockThread): string {
  const commit = repo.merge(`topic-${thread.number}`, `Merge pull request #${thread.number}`);
  merged(thread, commit);
  return commit;
}

function merged(thread: MockThread, commit: string | null): void {
  if (thread.pull !== undefined) thread.pull.mergeCommit = commit;
}

/** What the job on the default branch does. */
async function applyReviewed(...argv: readonly string[]) {
  writeFileSync(join(repo.root, '.partnerctl/plan.json'), (await run(repo, ['plan', '--format', 'json'])).stdout);
  const reviewed = await ci({ root: repo.root, github }, 'reviewed', '--plan', '.partnerctl/plan.json');
  expect(reviewed).toMatchObject({ code: 0 });
  expectValid('reviewed', reviewed.stdout);
  writeFileSync(join(repo.root, '.partnerctl/reviewed.json'), reviewed.stdout);
  const applied = await run(repo, ['apply', '--yes', '--reviewed', '.partnerctl/reviewed.json', '--quiet', ...argv]);
  return { ...applied, told: reviewed.stderr };
}

const C = partnerFiles('c.example');

test('what was shown on a merged pull request is applied', async () => {
  merge(await pullRequest(12, C));
  expect(await applyReviewed()).toMatchObject({
    code: 0,
    told: 'local: merged since the last apply: #12\n',
  });
});

test('two merged in a row before one apply, one of them as a squash', async () => {
  merge(await pullRequest(12, C));
  const second = await pullRequest(13, { 'partners/b.example.yaml': null });
  repo.git('merge', '--quiet', '--squash', 'topic-13');
  merged(second, repo.commit('Let b go (#13)'));
  expect(await applyReviewed()).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('2 applied, verified') as string,
  });
});

test('rebased: its last commit is the merge', async () => {
  const thread = await pullRequest(12, C);
  repo.commit('Something else', { 'NOTES.md': 'x' });
  repo.git('switch', '--quiet', 'topic-12');
  repo.git('rebase', '--quiet', 'main');
  repo.git('switch', '--quiet', 'main');
  repo.git('merge', '--quiet', '--ff-only', 'topic-12');
  merged(thread, repo.git('rev-parse', 'HEAD'));
  expect(await applyReviewed()).toMatchObject({ code: 0 });
});

describe('refused, exit 3, and the change is named', () => {
  const refused = async (...words: readonly string[]) => {
    const { code, stdout } = await applyReviewed();
    expect(code).toBe(3);
    const said = stdout.replace(/\s+/g, ' ');
    for (const word of words) expect(said).toContain(word);
    return /--override ([0-9a-f]{12})/.exec(said)?.[1] ?? '';
  };

  test('a commit without a pull request; a person can let that one plan through', async () => {
    repo.commit('Straight to main', C);
    const digest = await refused(
      'refused (unreviewed): 1 change was shown on no pull request merged since',
      '(there is none): add c.example',
    );
    expect(await applyReviewed('--override', digest)).toMatchObject({ code: 0 });
  });

  test('a plan that went stale between the review and the merge', async () => {
    const thread = await pullRequest(12, {
      'partners/b.example.yaml': partnerText('b.example', 'connectionLimit: 10'),
    });
    editState(repo.root, ({ partners }) => {
      for (const each of partners) Object.assign(each, { keepAlive: false });
    });
    merge(thread);
    await refused('2 changes were shown on no pull request', '(#12): update a.example, update b.example');
  });

  test('a second pull request that was planned before the first was merged, and touches the same partner', async () => {
    const b = (...lines: readonly string[]) => ({ 'partners/b.example.yaml': partnerText('b.example', ...lines) });
    const first = await pullRequest(12, b('connectionLimit: 10'));
    const second = await pullRequest(13, b('keepAlive: false'));
    merge(first);
    expect(await applyReviewed()).toMatchObject({ code: 0 });
    merged(second, repo.commit('Both (#13)', b('connectionLimit: 10', 'keepAlive: false')));
    await refused('(#13): update b.example');
  });

  const rewritten = (thread: MockThread, rewrite: (body: string) => string) => {
    for (const each of thread.comments) each.body = rewrite(each.body);
  };

  test.each<[string, (thread: MockThread) => void]>([
    ['a comment of somebody else', ({ comments }) => Object.assign(comments[0] ?? {}, { author: 'mallory' })],
    ['a comment about another deployment', (thread) => rewritten(thread, (body) => body.replace('local', 'edge'))],
    ['a pull request that was closed', (thread) => merged(thread, null)],
    ['a pull request that was merged elsewhere', ({ pull }) => Object.assign(pull ?? {}, { base: 'next' })],
    ['a marker that is not at the start', (thread) => rewritten(thread, (body) => `> hi\n${body}`)],
    ['digests that are not in their line', (thread) => rewritten(thread, (body) => body.replace('\n', '\n\n'))],
    ['no comment', (thread) => thread.comments.splice(0)],
  ])('%s', async (_, spoil) => {
    const thread = await pullRequest(12, C);
    merge(thread);
    spoil(thread);
    await refused('add c.example');
  });

  test('a pull request that was merged before the last apply', async () => {
    merge(await pullRequest(12, C));
    expect(await applyReviewed()).toMatchObject({ code: 0 });
    repo.commit('Away', { 'partners/c.example.yaml': null });
    expect(await run(repo, ['apply', '--yes'])).toMatchObject({ code: 0 });
    repo.commit('And back', C);
    await refused('add c.example');
  });

  test('a job of last week, run again', async () => {
    const old = repo.git('rev-parse', 'HEAD');
    merge(await pullRequest(12, C));
    expect(await applyReviewed()).toMatchObject({ code: 0 });
    repo.git('checkout', '--quiet', old);
    expect(await applyReviewed()).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('nothing to do') as string,
    });
    repo.git('checkout', '--quiet', 'main');
    repo.commit('Let b go', { 'partners/b.example.yaml': null });
    expect(await run(repo, ['apply', '--yes'])).toMatchObject({ code: 0 });
    repo.git('checkout', '--quiet', old);
    await refused('refused (history)', 'refused (unreviewed)', 'add b.example');
  });
});

test('a plan too long for its comment counts as shown where nothing has moved since', async () => {
  const thread = await pullRequest(12, C);
  const { plan } = shownIn(thread.comments[0]?.body ?? '');
  thread.comments.splice(0);
  comment(thread, BOT, { plan, changes: [] });
  merge(thread);
  expect(await applyReviewed()).toMatchObject({ code: 0 });
});

test('an answer that cannot be had stops everything', async () => {
  merge(await pullRequest(12, C));
  writeFileSync(join(repo.root, 'plan.json'), (await run(repo, ['plan', '--format', 'json'])).stdout);
  github.fail('GET /issues/12/comments', { status: 404, message: 'Not Found' });
  expect(await ci({ root: repo.root, github }, 'reviewed', '--plan', 'plan.json', '--format', 'json')).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('"error"') as string,
  });
});

test.each([
  ['something else', '{}', 'it has no formatVersion'],
  [
    'a deployment twice',
    JSON.stringify({
      formatVersion: 1,
      reviewed: Array.from({ length: 2 }, () => ({
        deployment: 'local',
        since: null,
        pulls: [],
        withoutPull: [],
        plans: [],
        changes: [],
      })),
    }),
    'a deployment occurs twice',
  ],
])('%s is no file of what was reviewed', async (_, text, message) => {
  writeFileSync(join(repo.root, 'reviewed.json'), text);
  expect(await run(repo, ['apply', '--yes', '--reviewed', 'reviewed.json'])).toMatchObject({
    code: 64,
    stderr: expect.stringContaining(message) as string,
  });
});
