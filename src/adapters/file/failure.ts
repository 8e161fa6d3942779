/** How the file adapter fails: one way to make its errors, so that each names the deployment and the operation. */
import { AdapterError, type AdapterOperation, messageOf } from '../../model/errors.ts';

export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly retryable?: boolean;
  readonly cause?: unknown;
}

export type Fail = (failure: Failure) => AdapterError;

/** `path` as the configuration states it: no message shows where the repository lies. */
export function failing(deployment: string, operation: AdapterOperation, path: string): Fail {
  return ({ code, message, hint, retryable = false, cause }) =>
    new AdapterError({ deployment, operation, retryable, code, message: `${path}: ${message}`, hint, cause });
}

/** What the file system says, without the absolute path that Node puts into its messages. */
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
  ENOTDIR: 'a part of the path is not a folder',
  EISDIR: 'it is a folder',
  ELOOP: 'it is a symbolic link',
  EMLINK: 'it is a symbolic link',
};
