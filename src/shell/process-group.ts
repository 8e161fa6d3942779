/** The end of a program and of all that it started: the one place that sends signals. */
import { platform } from 'node:os';
import process from 'node:process';

/** Windows has no groups; there zx asks taskkill for the tree. */
export const HAS_GROUPS = platform() !== 'win32';

/**
 * SIGKILL to the whole group of `leader`, at once. Not zx's own `kill`, which asks `ps` for the tree first: it takes its
 * time, and where there is no `ps`, as in many containers, nobody is killed at all.
 */
export function endGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // it was gone already
  }
}
