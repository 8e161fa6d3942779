/** A disk that is soon full: a file system in memory, where we have the right to mount one. */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ownFolder, runFolder } from './run-folder.ts';

let permitted: boolean | undefined;

/** Said once where it is not so: then the tests that need one are left out. */
export function mayMount(): boolean {
  permitted ??= tryToMount();
  return permitted;
}

function tryToMount(): boolean {
  const place = join(runFolder(), 'mount');
  mkdirSync(place, { recursive: true });
  try {
    mountSmallDisk(place)();
    return true;
  } catch {
    process.stderr.write('a full disk is not tested: a small one takes the right to mount it\n');
    return false;
  }
}

/** 256 KiB; returns what takes it away. */
export function mountSmallDisk(folder: string): () => void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', folder], { stdio: 'ignore' });
  ownFolder(folder);
  return () => void execFileSync('umount', ['-l', folder], { stdio: 'ignore' });
}
