/**
 * Who holds a lock, and whether that process still lives. A number alone does not name a process: numbers are given
 * again, and another machine or container has numbers of its own.
 */
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';

export interface LockOwner {
  readonly pid: number;
  readonly host: string;
  readonly user: string;
  /** What it is doing, for people: `partnerctl apply`. */
  readonly command: string;
}

export function currentOwner(command: string): LockOwner {
  return { pid: process.pid, host: hostname(), user: userName(), command };
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // a container may run under a number that has no name
    return `user ${process.getuid?.() ?? 'unknown'}`;
  }
}

/**
 * Where process numbers mean the same: the host's name and, on Linux, this boot and this container. Two machines, or
 * two containers, may share a name.
 */
export function processSpace(host: string): string {
  kernel ??= [
    attempt(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    attempt(() => readlinkSync('/proc/self/ns/pid')),
  ].join(' ');
  return `${host} ${kernel}`;
}

let kernel: string | undefined;

/** When the process began, in ticks since boot; null where the system does not tell, or the process has ended. */
export function processStart(pid: number): string | null {
  const stat = attempt(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  // proc(5): the second field is the program's name in parentheses, which may contain anything
  const [state, ...fields] = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
  // Z and X: it has ended, and only its parent has not noticed yet
  return state === 'Z' || state === 'X' ? null : (fields[18] ?? null);
}

/** Does the process live that had this number and began then? Only for numbers of our own process space. */
export function isAlive(pid: number, start: string | null): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives, under another user
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  // without a start there is no /proc to ask
  return start === null || processStart(pid) === start;
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
