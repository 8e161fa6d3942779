/** A process that may not write large files, and tries: prints the error's code, or `written`. */
import { writeTextAtomic } from '../../src/disk/atomic-text.ts';

export async function main([path = '']: readonly string[]): Promise<void> {
  // the signal that comes with the limit would end the process
  process.on('SIGXFSZ', () => {});
  const outcome = await writeTextAtomic(path, 'x'.repeat(1_000_000)).then(
    () => 'written',
    (error: NodeJS.ErrnoException) => error.code ?? error.message,
  );
  process.stdout.write(`${outcome}\n`);
}
