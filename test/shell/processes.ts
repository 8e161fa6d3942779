/** Processes by their ids: whether they live, and when they are gone. */
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** A zombie is dead: nobody may be there to bury it. */
export function isAlive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) [ZX] /s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

export async function untilGone(pids: readonly number[]): Promise<void> {
  while (pids.some(isAlive)) await pause(5);
}

/** The numbers in a file that somebody else writes, once there are `count`. */
export async function pidsIn(file: string, count: number): Promise<readonly number[]> {
  for (;;) {
    const found = textOf(file).split(' ').map(Number);
    if (found.length === count && found.every((pid) => pid > 0)) return found;
    await pause(5);
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
