/** The texts of files at a commit: three git processes however many files. */
import { readBlobs } from './blobs.ts';
import { type Git, gitText } from './command.ts';
import { gitFailure, isUnknownObject, unknownCommit } from './failure.ts';
import { foldersOf, fromTop, isRegularMode } from './paths.ts';
import { isCommitId } from './refs.ts';

/** Null: no regular file there. Undefined: there is one, but it is no UTF-8 text of at most 64 KiB. */
export type TextsAt = ReadonlyMap<string, string | null | undefined>;

/** Throws HistoryError where the commit is unknown. */
export async function readTextsAt(git: Git, commit: string, paths: readonly string[]): Promise<TextsAt> {
  const places = paths.map((path) => fromTop(git.prefix, path));
  const blobs = await blobsAt(git, commit, new Set(places));
  const texts = await readBlobs(git, blobs.values());
  return new Map(
    paths.map((path, index) => {
      const id = blobs.get(places[index] ?? '');
      return [path, id === undefined ? null : texts.get(id)];
    }),
  );
}

/** Blob ids by path from the top. */
async function blobsAt(git: Git, commit: string, places: ReadonlySet<string>): Promise<ReadonlyMap<string, string>> {
  const blobs = new Map<string, string>();
  const inside = [...places].filter((place) => !place.startsWith('../'));
  if (!isCommitId(git, commit)) throw unknownCommit(commit, git.shallow);
  if (inside.length === 0) return blobs;
  try {
    const args = ['ls-tree', '-z', '--full-tree', `${commit}^{commit}`, '--', ...foldersOf(inside)];
    for (const entry of (await gitText(git, args)).split('\0')) {
      // few are asked for, of a folder that may hold 100,000
      const path = entry.slice(entry.indexOf('\t') + 1);
      if (!places.has(path)) continue;
      const [, mode = '', id = ''] = /^(\d+) \w+ ([0-9a-f]+)\t/.exec(entry) ?? [];
      if (isRegularMode(mode)) blobs.set(path, id);
    }
    return blobs;
  } catch (error) {
    throw isUnknownObject(error) ? unknownCommit(commit, git.shallow) : gitFailure(error);
  }
}
