/**
 * A forge in small: a repository served over HTTP, pull requests at a mock of GitHub's API, a deployment behind the
 * partner API, and the workflows that `init` writes, run as GitHub would run them.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { ciFiles } from '../../../src/adopt/ci-files.ts';
import { cli } from '../../support/cli.ts';
import { partnerFiles } from '../../support/example.ts';
import type { GitRepository } from '../../support/git-repository.ts';
import { gitRepositories } from '../../support/git-repository.ts';
import { type PartnerServer, partnerServer, READ_ONLY, TOKEN as READ_WRITE } from '../../support/partner-server.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';
import { gitServers } from './git-http.ts';
import { type GitHubMock, gitHubMocks, type MockThread, REPOSITORY, TOKEN } from './github-mock.ts';
import { type Ran, runWorkflow } from './runner.ts';
import { workflowOf } from './workflow-file.ts';

export interface Forge {
  readonly repo: GitRepository;
  readonly github: GitHubMock;
  readonly server: PartnerServer;
  readonly artifacts: string;
  /** A branch with a commit, and a pull request for it; `fork`: from somewhere else, without secrets. */
  readonly propose: (number: number, files: Files, from?: 'fork') => MockThread;
  /** A further commit to a pull request. */
  readonly push: (thread: MockThread, files: Files) => void;
  readonly merge: (thread: MockThread, how?: 'merge' | 'squash') => string;
  /** What runs on a pull request; `between` two of its jobs somebody may tamper. */
  readonly check: (thread: MockThread, between?: (job: string) => void) => Promise<Ran>;
  /** What then runs for a fork. */
  readonly checkFork: (thread: MockThread) => Promise<Ran>;
  /** What runs on the default branch; `commit`: of an old run that is started again. */
  readonly apply: (given?: { readonly override?: string; readonly commit?: string }) => Promise<Ran>;
  readonly drift: () => Promise<Ran>;
  /** Any workflow file. */
  readonly run: (text: string, event: string, about: About) => Promise<Ran>;
  /** Where the repository is served. */
  readonly origin: string;
}

export type Files = Readonly<Record<string, string | null>>;

export function configOf(url: string): string {
  return `workspace: contoso-partners\ndeployments:\n  edge-eu: { adapter: http, url: '${url}', token: env:EDGE_EU_TOKEN }\n`;
}

/**
 * Call once per file; the function it returns makes a forge with two partners, committed and applied. `url`: of another
 * deployment than the server in this process.
 */
export function forges(): (url?: string) => Promise<Forge> {
  const repositories = gitRepositories();
  const folders = temporaryFolders();
  const mocks = gitHubMocks();
  const serve = gitServers();
  const servers: PartnerServer[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.stop();
  });
  return async (url) => {
    const server = await partnerServer();
    servers.push(server);
    const repo = await repositories();
    const files = { 'partnerctl.yaml': configOf(url ?? server.url), '.gitignore': '.partnerctl/\n' };
    repo.commit('Begin', { ...files, ...partnerFiles('a.example', 'b.example') });
    const applied = await cli(['apply', '--yes'], { cwd: repo.root, env: { EDGE_EU_TOKEN: READ_WRITE } });
    if (applied.code !== 0) throw new Error(applied.stdout + applied.stderr);
    return forge(repo, await mocks(), server, await folders(), await serve(repo));
  };
}

