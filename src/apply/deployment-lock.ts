/** One apply at a time for each deployment, on this machine; on the server, compare-and-set guards against the rest. */
import { join } from 'node:path';
import { acquireLock, type Lock } from '../disk/lock.ts';
import { currentOwner } from '../disk/lock-owner.ts';
import type { ApplyOptions } from './apply-options.ts';

/** An owner on another machine, silent for this long, is dead; a living one shows itself every quarter of it. */
const STALE_AFTER_MS = 60_000;

/** Throws LockedError with the owner and its age, or PartnerctlError `lock-failed`. */
export async function lockDeployment(
  deployment: string,
  { lockFolder, now, signal }: Pick<ApplyOptions, 'lockFolder' | 'now' | 'signal'>,
): Promise<Lock> {
  const owner = currentOwner('partnerctl apply');
  const path = join(lockFolder, `${deployment}.lock`);
  const name = `the lock of ${deployment}`;
  return await acquireLock(path, { owner, now, staleAfterMs: STALE_AFTER_MS, signal, name });
}
