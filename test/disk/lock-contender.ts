/**
 * A process that takes a lock again and again, writes down when it has it, and now and then is killed while it does.
 * Its ancestors' locks are all dead ones, so it lives by taking them over.
 */
import { appendFileSync } from 'node:fs';
import { acquireLock } from '../../src/disk/lock.ts';
import { currentOwner } from '../../src/disk/lock-owner.ts';

export async function main([path = '', log = '', rounds = '', deadly = '']: readonly string[]): Promise<void> {
  const say = (what: string): void => appendFileSync(log, `${what} ${process.pid}\n`);
  for (let round = 0; round < Number(rounds); round++) {
    const lock = await acquireLock(path, {
      owner: currentOwner('contender'),
      now: () => new Date(),
      staleAfterMs: 60_000,
      waitMs: 20_000,
    });
    say('enter');
    if (round === Number(deadly)) process.kill(process.pid, 'SIGKILL');
    await new Promise((resolve) => setImmediate(resolve));
    say('leave');
    await lock.release();
  }
}
