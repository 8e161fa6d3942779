/** Somebody else holds the lock: who, and for how long already. */
import { PartnerctlError } from '../model/errors.ts';
import type { LockRecord } from './lock-record.ts';

export class LockedError extends PartnerctlError {
  /** Null where the lock file does not say. */
  readonly owner: LockRecord | null;
  /** How long it has been held. */
  readonly ageMs: number;

  /** `name` is what is locked, as people know it. */
  constructor(name: string, owner: LockRecord | null, ageMs: number, hint: string) {
    super('locked', `${name} is held by ${describe(owner)}, for ${duration(ageMs)} now`, hint);
    this.owner = owner;
    this.ageMs = ageMs;
  }
}

function describe(owner: LockRecord | null): string {
  if (owner === null) return 'somebody who did not say';
  return `${owner.user} on ${owner.host} (${owner.command}, process ${owner.pid})`;
}

/** As a person says it: `3 minutes`. */
function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 120) return plural(seconds, 'second');
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? plural(minutes, 'minute') : plural(Math.round(minutes / 60), 'hour');
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
