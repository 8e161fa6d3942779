/**
 * Real repositories for tests: fixed people and dates, and nothing of the machine's git configuration. Every commit is
 * a minute after the one before; its author wrote it an hour before it was committed.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { temporaryFolders } from './temporary-folder.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What git is started with, also by the code under test: no configuration but the repository's own. */
export const ISOLATED_ENVIRONMENT: Environment = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'))),
  HOME: '/nonexistent',
  XDG_CONFIG_HOME: '/nonexistent',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
};

/** No sample hooks, no house-keeping, no waiting for the disk; a commit prints its whole id. */
const QUICK: Environment = {
  GIT_TEMPLATE_DIR: '',
  GIT_CONFIG_COUNT: '3',
  GIT_CONFIG_KEY_0: 'maintenance.auto',
  GIT_CONFIG_VALUE_0: 'false',
  GIT_CONFIG_KEY_1: 'core.fsync',
  GIT_CONFIG_VALUE_1: 'none',
  GIT_CONFIG_KEY_2: 'core.abbrev',
  GIT_CONFIG_VALUE_2: 'no',
};

const FIRST_COMMIT = Date.UTC(2026, 0, 1);
const MINUTE = 60_000;

export interface GitRepository {
  /** Absolute, without links. */
  readonly root: string;
  /** Runs git, returns its output without the last line end. */
  readonly git: (...args: readonly string[]) => string;
  /** Text by path; null removes the file. */
  readonly write: (files: Readonly<Record<string, string | Buffer | null>>) => void;
  /** Writes, stages everything and commits, also where nothing changed; the commit's id. */
  readonly commit: (subject: string, files?: Readonly<Record<string, string | null>>) => string;
  /** A merge commit, also where a fast-forward would do. `resolve`: files as the merge has them. */
  readonly merge: (
    branches: string | readonly string[],
    subject: string,
    resolve?: Readonly<Record<string, string | null>>,
  ) => string;
  /** A clone through file://, the way CI makes one. */
  readonly clone: (...args: readonly string[]) => Promise<GitRepository>;
}

/** Call once per file or `describe`; the function it returns makes a repository with the branch main and no commit. */
export function gitRepositories(): (...init: readonly string[]) => Promise<GitRepository> {
  const folder = temporaryFolders();
  const cloned = async (from: string, args: readonly string[]): Promise<GitRepository> => {
    const root = await folder();
    runGit(root, ['clone', '--quiet', ...args, pathToFileURL(from).href, '.'], 0);
    return repositoryAt(root, cloned);
  };
  return async (...init) => {
    const root = await folder();
    runGit(root, ['init', '--quiet', '--initial-branch=main', ...init], 0);
    return repositoryAt(root, cloned);
  };
}

function repositoryAt(
  root: string,
  cloned: (from: string, args: readonly string[]) => Promise<GitRepository>,
): GitRepository {
  let commits = 0;
  const git: GitRepository['git'] = (...args) => runGit(root, args, commits).replace(/\n$/, '');
  const write: GitRepository['write'] = (files) => {
    for (const [path, content] of Object.entries(files)) {
      const file = join(root, path);
      if (content === null) rmSync(file, { recursive: true });
      else {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, content);
      }
    }
  };
  const commit: GitRepository['commit'] = (subject, files = {}) => {
    write(files);
    git('add', '--all');
    commits += 1;
    const said = git('commit', '--allow-empty', '--cleanup=verbatim', `--message=${subject}`);
    return /^\[.*?\b([0-9a-f]{40,64})\]/.exec(said)?.[1] ?? git('rev-parse', 'HEAD');
  };
  const merge: GitRepository['merge'] = (branches, subject, resolve = {}) => {
    git('merge', '--quiet', '--no-ff', '--no-commit', ...[branches].flat());
    return commit(subject, resolve);
  };
  return { root, git, write, commit, merge, clone: async (...args) => await cloned(root, args) };
}

/** The time that the n-th commit of a repository has. */
export function commitTime(n: number): string {
  return new Date(FIRST_COMMIT + n * MINUTE).toISOString().replace('.000Z', '+00:00');
}

function runGit(cwd: string, args: readonly string[], commits: number): string {
  const env = {
    ...ISOLATED_ENVIRONMENT,
    GIT_AUTHOR_NAME: 'Ada Author',
    GIT_AUTHOR_EMAIL: 'ada@contoso.example',
    GIT_AUTHOR_DATE: new Date(FIRST_COMMIT + (commits - 60) * MINUTE).toISOString(),
    GIT_COMMITTER_NAME: 'Merge Queue',
    GIT_COMMITTER_EMAIL: 'queue@contoso.example',
    GIT_COMMITTER_DATE: commitTime(commits),
    ...QUICK,
  };
  return execFileSync('git', args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}
