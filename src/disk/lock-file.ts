/** A lock file on disk: made by one process only, with its content from the first moment. */
import { constants } from 'node:fs';
import { type FileHandle, link, open, rename, unlink, utimes, writeFile } from 'node:fs/promises';
import { decodeRecord, encodeRecord, type LockRecord } from './lock-record.ts';
import { temporaryName } from './temporary.ts';

export interface FoundLock {
  /** Undefined where the file does not say whose it is. */
  readonly record: LockRecord | undefined;
  /** The owner's last sign of life, by the owner's clock. */
  readonly seenMs: number;
}

/** False where the file exists already, or somebody took our unfinished one for a dead process's. */
export async function createLockFile(path: string, record: LockRecord): Promise<boolean> {
  const temporary = await writeBeside(path, record);
  try {
    await link(temporary, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST' || codeOf(error) === 'ENOENT') return false;
    // a file system without hard links: the content then follows a moment later
    return await createPlainly(path, record, error);
  } finally {
    await unlink(temporary).catch(() => {});
  }
}

async function createPlainly(path: string, record: LockRecord, linkError: unknown): Promise<boolean> {
  if (!NO_LINKS.has(codeOf(linkError))) throw linkError;
  try {
    await writeFile(path, encodeRecord(record), { flag: 'wx' });
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
  await touch(path, new Date(record.at));
  return true;
}

const NO_LINKS: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL', 'EMLINK']);

/** Puts another record in place; only for who holds the guard. */
export async function replaceLockFile(path: string, record: LockRecord): Promise<void> {
  const temporary = await writeBeside(path, record);
  await rename(temporary, path).catch(async (error: unknown) => {
    await unlink(temporary).catch(() => {});
    throw error;
  });
}

async function writeBeside(path: string, record: LockRecord): Promise<string> {
  const temporary = temporaryName(path);
  try {
    await writeFile(temporary, encodeRecord(record), { flag: 'wx' });
    await touch(temporary, new Date(record.at));
    return temporary;
  } catch (error) {
    // a full disk: the name is there, its content is not
    await unlink(temporary).catch(() => {});
    throw error;
  }
}

const MAX_BYTES = 16 * 1024;
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Undefined where there is none (any more). A link, a folder or a pipe in its place is an error of the system. */
export async function readLockFile(path: string): Promise<FoundLock | undefined> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, FLAGS);
    const { mtimeMs } = await handle.stat();
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(MAX_BYTES), 0, MAX_BYTES, 0);
    return { record: decodeRecord(buffer.toString('utf8', 0, bytesRead)), seenMs: mtimeMs };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  } finally {
    await handle?.close();
  }
}

/** A sign of life. */
export async function touch(path: string, now: Date): Promise<void> {
  await utimes(path, now, now);
}

export async function removeLockFile(path: string): Promise<void> {
  await unlink(path).catch((error: unknown) => {
    if (codeOf(error) !== 'ENOENT') throw error;
  });
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
