/**
 * HEAD's first-parent history, and what each of its commits did to files. Plumbing only: `git log` would heed the
 * repository's configuration (signature checks, renames, encodings). Renames are off; a merge is compared with its
 * first parent, so what a branch did counts from the day it was merged.
 */
import { type Git, gitText } from './command.ts';
import { isRegularMode } from './paths.ts';

/** `<commit> <first parent>`, or only the commit for the first one (and where a shallow clone ends): newest first. */
export async function firstParents(git: Git, head: string): Promise<readonly string[]> {
  const lines = await gitText(git, ['rev-list', '--first-parent', '--parents', head]);
  return lines
    .trimEnd()
    .split('\n')
    .map((line) => line.split(' ', 2).join(' '));
}

/** What one commit did to one file that was there before it. */
export interface Step {
  readonly commit: CommitNote;
  /** From the repository's top. */
  readonly path: string;
  /** Blob ids; null: no regular file. */
  readonly before: string | null;
  readonly after: string | null;
}

export interface CommitNote {
  readonly commit: string;
  /** Committer date, ISO 8601 strict: when it became part of this history, which a rebase or squash changes. */
  readonly date: string;
  /** Who wrote it. As it stands in the commit, like the subject: escaped by whoever shows it. */
  readonly author: string;
  readonly subject: string;
}

const FORMAT = '--format=%H%x00%cI%x00%an%x00%s';

/** In the order of `commits` (as firstParents gives them); additions are left out. `folders`: relative to the root. */
export async function stepsOf(
  git: Git,
  commits: readonly string[],
  folders: readonly string[],
): Promise<Iterable<Step>> {
  const args = [
    'diff-tree',
    '--stdin',
    '--root',
    '-r',
    '-z',
    '--raw',
    '--no-abbrev',
    '--no-renames',
    '--diff-filter=MDT',
  ];
  const input = `${commits.join('\n')}\n`;
  const plain = ['--no-ext-diff', '--no-textconv', '--no-relative', '--encoding=UTF-8'];
  return parse(await gitText(git, [...args, ...plain, FORMAT, '--', ...folders], { input }));
}

/** Four fields of a commit, then `:<modes and ids>` and a path for each file (git-diff-tree, "Raw output format"). */
function* parse(output: string): Iterable<Step> {
  const tokens = output.split('\0');
  for (let at = 0; at + 4 < tokens.length; ) {
    const [id = '', date = '', author = '', subject = ''] = tokens.slice(at, at + 4);
    const commit: CommitNote = { commit: id, date, author, subject };
    at += 4;
    for (let raw = rawEntry(tokens[at]); raw !== null; raw = rawEntry(tokens[at])) {
      const [oldMode = '', newMode = '', before = '', after = ''] = raw;
      const path = tokens[at + 1] ?? '';
      yield { commit, path, before: blob(oldMode, before), after: blob(newMode, after) };
      at += 2;
    }
  }
}

function rawEntry(token = ''): readonly string[] | null {
  const colon = token.startsWith('\n:') ? 1 : 0;
  return token[colon] === ':' ? token.slice(colon + 1).split(' ') : null;
}

function blob(mode: string, id: string): string | null {
  return isRegularMode(mode) ? id : null;
}
