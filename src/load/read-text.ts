/** Bytes from disk → text, or a finding. Synchronous: 7 to 16 times faster than promises on many small files. */

import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import type { Diagnostic } from '../model/diagnostic.ts';
import { thousands } from '../model/thousands.ts';
import { decodeText } from './decode-text.ts';
import { notRegular, unreadable } from './rules/unreadable-file.ts';

/** A partner file is a screenful; more than this is a mistake or an attack. */
export const MAX_FILE_BYTES = 64 * 1024;

// O_NONBLOCK: opening a named pipe must not wait. O_NOFOLLOW: a link may lead out of the repository.
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
const buffer = Buffer.allocUnsafe(MAX_FILE_BYTES + 1);

/** `missing`: there is no such file, which may be fine. */
export type ReadText = { readonly text: string } | { readonly finding: Diagnostic; readonly missing?: true };

/** `file`: as it stands in findings. */
export function readText(path: string, file: string): ReadText {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, FLAGS);
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) return { finding: notRegular(file, stat.isDirectory() ? 'a folder' : 'not a regular file') };
    const length = fill(descriptor, stat.size);
    if (length > MAX_FILE_BYTES) {
      const size = thousands(Math.max(stat.size, length));
      return { finding: unreadable(file, `it has ${size} bytes`, 'a file has at most 65,536 bytes') };
    }
    return decodeText(buffer.subarray(0, length), file);
  } catch (error) {
    return fromSystemError(file, error);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** `expected` spares asking for more at the end of each file; a file that grows meanwhile is read on, as far as it goes. */
function fill(descriptor: number, expected: number): number {
  let length = 0;
  for (;;) {
    const read = readSync(descriptor, buffer, length, buffer.length - length, null);
    length += read;
    if (read === 0 || length === expected || length === buffer.length) return length;
  }
}

/** What the operating system refused. Anything but a system error is a bug, and thrown on. */
export function fromSystemError(
  file: string,
  error: unknown,
): { readonly finding: Diagnostic; readonly missing?: true } {
  if (!(error instanceof Error) || !('code' in error)) throw error;
  const { code } = error;
  if (code === 'ENOENT') return { finding: unreadable(file, 'there is no such file', 'check the name'), missing: true };
  if (code === 'ELOOP' || code === 'EMLINK') return { finding: notRegular(file, 'a symbolic link') };
  if (code === 'EACCES' || code === 'EPERM')
    return {
      finding: unreadable(file, 'it may not be read (no permission)', 'give the user that runs partnerctl read access'),
    };
  return { finding: unreadable(file, `it cannot be read (${String(code)})`, 'check the file system') };
}
