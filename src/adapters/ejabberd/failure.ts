/** How the ejabberd adapter fails: one way to make its errors. Each names the deployment, the operation and the place. */
import { AdapterError, type AdapterOperation } from '../../model/errors.ts';

export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly retryable?: boolean;
}

export type Fail = (failure: Failure) => AdapterError;

/** `place`: the host and what is asked there. No cause is kept: it may hold what the server says, and so its secrets. */
export function failing(deployment: string, operation: AdapterOperation, place: string): Fail {
  return ({ code, message, hint, retryable = false }) =>
    new AdapterError({ deployment, operation, retryable, code, message: `${place}: ${message}`, hint });
}
