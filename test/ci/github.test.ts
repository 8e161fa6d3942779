/** When GitHub does not do as asked: patience where it is asked for, and never the same thing written twice. */
import { beforeEach, expect, test } from 'vitest';
import { openGitHub } from '../../src/ci/github/client.ts';
import { planMarker } from '../../src/ci/markers.ts';
import { publishComments } from '../../src/ci/publish-comments.ts';
import { PartnerctlError } from '../../src/model/errors.ts';
import { NOW } from '../support/cli.ts';
import {
  BOT,
  type Fault,
  type GitHubMock,
  gitHubMocks,
  type MockThread,
  REPOSITORY,
  TOKEN,
} from './support/github-mock.ts';

const mocks = gitHubMocks();
const LIST = 'GET /issues/7/comments';
const CREATE = 'POST /issues/7/comments';

let mock: GitHubMock;
let pull: MockThread;
/** How long was waited, in ms. */
let waits: number[];

beforeEach(async () => {
  mock = await mocks();
  pull = mock.openPull(7, { head: 'x', mergeCommit: null, base: 'main' });
  waits = [];
});

/** Writes one comment; the error's code and text, or nothing. */
async function publish(apiUrl = mock.apiUrl): Promise<string> {
  const delay = (ms: number) => {
    waits.push(ms);
    return Promise.resolve();
  };
  const edges = { now: () => NOW, random: () => 1, delay, signal: new AbortController().signal };
  const github = openGitHub({ apiUrl, token: TOKEN, repository: REPOSITORY }, edges);
  const marker = planMarker('edge-eu');
  try {
    await publishComments({ github, pull: 7, author: BOT }, [{ marker, body: `${marker}\nhello`, begins: true }]);
    return '';
  } catch (error) {
    if (!(error instanceof PartnerctlError)) throw error;
    expect(`${error.message} ${error.hint}`).not.toContain(TOKEN);
    return `${error.code}: ${error.message} (${error.hint})`;
  } finally {
    await github.close();
  }
}

test.each<[string, string, Fault, number]>([
  ['a Retry-After', LIST, { status: 429, headers: { 'retry-after': '7' } }, 7_000],
  [
    'a Retry-After as a date',
    LIST,
    { status: 429, headers: { 'retry-after': 'Sun, 22 Nov 2026 12:00:30 GMT' } },
    30_000,
  ],
  [
    'a secondary limit without a word',
    CREATE,
    { status: 403, message: 'You have exceeded a secondary rate limit.' },
    60_000,
  ],
  [
    'a limit that is reset soon',
    CREATE,
    { status: 403, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW.getTime() / 1000 + 20) } },
    21_000,
  ],
])('%s is waited for, also before a creation: it was not carried out', async (_, request, fault, wait) => {
  mock.fail(request, fault);
  expect(await publish()).toBe('');
  expect(waits).toEqual([wait]);
  expect(pull.comments).toHaveLength(1);
});

test('a limit that is used up for long is an error that says until when', async () => {
  const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW.getTime() / 1000 + 2_400) };
  mock.fail(LIST, { status: 403, headers, message: 'API rate limit exceeded' });
  const said = await publish();
  expect(said).toContain('github-rate-limit');
  expect(said).toContain('the rate limit is used up: "API rate limit exceeded"');
  expect(said).toContain('run it again after 2026-11-22T12:40Z');
  expect(waits).toEqual([]);
  expect(mock.calls).toHaveLength(1);
});

test('502 is tried again, with growing patience; in the end it is an error', async () => {
  mock.fail(LIST, { status: 502 }, { status: 503 });
  expect(await publish()).toBe('');
  expect(waits).toEqual([1_000, 2_000]);
  mock.fail(LIST, ...Array.from({ length: 4 }, () => ({ status: 502, message: 'Server Error' })));
  expect(await publish()).toContain('github-unavailable');
});

test('a creation whose answer is lost is looked for before it is sent again', async () => {
  mock.fail(CREATE, { status: 502, afterwards: true });
  expect(await publish()).toBe('');
  expect(pull.comments).toHaveLength(1);
  expect(mock.changes()).toEqual(['POST /issues/7/comments']);
});

test('a creation that really failed is sent again', async () => {
  mock.fail(CREATE, { status: 502 });
  expect(await publish()).toBe('');
  expect(pull.comments).toHaveLength(1);
  expect(mock.changes()).toHaveLength(2);
});

test('what the token may not do names the permission', async () => {
  mock.fail(LIST, { status: 403, message: 'Resource not accessible by integration' });
  expect(await publish()).toMatch(
    /^github-permission: .*"Resource not accessible.*`permissions: pull-requests: write`/,
  );
});

test.each<[string, Fault, string]>([
  ['redirects', { status: 301 }, 'github-moved'],
  ['finds nothing', { status: 404, message: 'Not Found' }, 'github-not-found'],
  ['is a teapot', { status: 418 }, 'github-unavailable'],
])('a server that %s is a clear error', async (_, fault, code) => {
  mock.fail(LIST, fault);
  expect(await publish()).toContain(code);
});

test('a server that is not there, or is not GitHub', async () => {
  expect(await publish('http://127.0.0.1:1')).toContain(
    'github-unreachable: http://127.0.0.1:1 gave no answer (ECONNREFUSED)',
  );
  expect(waits).toHaveLength(3);
  pull.comments.push({ id: 0, author: BOT, body: 'no number is below 1' });
  expect(await publish()).toContain('answered something else than GitHub');
});