function forge(repo: GitRepository, github: GitHubMock, server: PartnerServer, folder: string, origin: string): Forge {
  const artifacts = join(folder, 'artifacts');
  mkdirSync(artifacts);
  const runText = async (text: string, event: string, about: About) => {
    const payload = join(folder, 'event.json');
    writeFileSync(payload, JSON.stringify(about.event));
    return await runWorkflow({
      workflow: workflowOf(text),
      origin,
      artifacts,
      github: {
        event: { repository: { default_branch: 'main' }, ...about.event },
        event_name: event,
        repository: REPOSITORY,
        ref: about.ref,
        ref_name: about.ref.replace('refs/heads/', ''),
        sha: about.sha,
        token: TOKEN,
      },
      env: {
        GITHUB_API_URL: github.apiUrl,
        GITHUB_SERVER_URL: 'https://github.example',
        GITHUB_REPOSITORY: REPOSITORY,
        GITHUB_REF_NAME: about.ref.replace('refs/heads/', ''),
        GITHUB_SHA: about.sha,
        GITHUB_RUN_ID: '4711',
        GITHUB_EVENT_NAME: event,
        GITHUB_EVENT_PATH: payload,
        GITHUB_ACTOR: 'jane',
      },
      ...(about.secrets !== false && { secrets: { EDGE_EU_TOKEN: READ_WRITE, EDGE_EU_READ_TOKEN: READ_ONLY } }),
      ...(about.inputs !== undefined && { inputs: about.inputs }),
      ...(about.between !== undefined && { between: about.between }),
    });
  };
  const run = async (name: string, event: string, about: About) => await runText(workflowText(name), event, about);
  const main = () => repo.git('rev-parse', 'main');
  const isFork = ({ author }: MockThread) => author === 'stranger';
  const fullName = (thread: MockThread) => (isFork(thread) ? 'stranger/partners' : REPOSITORY);
  /** The merge that GitHub tries out. */
  const tryOut = (thread: MockThread): string => {
    repo.git('switch', '--quiet', '--detach', 'main');
    const commit = repo.merge(`topic-${thread.number}`, `Merge topic-${thread.number} into main`);
    repo.git('switch', '--quiet', 'main');
    return commit;
  };
  return {
    repo,
    github,
    server,
    artifacts,
    origin,
    run: runText,
    propose: (number, files, from) => {
      repo.git('switch', '--quiet', '--create', `topic-${number}`);
      const head = repo.commit(`Change ${number}`, files);
      repo.git('switch', '--quiet', 'main');
      const thread = github.openPull(number, { head, mergeCommit: null, base: 'main' });
      if (from === 'fork') thread.author = 'stranger';
      return thread;
    },
    push: ({ number, pull }, files) => {
      repo.git('switch', '--quiet', `topic-${number}`);
      const head = repo.commit(`Change ${number} again`, files);
      repo.git('switch', '--quiet', 'main');
      Object.assign(pull ?? {}, { head });
    },
    merge: ({ number, pull }, how = 'merge') => {
      if (how === 'squash') repo.git('merge', '--quiet', '--squash', `topic-${number}`);
      const commit =
        how === 'squash'
          ? repo.commit(`Change (#${number})`)
          : repo.merge(`topic-${number}`, `Merge pull request #${number}`);
      Object.assign(pull ?? {}, { mergeCommit: commit });
      return commit;
    },
    check: async (thread, between) =>
      await run('partners', 'pull_request', {
        event: {
          pull_request: {
            number: thread.number,
            head: { sha: thread.pull?.head, repo: { full_name: fullName(thread) } },
            base: { sha: main() },
          },
        },
        ref: `refs/pull/${thread.number}/merge`,
        sha: tryOut(thread),
        secrets: !isFork(thread),
        ...(between !== undefined && { between }),
      }),
    checkFork: async (thread) =>
      await run('partners-forks', 'workflow_run', {
        event: {
          workflow_run: {
            id: 4711,
            event: 'pull_request',
            conclusion: 'success',
            head_sha: thread.pull?.head,
            head_repository: { full_name: fullName(thread) },
          },
        },
        ref: 'refs/heads/main',
        sha: main(),
      }),
    apply: async ({ override = '', commit = main() } = {}) =>
      await run('partners-apply', override === '' ? 'push' : 'workflow_dispatch', {
        event: {},
        ref: 'refs/heads/main',
        sha: commit,
        inputs: { override },
      }),
    drift: async () => await run('partners-drift', 'schedule', { event: {}, ref: 'refs/heads/main', sha: main() }),
  };
}

export interface About {
  readonly event: object;
  readonly ref: string;
  readonly sha: string;
  readonly secrets?: boolean;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly between?: (job: string) => void;
}

/** As `init` writes it, with the line about the secret made real, as the file asks for. */
function workflowText(name: string): string {
  const text = ciFiles('github', '1.2.3').find(({ file }) => file.endsWith(`/${name}.yml`))?.text ?? '';
  return withSecret(text);
}

export function withSecret(text: string): string {
  return text
    .replaceAll('# env:', 'env:')
    .replaceAll('#   EDGE_EU_TOKEN:', '  EDGE_EU_TOKEN:')
    .replaceAll('# EDGE_EU_TOKEN:', 'EDGE_EU_TOKEN:');
}

/** A file of an artifact. */
export function artifact({ artifacts }: Forge, path: string): string {
  return readFileSync(join(artifacts, path), 'utf8');
}
