/**
 * A broken world is an exception; there are few kinds, and each carries a code and a hint.
 * Bad input is not here: it is a Diagnostic.
 */

export class PartnerctlError extends Error {
  readonly code: string;
  /** What to do next; one sentence. */
  readonly hint: string;

  constructor(code: string, message: string, hint: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
    this.hint = hint;
  }
}

/** The command was called wrongly: exit 64. */
export class UsageError extends PartnerctlError {
  constructor(message: string, hint: string) {
    super('usage', message, hint);
  }
}

/** The live side or the files moved since the plan was made or reviewed: exit 3, nothing written. */
export class StalePlanError extends PartnerctlError {
  constructor(message: string, hint: string) {
    super('stale-plan', message, hint);
  }
}

export type AdapterOperation =
  | 'read'
  | 'write'
  | 'sessions'
  | 'health'
  | 'observed'
  | 'block'
  | 'unblock'
  | 'open'
  | 'close';

export interface AdapterErrorInit {
  readonly deployment: string;
  readonly operation: AdapterOperation;
  /** May the same call succeed a moment later? Not where the adapter has tried that already. */
  readonly retryable: boolean;
  readonly message: string;
  readonly hint: string;
  readonly code?: string;
  readonly cause?: unknown;
}

/** A deployment could not be reached, understood or changed. */
export class AdapterError extends PartnerctlError {
  readonly deployment: string;
  readonly operation: AdapterOperation;
  readonly retryable: boolean;

  constructor(init: AdapterErrorInit) {
    super(init.code ?? `${init.operation}-failed`, init.message, init.hint, { cause: init.cause });
    this.deployment = init.deployment;
    this.operation = init.operation;
    this.retryable = init.retryable;
  }
}

/** Git could not tell what it was asked: a shallow clone, an unknown ref. */
export class HistoryError extends PartnerctlError {}

/** An error as data: in JSON, in ledgers, in plans. */
export interface ErrorReport {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

/** The code of what should not have happened. */
export const INTERNAL = 'internal';

/** Foreign errors become `internal`: a bug of ours, since every expected one is a PartnerctlError. */
export function reportOf(error: unknown): ErrorReport {
  if (error instanceof PartnerctlError) return { code: error.code, message: error.message, hint: error.hint };
  return { code: INTERNAL, message: messageOf(error), hint: 'this is a bug in partnerctl: please report it' };
}

/** What an unexpected value thrown by a library says. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
