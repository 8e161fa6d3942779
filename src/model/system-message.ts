/** What the file system says, in words. Pure: it only reads the error. */
import { messageOf } from './errors.ts';

/** Without the absolute path that Node puts into its messages: they end up in logs and on pull requests. */
export function systemMessage(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  return SYSTEM_MESSAGES[code ?? ''] ?? (typeof code === 'string' ? code : messageOf(error));
}

const SYSTEM_MESSAGES: Readonly<Partial<Record<string, string>>> = {
  EACCES: 'no permission',
  EPERM: 'no permission',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file would be too large',
  EEXIST: 'something else is in its place',
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'a part of the path is not a folder',
  EISDIR: 'it is a folder',
  ELOOP: 'it is a symbolic link',
  EMLINK: 'it is a symbolic link',
};
