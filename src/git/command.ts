/**
 * Runs one git command: the only door to simple-git, which is loaded when the first one runs because loading it costs
 * start-up. Arguments are constant or checked by the caller; there is no shell.
 */
import type { SimpleGit, SimpleGitOptions } from 'simple-git';
import { gitEnvironment, type Setting, type Variables } from './environment.ts';

/** Where commands run. */
export interface Runner {
  /** Absolute: the folder that all paths are relative to. */
  readonly root: string;
  readonly ambient: Variables;
}

/** A repository that was found. */
export interface Git extends Runner {
  /** From the repository's top to `root`, ending in `/`; empty where they are the same. */
  readonly prefix: string;
  readonly shallow: boolean;
  /** Characters of an object id: 40 with SHA-1, 64 with SHA-256. */
  readonly idLength: 40 | 64;
  /** What keeps the clean filters of its configuration from being run. */
  readonly withoutFilters: readonly Setting[];
}

export interface Extra {
  /** Never empty: git would wait for it. */
  readonly input?: string;
  readonly settings?: readonly Setting[];
}

const SETTINGS: readonly Setting[] = [
  ['core.fsmonitor', 'false'], // a program that the repository's configuration names
  ['advice.graftFileDeprecated', 'false'], // about GIT_GRAFT_FILE
];

/** simple-git's guard is against arguments and variables from elsewhere; these come from environment.ts. */
const UNSAFE: NonNullable<SimpleGitOptions['unsafe']> = {
  allowUnsafeConfigPaths: true,
  allowUnsafeConfigEnvCount: true,
  allowUnsafeFsMonitor: true,
  allowUnsafeFilter: true,
};

/** The standard output. Throws simple-git's error when git fails and says why; see failure.ts. */
export async function gitText(git: Runner, args: readonly string[], extra: Extra = {}): Promise<string> {
  return (await prepare(git, extra)).raw([...args]);
}

/** `git cat-file` with bytes as they are. */
export async function catFile(git: Runner, options: readonly string[], input: string): Promise<Buffer> {
  const output: unknown = await (await prepare(git, { input })).binaryCatFile([...options]);
  return output as Buffer;
}

async function prepare(git: Runner, { input, settings = [] }: Extra): Promise<SimpleGit> {
  const { simpleGit } = await import('simple-git');
  const environment = gitEnvironment(git.ambient, [...SETTINGS, ...settings]);
  return simpleGit({
    baseDir: git.root,
    unsafe: UNSAFE,
    allowEnvironment: Object.keys(environment),
    input: () => input,
  }).env(environment);
}
