/** Asks on the terminal; only `yes` means yes. */
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import type { Io } from './io.ts';

export async function ask(io: Io, question: string, signal: AbortSignal): Promise<boolean> {
  const output = new Writable({
    write(chunk, _encoding, done) {
      io.stderr.write(String(chunk));
      done();
    },
  });
  // Not as a terminal: readline would take Ctrl-C away from the process.
  const lines = createInterface({ input: io.stdin, output, terminal: false });
  try {
    const answer = await Promise.race([lines.question(`${question} Type yes: `, { signal }), closed(lines)]);
    return answer.trim().toLowerCase() === 'yes';
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  } finally {
    lines.close();
  }
}

/** The end of the input is no answer. */
async function closed(lines: { once: (event: 'close', listener: () => void) => unknown }): Promise<string> {
  return await new Promise((resolve) => lines.once('close', () => resolve('')));
}
