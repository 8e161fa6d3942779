/**
 * The state file on disk: read whole, replaced whole, one writer at a time. The transport of the file adapter: it
 * knows bytes, not partners.
 */
import { isUtf8 } from 'node:buffer';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { removeLeftovers, writeTextAtomic } from '../../disk/atomic-text.ts';
import { pathInside } from '../../disk/inside.ts';
import { acquireLock, type Lock } from '../../disk/lock.ts';
import { currentOwner } from '../../disk/lock-owner.ts';
import { LockedError } from '../../disk/locked-error.ts';
import { AdapterError, PartnerctlError } from '../../model/errors.ts';
import { systemMessage } from '../../model/system-message.ts';
import type { Fail } from '../failure.ts';

// O_NOFOLLOW: a link may lead out of the repository. O_NONBLOCK: opening a named pipe must not wait.
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** The absolute path. Throws AdapterError `unsafe-path`. */
export function statePath(root: string, path: string, fail: Fail): Promise<string> {
  const hint = 'write a relative path inside the repository: .partnerctl/local.json';
  return pathInside(root, path, (message) => fail({ code: 'unsafe-path', message, hint }));
}

/** The file's text; null where there is no file. Throws AdapterError for whatever else is in its place. */
export async function readState(path: string, fail: Fail): Promise<string | null> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, FLAGS);
    const stat = await handle.stat();
    if (!stat.isFile())
      throw fail({ ...NOT_A_FILE, message: `it is ${stat.isDirectory() ? 'a folder' : 'not a file'}` });
    const bytes = await handle.readFile();
    if (!isUtf8(bytes)) throw fail({ code: 'unreadable-state', message: 'it is not UTF-8', hint: 'save it as UTF-8' });
    return bytes.toString('utf8');
  } catch (error) {
    if (error instanceof AdapterError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return null;
    const message = `it cannot be read: ${systemMessage(error)}`;
    throw fail({ ...NOT_A_FILE, message });
  } finally {
    await handle?.close();
  }
}

const NOT_A_FILE = {
  code: 'unreadable-state',
  hint: 'the state is a regular file that partnerctl may read and write',
};

/** A write takes milliseconds; a host that shows no sign of life for this long is dead. */
export const STALE_AFTER_MS = 30_000;
const WAIT_MS = 10_000;

export interface Exclusive {
  readonly path: string;
  readonly now: () => Date;
  readonly signal: AbortSignal;
  readonly fail: Fail;
}

/** Runs with the file to itself, also among processes. `replace` resolves when the new text is on disk. */
export async function exclusively<T>(
  { path, now, signal, fail }: Exclusive,
  run: (replace: (text: string) => Promise<void>) => Promise<T>,
): Promise<T> {
  const lock = await lockState(path, now, signal, fail);
  try {
    return await run(async (text) => {
      signal.throwIfAborted();
      await replaceState(path, text, lock, fail);
    });
  } finally {
    // what is written is written; a lock that cannot be removed ends with this process
    await lock.release().catch(() => {});
  }
}

async function lockState(path: string, now: () => Date, signal: AbortSignal, fail: Fail): Promise<Lock> {
  const owner = currentOwner('partnerctl, writing');
  const options = { owner, now, staleAfterMs: STALE_AFTER_MS, waitMs: WAIT_MS, signal, name: 'its lock' };
  try {
    return await acquireLock(`${path}.lock`, options);
  } catch (error) {
    throw fromLockError(error, fail);
  }
}

async function replaceState(path: string, text: string, lock: Lock, fail: Fail): Promise<void> {
  try {
    await removeLeftovers(path);
    await lock.assertHeld();
    await writeTextAtomic(path, text);
  } catch (error) {
    if (error instanceof PartnerctlError) throw fromLockError(error, fail);
    const message = `it cannot be written: ${systemMessage(error)}`;
    throw fail({ code: 'write-failed', message, hint: 'make the file and its folder writable' });
  }
}

/** Trying again helps against somebody else's lock, not against a folder that may not be written. */
function fromLockError(error: unknown, fail: Fail): unknown {
  if (!(error instanceof PartnerctlError)) return error;
  const { code, message, hint } = error;
  return fail({ code, message, hint, retryable: error instanceof LockedError || code === 'lock-lost' });
}
