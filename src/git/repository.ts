/**
 * The door to Git: who ended what when, and what a file said at a commit. Read only, without network, and nothing that
 * the repository configures is run. Every answer is asked anew (but for the names of filters, and for HEAD where the
 * caller says which commit it means); the number of git processes does not depend on the number of paths. Paths are relative to the root and `/`-separated, also where the repository begins above it.
 * Whatever Git cannot tell is a HistoryError; text from commits is returned as it is.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Git, gitText, type Runner } from './command.ts';
import { type Declares, type Ending, findEndings } from './endings.ts';
import type { Setting, Variables } from './environment.ts';
import { gitFailure, isNotInstalled, isOutsideGit, notInstalled } from './failure.ts';
import { type Ancestry, ancestryOf, commitsSince, headOf, resolveRef } from './refs.ts';
import { readTextsAt, type TextsAt } from './texts-at.ts';
import { differsFromHead, filtersOff } from './tree-changes.ts';

export type { Declares, Ending } from './endings.ts';

export interface Repository {
  /** Commit id of HEAD; null before the first commit. */
  head(): Promise<string | null>;
  /** A ref → commit id. Throws HistoryError where it is unknown, or begins with a dash. */
  resolve(ref: string): Promise<string>;
  isShallow(): Promise<boolean>;
  /**
   * Do these files or folders differ from HEAD: modified, staged, untracked, or ignored (but for ignored dot-files)?
   * A path outside the repository does; one where nothing is and nothing was does not.
   */
  isChanged(paths: readonly string[]): Promise<boolean>;
  /** Is `commit` HEAD or an ancestor of it? Unknown where it is not here, or a shallow clone may hide it. */
  ancestry(commit: string, head?: string | null): Promise<Ancestry>;
  /** HEAD's first-parent history after `since`, newest first, at most `most`. Undefined where that commit is not here. */
  commitsSince(since: string | null, most: number): Promise<readonly string[] | undefined>;
  /** Null: no regular file there. Undefined: not a UTF-8 text of at most 64 KiB. Throws where the commit is unknown. */
  textsAt(commit: string, paths: readonly string[]): Promise<TextsAt>;
  /**
   * For each path, the newest commit on HEAD's first-parent history (renames off, merges against their first parent)
   * after which it no longer declares what `declares` asks for, while before it did. `still-declared`: HEAD's file
   * declares it. Missing: no commit ever did. In a shallow clone HistoryError `shallow-clone`, but only where the answer
   * lies beyond what is there.
   */
  endings(
    paths: readonly string[],
    declares: Declares,
    head?: string | null,
  ): Promise<ReadonlyMap<string, Ending | 'still-declared'>>;
}

export interface RepositoryOptions {
  /** What git is started with. */
  readonly env: Variables;
}

/**
 * `root`: absolute. Null outside Git: no repository, or only a bare one. Without git a folder that looks like a
 * repository is a HistoryError: taken for none, an old job could be applied again and nothing would hold it back.
 */
export async function openRepository(root: string, options: RepositoryOptions): Promise<Repository | null> {
  const runner: Runner = { root, ambient: options.env };
  const facts = ['--is-inside-work-tree', '--is-shallow-repository', '--show-object-format', '--show-prefix'];
  let answer: string;
  let withoutFilters: readonly Setting[];
  try {
    [answer, withoutFilters] = await Promise.all([gitText(runner, ['rev-parse', ...facts]), filtersOff(runner)]);
  } catch (error) {
    if (isOutsideGit(error)) return null;
    if (!isNotInstalled(error)) throw gitFailure(error);
    if (looksLikeRepository(root)) throw notInstalled(error);
    return null;
  }
  const [, inside, shallow, format, prefix = ''] = /^(\w+)\n(\w+)\n(\w+)\n([\s\S]*)\n$/.exec(answer) ?? [];
  if (inside !== 'true') return null;
  const git: Git = {
    ...runner,
    prefix,
    shallow: shallow === 'true',
    idLength: format === 'sha256' ? 64 : 40,
    withoutFilters,
  };
  return {
    head: async () => await headOf(git),
    resolve: async (ref) => await resolveRef(git, ref),
    isShallow: async () => await Promise.resolve(git.shallow),
    isChanged: async (paths) => await differsFromHead(git, paths),
    ancestry: async (commit, head) => await ancestryOf(git, commit, head === undefined ? await headOf(git) : head),
    commitsSince: async (since, most) => await commitsSince(git, since, most),
    textsAt: async (commit, paths) => await readTextsAt(git, commit, paths),
    endings: async (paths, declares, known) => {
      const head = known === undefined ? await headOf(git) : known;
      return head === null ? new Map() : await findEndings(git, head, paths, declares);
    },
  };
}

function looksLikeRepository(folder: string): boolean {
  return existsSync(join(folder, '.git')) || (dirname(folder) !== folder && looksLikeRepository(dirname(folder)));
}
