/** Paths as git's commands take and give them: ours are relative to the root, git answers from the repository's top. */
import { posix } from 'node:path';

/** From the top. One that leads out of the repository is found in no commit. */
export function fromTop(prefix: string, path: string): string {
  return posix.normalize(prefix + path);
}

/**
 * Each path's folder with its `/`, once; a path at the top stands for itself. Commands are given folders, because git
 * compares every entry of a folder with every path it is given: 500 paths took 50 times as long as their folder.
 */
export function foldersOf(paths: Iterable<string>): string[] {
  const folders = new Set<string>();
  for (const path of paths) folders.add(path.slice(0, path.lastIndexOf('/') + 1) || path);
  return [...folders];
}

/** A regular file, executable or not; not a link, a folder or a submodule. */
export function isRegularMode(mode: string): boolean {
  return mode.startsWith('100');
}
