/** What arrives by and by, taken by whoever waits for it: log lines, stanzas. Each item is taken once. */

export interface Inbox<T> {
  /** Everything that ever arrived, taken or not. */
  readonly all: readonly T[];
  push(item: T): void;
  /** The first item not yet taken that matches, at once or as soon as it arrives. */
  next(matches: (item: T) => boolean, what: string, milliseconds?: number): Promise<T>;
  /** Nothing more will come: whoever waits is told why. */
  end(reason: string): void;
}

interface Waiting<T> {
  readonly matches: (item: T) => boolean;
  readonly take: (item: T) => void;
  readonly giveUp: (reason: string) => void;
}

const PATIENCE = 20_000;

/** `show` renders an item for the message of a wait that was in vain. */
export function inbox<T>(owner: string, show: (item: T) => string): Inbox<T> {
  const all: T[] = [];
  const untaken: T[] = [];
  const waiting = new Set<Waiting<T>>();
  let ended: string | undefined;
  const push = (item: T): void => {
    all.push(item);
    for (const each of waiting) {
      if (!each.matches(item)) continue;
      waiting.delete(each);
      each.take(item);
      return;
    }
    untaken.push(item);
  };
  const next = (matches: (item: T) => boolean, what: string, milliseconds = PATIENCE): Promise<T> => {
    const at = untaken.findIndex(matches);
    if (at !== -1) return Promise.resolve(untaken.splice(at, 1)[0] as T);
    const vain = (reason: string): Error =>
      new Error(`${owner}: ${reason} while waiting for ${what}; the last of ${all.length}:\n${tail(all, show)}`);
    if (ended !== undefined) return Promise.reject(vain(ended));
    return new Promise((resolve, reject) => {
      const done = (): void => {
        clearTimeout(timer);
        waiting.delete(each);
      };
      const each: Waiting<T> = {
        matches,
        take: (item) => {
          done();
          resolve(item);
        },
        giveUp: (reason) => {
          done();
          reject(vain(reason));
        },
      };
      const timer = setTimeout(() => each.giveUp(`nothing for ${milliseconds} ms`), milliseconds);
      waiting.add(each);
    });
  };
  const end = (reason: string): void => {
    ended ??= reason;
    for (const each of waiting) each.giveUp(reason);
  };
  return { all, push, next, end };
}

function tail<T>(items: readonly T[], show: (item: T) => string): string {
  return items
    .slice(-40)
    .map((item) => `  ${show(item)}`)
    .join('\n');
}
