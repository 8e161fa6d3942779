/** How the lync adapter fails: one way to make its errors, so that each names the deployment and the operation. */
import { AdapterError, type AdapterOperation, type ErrorReport } from '../../model/errors.ts';

export interface Failure extends ErrorReport {
  readonly retryable?: boolean;
}

export type Fail = (failure: Failure) => AdapterError;

/** `place`: where the deployment is, as the configuration states it. */
export function failing(deployment: string, operation: AdapterOperation, place: string): Fail {
  return ({ code, message, hint, retryable = false }) =>
    new AdapterError({ deployment, operation, retryable, code, message: `${place}: ${message}`, hint });
}
