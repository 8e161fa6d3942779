/** Does the tree differ from HEAD? Nothing that the repository configures is run for the answer. */
import { type Git, gitText, type Runner } from './command.ts';
import type { Setting } from './environment.ts';
import { gitFailure, isOutsideRepository } from './failure.ts';

/**
 * Modified, staged, untracked. Ignored files count, too: what is ignored may be read all the same, and is not in HEAD.
 * Only ignored dot-files do not, which nobody reads and editors leave behind.
 */
export async function differsFromHead(git: Git, paths: readonly string[]): Promise<boolean> {
  const args = ['status', '--porcelain=v1', '-z', '--no-renames', '--untracked-files=all', '--ignored=traditional'];
  try {
    const settings = git.withoutFilters;
    const status = await gitText(git, [...args, '--ignore-submodules=dirty', '--branch', '--', ...paths], { settings });
    return status.split('\0').some(isDifference);
  } catch (error) {
    if (isOutsideRepository(error)) return true;
    throw gitFailure(error);
  }
}

/** `XY path`; `## …` is about the branch, asked for because simple-git waits a while for the first output. */
function isDifference(entry: string): boolean {
  if (entry === '' || entry.startsWith('##')) return false;
  return !(entry.startsWith('!!') && /(?:^|\/)\.[^/]*$/.test(entry.slice(3)));
}

/**
 * A clean filter is a program that git runs on files whose time stamps changed; `.gitattributes` chooses it. Asked for
 * when the repository is opened, so that the status of many files can begin at once, while they are parsed.
 */
export async function filtersOff(runner: Runner): Promise<readonly Setting[]> {
  const names = await gitText(runner, ['config', '--list', '--null', '--name-only']);
  const filters = new Set(names.split('\0').flatMap((name) => /^(filter\.[\s\S]*)\.\w+$/.exec(name)?.[1] ?? []));
  return [...filters].flatMap((filter): Setting[] => [
    [`${filter}.clean`, ''],
    [`${filter}.process`, ''],
    [`${filter}.required`, 'false'],
  ]);
}
