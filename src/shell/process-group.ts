/**
 * The end of a program and of all that it started: the one place that sends signals. A group of its own gets no Ctrl-C
 * from the terminal, so whoever ends us ends what we have started: nothing goes on in the dark.
 */
import { platform } from 'node:os';
import process from 'node:process';

/** Windows has no groups; there zx asks taskkill for the tree. */
export const HAS_GROUPS = platform() !== 'win32';

const ENDINGS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const running = new Set<number>();

/** The group of `leader` ends when this process does; until the returned function is called. */
export function endsWithUs(leader: number): () => void {
  if (running.size === 0) {
    process.on('exit', endAll);
    for (const name of ENDINGS) process.on(name, onSignal);
  }
  running.add(leader);
  return () => {
    if (!running.delete(leader) || running.size > 0) return;
    process.off('exit', endAll);
    for (const name of ENDINGS) process.off(name, onSignal);
  };
}

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

function endAll(): void {
  for (const leader of running) endGroup(leader);
}

/** Where somebody else listens, it is theirs to say what ends. Otherwise the signal does what it would without us. */
function onSignal(name: NodeJS.Signals): void {
  if (process.listenerCount(name) > 1) return;
  endAll();
  for (const each of ENDINGS) process.off(each, onSignal);
  process.kill(process.pid, name);
}
