/**
 * The only place where partner files and a new repository's files are written. New files are created exclusively,
 * existing ones replaced whole and only while they still hold what was read; folders are never followed as links.
 */
import { isUtf8 } from 'node:buffer';
import { type FileHandle, lstat, mkdir, open, readFile, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeTextAtomic } from '../disk/atomic-text.ts';
import { PartnerctlError } from '../model/errors.ts';
import { systemMessage } from '../model/system-message.ts';

/** `file` is relative to the root. False where something has that name already: then nothing is written. */
export async function writeNewFile(root: string, file: string, text: string): Promise<boolean> {
  await makeFolders(root, dirname(file));
  const path = join(root, file);
  let handle: FileHandle;
  try {
    handle = await open(path, 'wx');
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw notWritten(file, error);
  }
  try {
    await handle.writeFile(text, 'utf8');
  } catch (error) {
    // A full disk leaves a part of the text behind.
    await unlink(path).catch(() => undefined);
    throw notWritten(file, error);
  } finally {
    await handle.close();
  }
  return true;
}

/** The file's text as it stands, BOM included; undefined where there is no regular file in UTF-8. */
export async function currentText(root: string, file: string): Promise<string | undefined> {
  const path = join(root, file);
  const found = await lstat(path).catch(() => undefined);
  if (found?.isFile() !== true) return undefined;
  const bytes = await readFile(path);
  return isUtf8(bytes) ? bytes.toString('utf8') : undefined;
}

/** Throws, and writes nothing, where the file no longer holds `before`. Keeps its permissions. */
export async function replaceFile(root: string, file: string, before: string, after: string): Promise<void> {
  if ((await currentText(root, file)) !== before)
    throw new PartnerctlError('file-changed', `${file} was changed meanwhile`, 'run the command again');
  try {
    await writeTextAtomic(join(root, file), after);
  } catch (error) {
    throw notWritten(file, error);
  }
}

async function makeFolders(root: string, folder: string): Promise<void> {
  let path = root;
  await mkdir(root, { recursive: true }).catch((error: unknown) => {
    throw notWritten(root, error);
  });
  for (const name of folder.split('/').filter((part) => part !== '.')) {
    path = join(path, name);
    await mkdir(path).catch((error: unknown) => {
      if (codeOf(error) !== 'EEXIST') throw notWritten(folder, error);
    });
    if ((await lstat(path)).isDirectory()) continue;
    throw new PartnerctlError('not-a-folder', `${folder} is a link or a file`, 'it must be a folder of the repository');
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}

function notWritten(file: string, error: unknown): PartnerctlError {
  return new PartnerctlError(
    'write-failed',
    `${file} could not be written: ${systemMessage(error)}`,
    'check the permissions and the space on the disk',
    { cause: error },
  );
}
