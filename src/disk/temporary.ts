/**
 * Temporary files: dot-files beside their target, so on the same file system and never listed as partners. A killed
 * process leaves them behind; the next one that holds the target's lock removes them.
 */
import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

const UNIQUE = /^(?:guard\.)*[0-9a-f]{16}\.tmp$/;

/** A name that nobody else uses. */
export function temporaryName(path: string): string {
  return join(dirname(path), `.${basename(path)}.${randomBytes(8).toString('hex')}.tmp`);
}

/** The temporary files that there are for this target, whoever made them; also for `<path>.guard` and so on. */
export async function temporaryFiles(path: string): Promise<readonly string[]> {
  const prefix = `.${basename(path)}.`;
  const names = await readdir(dirname(path)).catch(() => []);
  return names
    .filter((name) => name.startsWith(prefix) && UNIQUE.test(name.slice(prefix.length)))
    .map((name) => join(dirname(path), name));
}
