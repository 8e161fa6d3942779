/** A progress line on the terminal's last line; nothing at all where stderr is not a terminal. */
import type { Io } from './io.ts';

export interface Progress {
  /** Shows a text at once or, if the last one is too young, not at all. */
  readonly show: (text: string) => void;
  readonly clear: () => void;
}

/** Faster than this nobody reads. */
const INTERVAL_MS = 100;
const CLEAR_LINE = '\r\u001b[2K';

export function createProgress(io: Pick<Io, 'stderr' | 'now'>, enabled: boolean): Progress {
  if (!enabled || !io.stderr.isTTY) return { show: () => undefined, clear: () => undefined };
  let last = 0;
  let shown = false;
  return {
    show: (text) => {
      const now = io.now().getTime();
      if (now - last < INTERVAL_MS) return;
      last = now;
      shown = true;
      io.stderr.write(`${CLEAR_LINE}${text.slice(0, (io.stderr.columns || 80) - 1)}`);
    },
    clear: () => {
      if (shown) io.stderr.write(CLEAR_LINE);
      shown = false;
    },
  };
}
