/**
 * How long to wait, and how often to try: back-off with jitter, and calls that outlive an interruption, but not for
 * ever. Nothing here keeps time itself: waiting is injected.
 */
import pRetry from 'p-retry';
import { AdapterError, type AdapterOperation } from '../model/errors.ts';
import type { ApplyOptions } from './apply-options.ts';

/** After an interruption a call under way, and the reading that settles it, may take this long. */
export const GRACE_MS = 10_000;
export const ATTEMPTS = 3;
const FIRST_BACK_OFF_MS = 500;

type Waiting = Pick<ApplyOptions, 'delay' | 'random'>;

/** Before the attempt after the `attempt`-th: 0.25 to 0.5 s, then twice that, and so on. An abort ends the wait. */
export async function backOff(attempt: number, { delay, random }: Waiting, signal: AbortSignal): Promise<void> {
  const longest = FIRST_BACK_OFF_MS * 2 ** (attempt - 1);
  await delay((longest * (1 + random())) / 2, signal).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}

/** Up to ATTEMPTS times, as long as `mayRetry` agrees; p-retry counts, our own delay waits. */
export async function retrying<T>(
  run: (attempt: number) => Promise<T>,
  mayRetry: (error: unknown) => boolean,
  waiting: Waiting,
  signal: AbortSignal,
): Promise<T> {
  return pRetry(run, {
    retries: ATTEMPTS - 1,
    minTimeout: 0,
    shouldRetry: async ({ error, attemptNumber }) => {
      if (!mayRetry(error)) return false;
      await backOff(attemptNumber, waiting, signal);
      // who waits for the result has given up by then
      return !signal.aborted;
    },
  });
}

export function isRetryable(error: unknown): boolean {
  return error instanceof AdapterError && error.retryable;
}

export interface Outlived {
  readonly interrupted: AbortSignal;
  /** 0: the call ends with the interruption. */
  readonly graceMs: number;
  readonly delay: ApplyOptions['delay'];
}

/**
 * Runs a call whose signal aborts `graceMs` after the interruption. Then it is given up, also where it does not heed
 * its signal: throws `onGivenUp()`.
 */
export async function outliving<T>(
  run: (signal: AbortSignal) => Promise<T>,
  { interrupted, graceMs, delay }: Outlived,
  onGivenUp: () => Error,
): Promise<T> {
  const over = new AbortController();
  const done = new AbortController();
  const givenUp = new Promise<never>((_, reject) => {
    over.signal.addEventListener('abort', () => reject(onGivenUp()), { once: true });
  });
  givenUp.catch(() => undefined);
  const onInterrupted = (): void => {
    if (graceMs === 0) over.abort();
    else
      void delay(graceMs, done.signal).then(
        () => over.abort(),
        () => undefined,
      );
  };
  if (interrupted.aborted) onInterrupted();
  else interrupted.addEventListener('abort', onInterrupted, { once: true });
  try {
    if (over.signal.aborted) throw onGivenUp();
    return await Promise.race([givenUp, run(over.signal)]);
  } finally {
    interrupted.removeEventListener('abort', onInterrupted);
    done.abort();
  }
}

/** Thrown for a call that was given up: it may still take effect on the server. */
export const NO_ANSWER = 'no-answer';

export function noAnswer(deployment: string, operation: AdapterOperation): AdapterError {
  return new AdapterError({
    deployment,
    operation,
    retryable: false,
    code: NO_ANSWER,
    message: `${deployment} did not answer in time after the interruption`,
    hint: 'run apply again once it can be reached: what is done is not done twice',
  });
}
