/** `ci issue`: one issue about drift per deployment, closed when there is none. */
import { beforeEach, expect, test } from 'vitest';
import { hasDrift } from '../../src/ci/drift-issue.ts';
import type { PlanResult } from '../../src/model/plan.ts';
import { plan, remove, update } from '../render/support/plans.ts';
import { failedPlan, mixedPlan, nothingPlan } from '../render/support/scenes.ts';
import { partner } from '../support/partners.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';
import { ci, planFile } from './support/ci-run.ts';
import { BOT, type GitHubMock, gitHubMocks } from './support/github-mock.ts';

const folder = temporaryFolders();
const mocks = gitHubMocks();

let github: GitHubMock;
let root: string;
beforeEach(async () => {
  github = await mocks();
  root = await folder();
});

const issue = async (...results: readonly PlanResult[]) =>
  await ci({ root, github }, 'issue', '--plan', planFile(root, ...results));

const drifted = plan([update(partner('a.example'), { keepAlive: false }, { causes: ['drift'] })]);
const unexplained = (record: { readonly lastApplied?: string }) =>
  plan([remove(partner('a.example'), { causes: [] })], {
    live: { revision: '1', digest: nothingPlan.live.digest, ...record },
  });

const open = () => [...github.threads.values()].filter(({ state }) => state === 'open');

test('is opened, kept, updated, closed, and opened again', async () => {
  expect(await issue(drifted)).toMatchObject({ code: 0, stdout: 'edge-eu: issue opened\n' });
  expect(open()).toMatchObject([{ title: 'Drift on edge-eu' }]);
  expect(open()[0]?.body).toContain('1 partner was changed there without a commit');
  expect(await issue(drifted)).toMatchObject({ stdout: 'edge-eu: issue unchanged\n' });
  expect(await issue(mixedPlan)).toMatchObject({ stdout: 'edge-eu: issue updated\n' });
  for (const word of ['proseware.example', 'litware.example', 'spam wave', 'reopens'])
    expect(open()[0]?.body).toContain(word);

  expect(await issue(nothingPlan)).toMatchObject({ stdout: 'edge-eu: issue closed\n' });
  expect(open()).toEqual([]);
  expect(await issue(nothingPlan)).toMatchObject({ stdout: 'edge-eu: issue unchanged\n' });
  expect(await issue(drifted)).toMatchObject({ stdout: 'edge-eu: issue reopened\n' });
  expect(open()).toHaveLength(1);
  expect(github.threads.size).toBe(1);
});

test.each([
  [
    'the server does otherwise than is declared',
    [{ code: 'declaration-differs', severity: 'warning', message: 'contoso.com does tlsNegotiation: Optional' }],
    'is not what the files say:** the server does otherwise than `enforces` declares.',
  ],
  [
    'somebody edited what is not in force',
    [],
    'is not what the files say:** what stands written there is not what is in force.',
  ],
] as const)('no partner has moved, and yet it is drift: %s', async (_, diagnostics, told) => {
  expect(await issue(plan([], { drift: true, diagnostics }))).toMatchObject({ stdout: 'edge-eu: issue opened\n' });
  expect(open()[0]?.body).toContain(told);
});

test('without drift nothing is opened', async () => {
  expect(await issue(nothingPlan)).toMatchObject({ code: 0, stdout: 'edge-eu: no drift\n' });
  expect(github.changes()).toEqual([]);
});

test('of a server that could not be read the issue stays as it is, and the job fails', async () => {
  await issue(plan([], { unmanaged: mixedPlan.unmanaged, deployment: 'edge-us' }));
  const { code, stderr } = await issue(failedPlan);
  expect(code).toBe(1);
  expect(stderr).toContain('edge-us could not be read, its issue stays as it is');
  expect(open()).toHaveLength(1);
});

test('an issue with the marker that somebody else has written is not ours', async () => {
  const body = '<!-- partnerctl drift edge-eu -->\n\nAll is well.';
  github.threads.set(3, { number: 3, author: 'mallory', title: 'x', body, state: 'open', comments: [] });
  await issue(drifted);
  expect(github.threads.get(3)?.body).toBe(body);
  expect([...github.threads.values()].map(({ author }) => author)).toEqual(['mallory', BOT]);
});

test('a lost answer opens no second issue', async () => {
  github.fail('POST /issues', { status: 502, afterwards: true });
  expect(await issue(drifted)).toMatchObject({ code: 0 });
  expect(github.threads.size).toBe(1);
});

test.each([
  ['what waits for its apply', plan([remove(partner('a.example'), { causes: ['pending'] })]), false],
  ['nothing but a block', plan([], { blocked: mixedPlan.blocked }), false],
  ['what nobody can explain', unexplained({ lastApplied: 'x' }), true],
  ['a deployment to which nothing was ever applied', unexplained({}), false],
  ['unmanaged partners that are to be reported', plan([], { unmanaged: mixedPlan.unmanaged }), true],
  ['unmanaged partners that are ignored', plan([], { unmanaged: mixedPlan.unmanaged, drift: false }), false],
])('%s: drift or not', (_, some, drift) => {
  expect(hasDrift(some)).toBe(drift);
});
