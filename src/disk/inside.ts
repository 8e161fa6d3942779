/**
 * Paths that a repository names: they stay inside it, also where folders are links. The repository is hostile: it must
 * not make us read or replace somebody's file elsewhere.
 */
import { lstat, realpath } from 'node:fs/promises';
import { basename, dirname, join, posix, sep } from 'node:path';

/** The absolute path, links in its folders resolved; the last part may not exist. Throws `unsafe(why)`. */
export async function pathInside(root: string, path: string, unsafe: (message: string) => Error): Promise<string> {
  const normal = posix.normalize(path.replaceAll('\\', '/'));
  const segments = normal.split('/');
  if (posix.isAbsolute(normal) || /^[A-Za-z]:/.test(normal) || segments.includes('..') || path.includes('\0'))
    throw unsafe('the path leads out of the repository');
  if (normal === '.' || normal.endsWith('/')) throw unsafe('the path names a folder');
  if (segments.some((segment) => segment.toLowerCase() === '.git')) throw unsafe('the path leads into .git');
  const realRoot = await realpath(root).catch(() => root);
  const folder = await realFolder(join(realRoot, dirname(normal)), unsafe);
  if (folder !== realRoot && !folder.startsWith(realRoot.endsWith(sep) ? realRoot : realRoot + sep))
    throw unsafe('the path leads out of the repository, through a symbolic link');
  return join(folder, basename(normal));
}

/** Like realpath, for a folder of which the lower part may not exist yet. */
async function realFolder(folder: string, unsafe: (message: string) => Error): Promise<string> {
  try {
    return await realpath(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ELOOP') throw unsafe('the path leads in circles');
    if (code === 'ENOTDIR') throw unsafe('a part of the path is not a folder');
    if (code !== 'ENOENT' || folder === dirname(folder))
      throw unsafe(`the path cannot be followed (${code ?? 'unknown'})`);
    // a link to nowhere: where it leads may be made later
    if ((await lstat(folder).catch(() => undefined)) !== undefined) throw unsafe('a part of the path is a broken link');
    return join(await realFolder(dirname(folder), unsafe), basename(folder));
  }
}
