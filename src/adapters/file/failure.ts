/** How the file adapter fails: one way to make its errors, so that each names the deployment and the operation. */
import { AdapterError, type AdapterOperation } from '../../model/errors.ts';

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
