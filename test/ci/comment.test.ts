/** `ci comment` against GitHub's API as GitHub describes it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { PlanResult } from '../../src/model/plan.ts';
import { renderErrorJson } from '../../src/render/error-json.ts';
import { renderPlansJson } from '../../src/render/plan/plan-json.ts';
import { add, plan } from '../render/support/plans.ts';
import { failedPlan, largePlan, mixedPlan, nothingPlan } from '../render/support/scenes.ts';
import { type CliRun, cli } from '../support/cli.ts';
import { partner } from '../support/partners.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';
import { BOT, type GitHubMock, gitHubMocks, type MockThread, REPOSITORY, TOKEN } from './support/github-mock.ts';

const folder = temporaryFolders();
const mocks = gitHubMocks();
const HEAD = '1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d';
const MARKER = '<!-- partnerctl plan edge-eu -->\n<!-- partnerctl shown {';

let github: GitHubMock;
let pull: MockThread;
let root: string;

beforeEach(async () => {
  github = await mocks();
  pull = github.openPull(7, { head: HEAD, mergeCommit: null, base: 'main' });
  root = await folder();
  writeFileSync(join(root, 'event.json'), JSON.stringify({ pull_request: { number: 7, head: { sha: HEAD } } }));
});

async function comment(
  text: string,
  env: Readonly<Record<string, string | undefined>> = {},
  ...argv: string[]
): Promise<CliRun> {
  writeFileSync(join(root, 'plan.json'), text);
  const run = await cli(['ci', 'comment', '--plan', 'plan.json', ...argv], {
    cwd: root,
    env: {
      GITHUB_API_URL: github.apiUrl,
      GITHUB_SERVER_URL: 'https://github.example',
      GITHUB_REPOSITORY: REPOSITORY,
      GITHUB_TOKEN: TOKEN,
      GITHUB_EVENT_PATH: join(root, 'event.json'),
      GITHUB_RUN_ID: '4711',
      GH_TOKEN: undefined,
      ...env,
    },
  });
  expect(run.stdout + run.stderr).not.toContain(TOKEN);
  return run;
}

const planned = (...results: readonly PlanResult[]) => renderPlansJson(results);

describe('one comment per pull request and deployment', () => {
  test('is written, left as it is, and updated in place', async () => {
    expect(await comment(planned(mixedPlan))).toMatchObject({
      code: 0,
      stdout: 'pull request 7, plan edge-eu: written\n',
    });
    expect(pull.comments).toHaveLength(1);
    expect(pull.comments[0]?.body.startsWith(MARKER)).toBe(true);

    expect(await comment(planned(mixedPlan), { GITHUB_RUN_ID: '4712' })).toMatchObject({
      stdout: expect.stringContaining('unchanged') as string,
    });
    expect(github.changes()).toEqual(['POST /issues/7/comments']);

    expect(await comment(planned(nothingPlan))).toMatchObject({ stdout: expect.stringContaining('updated') as string });
    expect(pull.comments).toHaveLength(1);
    expect(pull.comments[0]?.body).toContain('This pull request changes nothing on edge-eu.');
  });

  test('is not begun where there is nothing to say', async () => {
    expect(await comment(planned(nothingPlan))).toMatchObject({
      code: 0,
      stdout: 'pull request 7, plan edge-eu: nothing to say\n',
    });
    expect(pull.comments).toEqual([]);
  });

  test('is begun for a deployment that could not be planned, and for each deployment', async () => {
    await comment(planned(mixedPlan, failedPlan));
    expect(pull.comments.map(({ body }) => body.split('\n')[0])).toEqual([
      '<!-- partnerctl plan edge-eu -->',
      '<!-- partnerctl plan edge-us -->',
    ]);
    expect(pull.comments[1]?.body).toContain('**edge-us could not be planned:** nobody can say');
  });

  test('is found among 130, and a marker that somebody else has written is not ours', async () => {
    const spoof = { id: 1, author: 'mallory', body: `${MARKER}"plan":null,"changes":[]} -->\n\nAll is well.` };
    const talk = Array.from({ length: 128 }, (_, index) => ({
      id: index + 2,
      author: index % 2 ? 'jane' : BOT,
      body: 'hello',
    }));
    const quoting = { id: 200, author: BOT, body: `> ${MARKER}` };
    pull.comments.push(spoof, ...talk, quoting);
    await comment(planned(mixedPlan));
    expect(pull.comments).toHaveLength(131);
    await comment(planned(add1()));
    expect(pull.comments).toHaveLength(131);
    expect(pull.comments[130]?.body).toContain('lets `a.example` in');
    expect(spoof.body).toContain('All is well.');
    expect(github.calls.filter(({ method }) => method === 'GET').map(({ path }) => path)).toEqual([
      '/issues/7/comments?per_page=100&page=1',
      '/issues/7/comments?per_page=100&page=2',
      '/issues/7/comments?per_page=100&page=1',
      '/issues/7/comments?per_page=100&page=2',
    ]);
  });

  test('says that nothing was planned once the files are broken, and only where a plan stood before', async () => {
    const broken = renderErrorJson({ code: 'invalid-files', message: 'the files have 2 errors', hint: 'see lint' });
    expect(await comment(broken)).toMatchObject({ code: 0, stdout: '' });
    await comment(planned(mixedPlan));
    await comment(broken);
    expect(pull.comments).toHaveLength(1);
    expect(pull.comments[0]?.body).toContain('**Nothing was planned: the files have 2 errors.**');
    expect(pull.comments[0]?.body).not.toContain('partnerctl shown');
  });

  test('a plan of 5,000 changes: within the limit, whole partners, and the others counted', async () => {
    expect(await comment(planned(largePlan))).toMatchObject({ code: 0 });
    const [{ body } = { body: '' }] = pull.comments;
    expect(body.length).toBeLessThanOrEqual(60_000);
    expect(body.length).toBeGreaterThan(55_000);
    expect(body.match(/<details>/g)?.length).toBe(body.match(/<\/details>/g)?.length);
    const shown = JSON.parse(/^<!-- partnerctl shown (.*) -->$/m.exec(body)?.[1] ?? '') as { changes: string[] };
    const rows = body.match(/^\| (?:\*\*)?(?:WEAKENS|opens|neutral)/gm)?.length ?? 0;
    expect(shown.changes).toHaveLength(rows);
    const missing = Number(/\*\*([\d,]+) more changes not shown/.exec(body)?.[1]?.replace(',', ''));
    expect(rows + missing).toBe(5_000);
    expect(body).toContain('[this run](https://github.example/contoso/partners/actions/runs/4711)');
  });

  test.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    [
      'a revoked token',
      { GITHUB_TOKEN: 'ghs_revoked-revoked' },
      ['the token is not accepted: "Bad credentials"', 'it was revoked, has expired'],
    ],
    ['a repository that is not there', { GITHUB_REPOSITORY: 'contoso/other' }, ['no such thing in "contoso/other"']],
    ['no token', { GITHUB_TOKEN: '' }, ['there is no token for GitHub']],
    ['an address that would show the token', { GITHUB_API_URL: 'http://github.example' }, ['for this machine only']],
  ])('%s is a clear error', async (_, env, messages) => {
    const { code, stderr } = await comment(planned(mixedPlan), env);
    expect(code).toBe(1);
    for (const message of messages) expect(stderr).toContain(message);
  });

  test('a token that writes under another name: its own words would not be found again', async () => {
    github.login = 'jane';
    const { code, stderr } = await comment(planned(mixedPlan));
    expect(code).toBe(1);
    expect(stderr).toContain('add --author "jane"');
    expect(await comment(planned(add1()), {}, '--author', 'jane')).toMatchObject({ code: 0 });
    expect(pull.comments).toHaveLength(1);
  });

  test('GitHub would refuse what is longer than it allows, and that is said', async () => {
    pull.comments.push({ id: 1, author: BOT, body: `${MARKER}` });
    github.fail('PATCH /issues/comments/1', { status: 422, message: 'Body is too long (maximum is 65536 characters)' });
    expect(await comment(planned(mixedPlan))).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('"Body is too long (maximum is 65536 characters)"') as string,
    });
  });
});

const add1 = () => plan([add(partner('a.example'), { causes: ['proposed'] })]);

describe('what it is fed with', () => {
  test('a plan whose content does not fit its digests is refused', async () => {
    const { code, stderr } = await comment(planned(mixedPlan).replace(mixedPlan.digest, largePlan.digest));
    expect(code).toBe(3);
    expect(stderr).toContain('plan.json was altered');
    expect(github.calls).toEqual([]);
  });

  test('a deployment whose name would end the marker is refused', async () => {
    const { code, stderr } = await comment(planned({ ...failedPlan, deployment: 'x --> @everyone' }));
    expect(code).toBe(1);
    expect(stderr).toContain('is no name of a deployment');
    expect(github.changes()).toEqual([]);
  });

  test('nothing is wrong usage', async () => {
    expect(await cli(['ci', 'comment'], { cwd: root })).toMatchObject({ code: 64 });
    expect(await cli(['ci'], { cwd: root })).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('ci comment, ci annotate') as string,
    });
  });
});
