/** How the http adapter fails: one way to make its errors. Each names the deployment, the operation and the address. */
import { AdapterError, type AdapterOperation } from '../../model/errors.ts';

export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly retryable?: boolean;
}

export type Fail = (failure: Failure) => AdapterError;

/** No cause is kept: what a library attaches to its errors may hold the request, and so the token. */
export function failing(deployment: string, operation: AdapterOperation, url: string): Fail {
  return ({ code, message, hint, retryable = false }) =>
    new AdapterError({ deployment, operation, retryable, code, message: `${url}: ${message}`, hint });
}
