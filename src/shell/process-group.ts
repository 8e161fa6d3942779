/**
 * The end of a program and of all that it started: the one place that sends signals. A group of its own gets no Ctrl-C
 * from the terminal, so whoever ends us ends what we have started: nothing goes on in the dark.
 */
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

const ENDINGS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const actions = new Set<() => void>();

/** `action`, which waits for nothing, is done when this process ends; until the returned function is called. */
export function atOurEnd(action: () => void): () => void {
  if (actions.size === 0) {
    process.on('exit', actAll);
    for (const name of ENDINGS) process.on(name, onSignal);
  }
  actions.add(action);
  return () => {
    if (!actions.delete(action) || actions.size > 0) return;
    process.off('exit', actAll);
    for (const name of ENDINGS) process.off(name, onSignal);
  };
}

function actAll(): void {
  for (const action of actions) action();
}

/** Where somebody else listens, it is theirs to say what ends. Otherwise the signal does what it would without us. */
function onSignal(name: NodeJS.Signals): void {
  if (process.listenerCount(name) > 1) return;
  actAll();
  for (const each of ENDINGS) process.off(each, onSignal);
  process.kill(process.pid, name);
}
