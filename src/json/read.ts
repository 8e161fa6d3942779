/** A JSON text of unknown origin → a value of a known shape, or what is wrong with it. Pure. */
import { type Read, Unreadable } from './decode.ts';
import { countKeys, findJsonProblem, keysIn } from './text.ts';

export type Decoded<T> = { readonly value: T } | { readonly problem: string };

/** Keys that stand twice are looked for last, when the depth of the value is known to be small. */
export function readJson<T>(json: string, read: Read<T>): Decoded<T> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return { problem: jsonMessage(json) };
  }
  try {
    const decoded = read(value, '');
    return countKeys(json) === keysIn(value) ? { value: decoded } : { problem: jsonMessage(json) };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { problem: error.message };
  }
}

/** For a text that is known not to be JSON as it should be. */
export function jsonMessage(json: string): string {
  const found = findJsonProblem(json);
  if (found === undefined) return 'it is not JSON';
  return `line ${found.position.line}, column ${found.position.column}: ${found.message}`;
}
