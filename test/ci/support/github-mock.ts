/**
 * GitHub's REST API as far as it is used: it refuses what GitHub refuses, and its own answers are held to GitHub's
 * description, too. Pull requests, issues and comments are kept in memory.
 */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect } from 'vitest';
import { type Route, requestProblem, responseProblem, routeOf, sampleOf } from './github-schema.ts';

export const BOT = 'github-actions[bot]';
export const TOKEN = 'ghs_a-token-that-must-never-be-shown';
export const REPOSITORY = 'contoso/partners';
/** GitHub's limit on comments and issues. */
const LONGEST_BODY = 65_536;

export interface MockComment {
  id: number;
  author: string;
  body: string;
}

export interface MockThread {
  readonly number: number;
  /** Absent: an issue. */
  readonly pull?: { head: string; mergeCommit: string | null; base: string };
  author: string;
  title: string;
  body: string;
  state: 'open' | 'closed';
  readonly comments: MockComment[];
}

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

export interface Fault {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly message?: string;
  /** The request is carried out all the same, and only its answer is lost. */
  readonly afterwards?: boolean;
}

export interface GitHubMock {
  readonly apiUrl: string;
  readonly threads: Map<number, MockThread>;
  readonly calls: Call[];
  /** What the next requests of a kind are answered with instead: `POST /issues/7/comments`. */
  readonly fail: (request: string, ...faults: readonly Fault[]) => void;
  readonly openPull: (number: number, pull: NonNullable<MockThread['pull']>) => MockThread;
  /** As what it writes down whoever has the token. */
  login: string;
  /** Requests that change something. */
  readonly changes: () => readonly string[];
}

/** Call once per file; the function it returns starts a server, which ends with the test. */
export function gitHubMocks(): () => Promise<GitHubMock> {
  const open: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of open.splice(0)) await close();
  });
  return async () => {
    const violations: string[] = [];
    const mock = new Mock(violations);
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        const body = text === '' ? undefined : (JSON.parse(text) as unknown);
        mock.answer(
          { method: request.method ?? '', path: request.url ?? '', headers: request.headers, body },
          response,
        );
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    mock.apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v3`;
    open.push(async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      expect(violations).toEqual([]);
    });
    return mock;
  };
}

class Mock implements GitHubMock {
  apiUrl = '';
  login = BOT;
  readonly threads = new Map<number, MockThread>();
  readonly calls: Call[] = [];
  readonly #faults = new Map<string, Fault[]>();
  readonly #violations: string[];
  #next = 1000;

  constructor(violations: string[]) {
    this.#violations = violations;
  }

  fail(request: string, ...faults: readonly Fault[]): void {
    this.#faults.set(request, [...(this.#faults.get(request) ?? []), ...faults]);
  }

  openPull(number: number, pull: NonNullable<MockThread['pull']>): MockThread {
    const thread: MockThread = {
      number,
      pull,
      author: 'jane',
      title: 'A pull request',
      body: '',
      state: 'open',
      comments: [],
    };
    this.threads.set(number, thread);
    return thread;
  }

  changes(): readonly string[] {
    return this.calls.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`);
  }

  answer(call: Call, response: ServerResponse): void {
    const path = call.path.replace(/^\/api\/v3/, '');
    const below = path.replace(`/repos/${REPOSITORY}`, '');
    this.calls.push({ ...call, path: below });
    const [fault] = this.#faults.get(`${call.method} ${below.split('?')[0]}`)?.splice(0, 1) ?? [];
    const failed = fault && { status: fault.status, body: problem(fault) };
    const answer = fault !== undefined && fault.afterwards !== true ? failed : this.#judge(call, path);
    const { status, body } = failed ?? answer ?? NOT_FOUND;
    send(response, status, body, fault?.headers);
  }

  #judge(call: Call, path: string): Answered {
    const route = path.startsWith(`/repos/${REPOSITORY}/`) ? routeOf(call.method, path.split('?')[0] ?? '') : undefined;
    if (call.headers.authorization !== `Bearer ${TOKEN}`) return { status: 401, body: { message: 'Bad credentials' } };
    if (route === undefined) return NOT_FOUND;
    const wrong = requestProblem(route, call.body) ?? tooLong(call.body);
    if (wrong !== undefined)
      return { status: 422, body: { message: `Validation Failed: ${wrong}`, documentation_url: 'x' } };
    const answer = this.#handle(route, new URLSearchParams(path.split('?')[1] ?? ''), call.body);
    const violation = answer.status < 400 ? responseProblem(route, answer.status, answer.body) : undefined;
    if (violation !== undefined) this.#violations.push(`${call.method} ${route.template}: ${violation}`);
    return answer;
  }

  #handle({ template, method, parameters }: Route, query: URLSearchParams, body: unknown): Answered {
    const given = (body ?? {}) as { body?: string; title?: string; state?: 'open' | 'closed' };
    const thread = this.threads.get(Number(parameters['issue_number'] ?? parameters['pull_number']));
    switch (`${method} ${template.replace('/repos/{owner}/{repo}', '')}`) {
      case 'get /issues/{issue_number}/comments':
        return thread === undefined ? NOT_FOUND : page(thread.comments.map(commentJson), query);
      case 'post /issues/{issue_number}/comments': {
        if (thread === undefined) return NOT_FOUND;
        const comment = { id: this.#next++, author: this.login, body: given.body ?? '' };
        thread.comments.push(comment);
        return { status: 201, body: commentJson(comment) };
      }
      case 'patch /issues/comments/{comment_id}': {
        const all = [...this.threads.values()].flatMap(({ comments }) => comments);
        const comment = all.find(({ id }) => id === Number(parameters['comment_id']));
        if (comment === undefined) return NOT_FOUND;
        comment.body = given.body ?? '';
        return { status: 200, body: commentJson(comment) };
      }
      case 'get /issues': {
        const by = query.get('creator');
        const found = [...this.threads.values()].filter(({ author }) => by === null || author === by);
        return page(found.toReversed().map(issueJson), query);
      }
      case 'post /issues': {
        const number = this.#next++;
        const { title = '', body: text = '' } = given;
        const issue: MockThread = { number, author: this.login, title, body: text, state: 'open', comments: [] };
        this.threads.set(number, issue);
        return { status: 201, body: issueJson(issue) };
      }
      case 'patch /issues/{issue_number}':
        if (thread === undefined) return NOT_FOUND;
        Object.assign(
          thread,
          Object.fromEntries(
            ['title', 'body', 'state'].flatMap((key) => (key in given ? [[key, given[key as 'title']]] : [])),
          ),
        );
        return { status: 200, body: issueJson(thread) };
      case 'get /pulls/{pull_number}':
        return thread?.pull === undefined ? NOT_FOUND : { status: 200, body: pullJson('pull-request', thread) };
      case 'get /commits/{commit_sha}/pulls': {
        const found = [...this.threads.values()].filter(({ pull }) => pull?.mergeCommit === parameters['commit_sha']);
        return page(
          found.map((each) => pullJson('pull-request-simple', each)),
          query,
        );
      }
      default:
        return NOT_FOUND;
    }
  }
}

