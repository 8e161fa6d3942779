/**
 * A text file is replaced whole or not at all, also when the process is killed or the disk is full in the middle.
 *
 * Written by hand because write-file-atomic (7.0.1) writes once and does not look how much was written: on a full disk
 * it puts a truncated file in place, and says that all is well.
 */
import { type FileHandle, mkdir, open, rename, stat, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { temporaryFiles, temporaryName } from './temporary.ts';

/**
 * Resolves when the text is on disk under this name. A replaced file keeps its permissions. Rejects with the system's
 * error, and then the old file is untouched. Missing folders are made.
 */
export async function writeTextAtomic(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = temporaryName(path);
  try {
    await writeThrough(temporary, text, await modeOf(path));
    await rename(temporary, path);
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw error;
  }
  await syncFolder(dirname(path));
}

/** `wx`: a name that exists already, perhaps as a link to somewhere else, is never followed. */
async function writeThrough(path: string, text: string, mode: number | undefined): Promise<void> {
  const handle = await open(path, 'wx', 0o666);
  try {
    // writes again until everything is written, or throws
    await handle.writeFile(text, 'utf8');
    if (mode !== undefined) await handle.chmod(mode);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function modeOf(path: string): Promise<number | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found === undefined ? undefined : found.mode & 0o777;
}

/** Makes the new name survive a power cut. Not every system can open a folder; the content is safe without it. */
async function syncFolder(folder: string): Promise<void> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(folder, 'r');
    await handle.sync();
  } catch {
    // the file itself is already on disk
  } finally {
    await handle?.close();
  }
}

/** Removes what killed writers of this file left behind. Only for who holds the file's lock: nobody else is writing. */
export async function removeLeftovers(path: string): Promise<void> {
  const leftovers = await temporaryFiles(path);
  await Promise.all(leftovers.map((leftover) => unlink(leftover).catch(() => {})));
}
