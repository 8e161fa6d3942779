/** How adapters fail: one way to make their errors, so that each names the deployment, the operation and the place. */
import { AdapterError, type AdapterOperation, type ErrorReport } from '../model/errors.ts';

export interface Failure extends ErrorReport {
  readonly retryable?: boolean;
}

export type Fail = (failure: Failure) => AdapterError;

/**
 * `place`: where the deployment is, as the configuration states it, so that no message shows where the repository lies.
 * No cause is kept: what a library or a server attaches may hold a request, and so a secret.
 */
export function failing(deployment: string, operation: AdapterOperation, place: string): Fail {
  return ({ code, message, hint, retryable = false }) =>
    new AdapterError({ deployment, operation, retryable, code, message: `${place}: ${message}`, hint });
}
