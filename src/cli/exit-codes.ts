/** Exit codes, as the contract has them. */

export const EXIT = {
  ok: 0,
  /** Findings of severity error, or something failed, or could not be verified. */
  failed: 1,
  /** Changes or drift; only with --detailed-exitcode. */
  changes: 2,
  /** Stale, unreviewed, or held back by a guard; nothing was written. */
  refused: 3,
  usage: 64,
  /** A bug of ours. */
  bug: 70,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** An interruption tells more than anything; then the worst first. */
const BY_WEIGHT: readonly ExitCode[] = [
  EXIT.interrupted,
  EXIT.terminated,
  EXIT.bug,
  EXIT.usage,
  EXIT.failed,
  EXIT.refused,
  EXIT.changes,
  EXIT.ok,
];

/** Of several deployments: the first that occurred in the order of weight. */
export function worst(codes: readonly ExitCode[]): ExitCode {
  return BY_WEIGHT.find((code) => codes.includes(code)) ?? EXIT.ok;
}