interface Answered {
  readonly status: number;
  readonly body: unknown;
}

const NOT_FOUND: Answered = { status: 404, body: { message: 'Not Found' } };

function page(items: readonly unknown[], query: URLSearchParams): Answered {
  const size = Math.min(100, Number(query.get('per_page') ?? 30));
  const from = (Number(query.get('page') ?? 1) - 1) * size;
  return { status: 200, body: items.slice(from, from + size) };
}

function user(login: string): object {
  return { ...sampleOf('simple-user'), login, type: login.endsWith('[bot]') ? 'Bot' : 'User' };
}

function commentJson({ id, author, body }: MockComment): object {
  return { ...sampleOf('issue-comment'), id, body, user: user(author) };
}

function issueJson({ number, author, title, body, state, pull }: MockThread): object {
  const link =
    pull === undefined ? {} : { pull_request: { diff_url: null, html_url: null, patch_url: null, url: null } };
  return { ...sampleOf('issue'), number, title, body, state, user: user(author), ...link };
}

function pullJson(schema: string, { number, title, body, state, pull }: MockThread): object {
  const sample = sampleOf(schema);
  const merged = pull?.mergeCommit ?? null;
  return {
    ...sample,
    ...{ number, title, body, state, merge_commit_sha: merged, merged_at: merged && '2026-11-22T12:00:00Z' },
    head: { ...(sample['head'] as object), sha: pull?.head },
    base: { ...(sample['base'] as object), ref: pull?.base },
  };
}

function tooLong(body: unknown): string | undefined {
  const text = typeof body === 'object' && body !== null && 'body' in body ? String(body.body) : '';
  return text.length > LONGEST_BODY ? `body is too long (maximum is ${LONGEST_BODY} characters)` : undefined;
}

function problem({ status, message = `fault ${status}` }: Fault): object {
  return { message, documentation_url: 'https://docs.github.com/rest', status: String(status) };
}

function send(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(JSON.stringify(body));
}
