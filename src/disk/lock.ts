/**
 * One process at a time: an exclusive lock as a file, with owner and age. A dead owner does not hold it for ever.
 *
 * The invariant that makes stealing safe: a lock file is only created where there is none, and nobody replaces or
 * removes one without holding its guard, `<path>.guard`, which is a lock of the same kind. So of two that find the
 * same dead owner only one wins, and nobody takes away a lock that is younger than the one that was judged.
 */
import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { PartnerctlError } from '../model/errors.ts';
import { systemMessage } from '../model/system-message.ts';
import { createLockFile, type FoundLock, readLockFile, removeLockFile, replaceLockFile, touch } from './lock-file.ts';
import { isAlive, type LockOwner, processSpace, processStart } from './lock-owner.ts';
import type { LockRecord } from './lock-record.ts';
import { LockedError } from './locked-error.ts';
import { temporaryFiles } from './temporary.ts';

export interface LockOptions {
  readonly owner: LockOwner;
  readonly now: () => Date;
  /** After this long without a sign of life, an owner that cannot be looked up (on another host) counts as dead. */
  readonly staleAfterMs: number;
  /** How long to wait for a living owner; 0 without it. */
  readonly waitMs?: number;
  /** Ends the waiting: rejects with its reason. */
  readonly signal?: AbortSignal;
  /** What messages call it; the path without it. */
  readonly name?: string;
}

export interface Lock {
  readonly path: string;
  /** Throws PartnerctlError `lock-lost` where somebody else has it by now: this process stood still for too long. */
  assertHeld(): Promise<void>;
  /** Removes only our own; harmless when called again. */
  release(): Promise<void>;
}

/**
 * Makes the folder where it is missing. Throws LockedError with owner and age; PartnerctlError `lock-failed` where the
 * file system does not let us.
 */
export async function acquireLock(path: string, options: LockOptions): Promise<Lock> {
  const { signal, waitMs = 0, name = path } = options;
  signal?.throwIfAborted();
  try {
    await mkdir(dirname(path), { recursive: true });
    const record = await patiently(() => take(path, options), waitMs, signal);
    await removeDeadTemporaries(path, options);
    return hold(path, record, options);
  } catch (error) {
    if (error instanceof PartnerctlError) throw error;
    signal?.throwIfAborted();
    const hint = 'its folder must be writable and not full, with nothing else in the place of the lock file';
    throw new PartnerctlError('lock-failed', `${name} cannot be taken: ${systemMessage(error)}`, hint, {
      cause: error,
    });
  }
}

/** Who holds it, without taking it; undefined: nobody who lives. Throws an error of the system. */
export async function lockHolder(path: string, options: LockOptions): Promise<LockedError | undefined> {
  const found = await readLockFile(path);
  if (found === undefined) return undefined;
  try {
    refuseIfHeld(path, found, options);
    return undefined;
  } catch (error) {
    if (error instanceof LockedError) return error;
    throw error;
  }
}

const POLL_MS = 10;

/** Tries again as long as a living owner holds it, `waitMs` at most. */
async function patiently<T>(attempt: () => Promise<T>, waitMs: number, signal: AbortSignal | undefined): Promise<T> {
  const giveUpAt = performance.now() + waitMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof LockedError) || performance.now() >= giveUpAt) throw error;
      await delay(POLL_MS * (1 + Math.random()), undefined, signal === undefined ? {} : { signal });
    }
  }
}

/** Creates the lock file, or takes over a dead owner's. */
async function take(path: string, options: LockOptions): Promise<LockRecord> {
  for (;;) {
    const found = await readLockFile(path);
    const record = newRecord(options);
    if (found === undefined) {
      if (await createLockFile(path, record)) return record;
    } else {
      refuseIfHeld(path, found, options);
      if (await takeOver(path, found, record, options)) return record;
    }
  }
}

function newRecord({ owner, now }: LockOptions): LockRecord {
  const { pid, host, user, command } = owner;
  const place = { space: processSpace(host), start: processStart(pid) };
  return { token: randomUUID(), pid, host, user, command, ...place, at: now().toISOString() };
}

/** False where it is no longer the lock that was judged, or ours was taken while it was made. */
async function takeOver(path: string, found: FoundLock, record: LockRecord, options: LockOptions): Promise<boolean> {
  return guarded(path, options, async () => {
    const again = await readLockFile(path);
    const isSame = again?.record?.token === found.record?.token && again?.seenMs === found.seenMs;
    return isSame && (await replaceLockFile(path, record));
  });
}

/** A guard is held for a few instructions only, so it is worth waiting for. */
const GUARD_WAIT_MS = 1000;

/** The guard of a guard, and so on, is needed only where somebody died within these few instructions. */
async function guarded<T>(path: string, options: LockOptions, run: () => Promise<T>): Promise<T> {
  const guard = `${path}.guard`;
  await patiently(() => take(guard, options), GUARD_WAIT_MS, options.signal);
  try {
    return await run();
  } finally {
    await removeLockFile(guard);
  }
}

function refuseIfHeld(path: string, found: FoundLock, { owner, now, staleAfterMs, name }: LockOptions): void {
  const { record, seenMs } = found;
  const silentMs = now().getTime() - seenMs;
  const canLookUp = record !== undefined && record.space === processSpace(owner.host);
  if (canLookUp ? !isAlive(record.pid, record.start) : silentMs > staleAfterMs) return;
  const seconds = Math.ceil(staleAfterMs / 1000);
  const hint = canLookUp
    ? `wait until it has finished, or stop process ${record.pid}`
    : `wait until it has finished; if it has died, the lock ends ${seconds} seconds after its last sign of life`;
  const ageMs = record === undefined ? silentMs : now().getTime() - Date.parse(record.at);
  throw new LockedError(name ?? path, record ?? null, ageMs, hint);
}

/** What processes left behind that died while they created the lock file. */
async function removeDeadTemporaries(path: string, options: LockOptions): Promise<void> {
  for (const temporary of await temporaryFiles(path)) {
    const found = await readLockFile(temporary).catch(() => undefined);
    if (found === undefined) continue;
    try {
      refuseIfHeld(temporary, found, options);
      await removeLockFile(temporary);
    } catch {
      // its owner lives and is still busy with it
    }
  }
}

function hold(path: string, record: LockRecord, options: LockOptions): Lock {
  const isOurs = async (): Promise<boolean> => (await readLockFile(path))?.record?.token === record.token;
  const beat = async (): Promise<void> => {
    // touched without a guard: at worst another's lock looks a moment younger than it is
    if (await isOurs()) await touch(path, options.now());
  };
  const heartbeat = setInterval(() => void beat().catch(() => {}), options.staleAfterMs / 4).unref();
  const remove = async (): Promise<void> => {
    clearInterval(heartbeat);
    const { signal: _, ...patient } = options;
    try {
      await guarded(path, patient, async () => ((await isOurs()) ? removeLockFile(path) : undefined));
    } catch (error) {
      // somebody is taking it over: then it is theirs to remove
      if (!(error instanceof LockedError)) throw error;
    }
  };
  let released: Promise<void> | undefined;
  return {
    path,
    assertHeld: async () => {
      if (released === undefined && (await isOurs())) return;
      const hint = 'run the same command again: it continues where this one stopped';
      throw new PartnerctlError('lock-lost', `${options.name ?? path} is no longer held by this process`, hint);
    },
    release: () => {
      released ??= remove();
      return released;
    },
  };
}
