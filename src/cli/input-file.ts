/** Files that a command is given by name: read whole, bounded. What is in them is for the caller to look at. */
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { UsageError } from '../model/errors.ts';
import { systemMessage } from '../model/system-message.ts';

/** Larger than any plan of 100,000 partners. */
const MAX_BYTES = 512 * 1024 * 1024;

export function readInput(path: string, cwd: string, hint: string, most = MAX_BYTES): string {
  const place = resolve(cwd, path);
  try {
    if (statSync(place).size > most) throw new UsageError(`${path} is too large`, hint);
    return readFileSync(place, 'utf8');
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${path} cannot be read: ${systemMessage(error)}`, hint);
  }
}
