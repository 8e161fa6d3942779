/**
 * Whose turn it is: one connection at a time to one address, whichever domain it is for, a pause after each, and not
 * more than so many in all. First come, first served; who is interrupted leaves the queue at once.
 */
import { setTimeout as wait } from 'node:timers/promises';

/** Lets so many in at once. */
export class Gate {
  #free: number;
  readonly #waiting = new Set<() => void>();

  constructor(places: number) {
    this.#free = places;
  }

  /** Resolves to the function that leaves; rejects with the signal's reason. */
  async enter(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (this.#free > 0) this.#free -= 1;
    else await this.#turn(signal);
    let left = false;
    return () => {
      if (!left) this.#leave();
      left = true;
    };
  }

  async #turn(signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const called = (): void => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      };
      const onAbort = (): void => {
        this.#waiting.delete(called);
        reject(signal.reason as Error);
      };
      this.#waiting.add(called);
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  /** Whoever has waited longest has the place. */
  #leave(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#free += 1;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}

interface Address {
  readonly gate: Gate;
  /** When the last visit ended, on the monotonic clock. */
  leftAt: number;
}

export class Politeness {
  readonly #pauseMs: number;
  readonly #all: Gate;
  readonly #addresses = new Map<string, Address>();

  constructor(limits: { readonly pauseMs: number; readonly connections: number }) {
    this.#pauseMs = limits.pauseMs;
    this.#all = new Gate(limits.connections);
  }

  /** Runs `visit` when it is the turn of `address`. Rejects with the signal's reason where it comes before that. */
  async inTurn<T>(address: string, signal: AbortSignal, visit: () => Promise<T>): Promise<T> {
    const place = this.#addresses.get(address) ?? { gate: new Gate(1), leftAt: Number.NEGATIVE_INFINITY };
    this.#addresses.set(address, place);
    const leave = await place.gate.enter(signal);
    try {
      await this.#pauseAfter(place.leftAt, signal);
      const leaveAll = await this.#all.enter(signal);
      try {
        return await visit();
      } finally {
        leaveAll();
        place.leftAt = performance.now();
      }
    } finally {
      leave();
    }
  }

  async #pauseAfter(leftAt: number, signal: AbortSignal): Promise<void> {
    const left = leftAt + this.#pauseMs - performance.now();
    if (left <= 0) return;
    await wait(left, undefined, { signal }).catch(() => undefined);
    signal.throwIfAborted();
  }
}
