/** What git complains about → HistoryError with what to do. Git runs in the C locale, so its words are known. */
import { HistoryError, messageOf } from '../model/errors.ts';

/** git's own `fatal:` or `error:` line; simple-git's message may hold the output before it. */
function complaint(error: unknown): string {
  const message = messageOf(error);
  const line = /^(?:fatal|error): (.*)$/m.exec(message)?.[1] ?? message.split('\n', 1)[0] ?? '';
  return line.trim();
}

export function isNotInstalled(error: unknown): boolean {
  return /\bspawn \S+ (?:ENOENT|EACCES)\b/.test(messageOf(error));
}

export function notInstalled(cause: unknown): HistoryError {
  return new HistoryError(
    'git-missing',
    'this folder is a Git repository, and git is not installed',
    'install git 2.31 or newer; without it nothing is known of what was removed, by whom, or whether this is old',
    { cause },
  );
}

/** No repository here or above; not a broken link to one, which says "not a git repository: <path>". */
export function isOutsideGit(error: unknown): boolean {
  return /not a git repository \(or any|directory that does not exist/.test(messageOf(error));
}

/** The path lies in no repository, or in another one. */
export function isOutsideRepository(error: unknown): boolean {
  return /is outside repository/.test(messageOf(error));
}

/** Nothing by this name: an id that is not here, a ref that does not exist. */
export function isUnknownObject(error: unknown): boolean {
  return /Needed a single revision|[Nn]ot a valid (?:object|commit) name|not a tree object|unknown revision|bad object|could not get object info/.test(
    messageOf(error),
  );
}

export function gitFailure(error: unknown): HistoryError {
  if (error instanceof HistoryError) return error;
  const message = messageOf(error);
  const cause = { cause: error };
  const owner = /dubious ownership in repository at '(.*)'/.exec(message);
  if (owner !== null)
    return new HistoryError(
      'untrusted-repository',
      `git does not read the repository ${owner[1]}, because it belongs to another user`,
      `if you trust it: git config --global --add safe.directory ${owner[1]}`,
      cause,
    );
  if (/promisor|lazy fetch/.test(message)) return missingObjects(error);
  return new HistoryError(
    'git-failed',
    `git failed: ${complaint(error)}`,
    'check the repository with `git status` and `git fsck`',
    cause,
  );
}

export function missingObjects(cause?: unknown): HistoryError {
  return new HistoryError(
    'missing-objects',
    'the clone does not hold the files of its own commits',
    'clone without --filter (actions/checkout: without `filter`), or check it with `git fsck`',
    { cause },
  );
}

const DEEPEN = 'fetch the whole history: `fetch-depth: 0` in actions/checkout, `git fetch --unshallow` by hand';

/** The answer lies beyond what a shallow clone has. */
export function shallowClone(question: string): HistoryError {
  return new HistoryError('shallow-clone', `this clone is shallow: ${question} cannot be known`, DEEPEN);
}

export function unknownRef(ref: string, shallow: boolean): HistoryError {
  return new HistoryError(
    'unknown-ref',
    `${JSON.stringify(ref)} names no commit${shallow ? ' in this shallow clone' : ''}`,
    shallow
      ? DEEPEN
      : 'check the name with `git rev-parse`; a branch of the remote is called origin/NAME, once fetched',
  );
}

export function unknownCommit(commit: string, shallow: boolean): HistoryError {
  return new HistoryError(
    'unknown-commit',
    `the commit ${JSON.stringify(commit)} is not in this ${shallow ? 'shallow clone' : 'repository'}`,
    shallow ? DEEPEN : 'it may have been lost in a force push: look for it with `git fetch origin COMMIT`',
  );
}
