/** What stands in a lock file: who holds it and since when. Its text is hostile until it has been read. Pure. */
import type { LockOwner } from './lock-owner.ts';

export interface LockRecord extends LockOwner {
  /** Names this one locking, among all there ever were. */
  readonly token: string;
  /** Where `pid` means something. */
  readonly space: string;
  /** When the process began; null where the system does not tell. */
  readonly start: string | null;
  /** When the lock was taken, ISO 8601, UTC. */
  readonly at: string;
}

export function encodeRecord(record: LockRecord): string {
  return `${JSON.stringify(record)}\n`;
}

/** Undefined where it is no record: a foreign file, or one that was being written when its writer died. */
export function decodeRecord(text: string): LockRecord | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { pid, host, user, command, token, space, start, at } = value as Readonly<Record<string, unknown>>;
  if (!isProcessNumber(pid) || !(start === null || isText(start))) return undefined;
  if (!isText(host) || !isText(user) || !isText(command) || !isText(token) || !isText(space)) return undefined;
  if (!isText(at) || Number.isNaN(Date.parse(at))) return undefined;
  return { pid, host, user, command, token, space, start, at };
}

/** Nothing below 1: to `kill`, zero and negative numbers mean groups of processes. */
function isProcessNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 2 ** 31;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= 1000;
}
