/** A process that may not write a byte, and wants a lock: prints what it is told. */
import { acquireLock } from '../../src/disk/lock.ts';
import { currentOwner } from '../../src/disk/lock-owner.ts';

export async function main([path = '']: readonly string[]): Promise<void> {
  // the signal that comes with the limit would end the process
  process.on('SIGXFSZ', () => {});
  const options = { owner: currentOwner('test'), now: () => new Date(), staleAfterMs: 1000, name: 'the lock' };
  const outcome = await acquireLock(path, options).then(
    () => 'locked',
    (error: Error) => error.message,
  );
  process.stdout.write(`${outcome}\n`);
}
