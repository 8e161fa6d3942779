/** What a command is: the facts that its --help is made of, and what it does. */

import type { ExitCode } from './exit-codes.ts';
import type { Io } from './io.ts';
import type { Progress } from './progress.ts';

export interface OptionSpec {
  /** As in --help: `--deployment <name...>`, `--yes`. */
  readonly flags: string;
  readonly description: string;
  /** Only these values; a wrong one is answered with the nearest. */
  readonly choices?: readonly string[];
  /** Checks a value; returns what is wrong with it, for "…: VALUE is not …". */
  readonly invalid?: (value: string) => string | undefined;
}

export interface CommandSpec {
  readonly name: string;
  readonly summary: string;
  /** Positional arguments, as in --help: `[FILE...]`, `<DOMAIN>`. */
  readonly arguments?: string;
  readonly options: readonly OptionSpec[];
  /** The first is the default. */
  readonly formats: readonly string[];
  /** Shown below the options; each with a line of explanation. */
  readonly examples: readonly { readonly command: string; readonly does: string }[];
  /** Works in a folder that is not there yet. */
  readonly makesFolder?: true;
  /** Stops cleanly by itself when it is interrupted. */
  readonly watchesInterrupts?: true;
  readonly run: (call: Call) => Promise<ExitCode>;
}

export type OptionValue = string | boolean | readonly string[] | undefined;

/** One call of a command. */
export interface Call {
  readonly io: Io;
  readonly arguments: readonly string[];
  readonly options: Readonly<Record<string, OptionValue>>;
  readonly format: string;
  /** The repository's folder, absolute. */
  readonly root: string;
  /** `--config`, absolute. */
  readonly config: string | undefined;
  /** YYYY-MM-DD, UTC. */
  readonly today: string;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly color: { readonly stdout: boolean; readonly stderr: boolean };
  /** The width to write for. */
  readonly columns: number;
  readonly progress: Progress;
  readonly version: string;
}

export function flag(call: Pick<Call, 'options'>, name: string): boolean {
  return call.options[name] === true;
}

export function one(call: Pick<Call, 'options'>, name: string): string | undefined {
  const value = call.options[name];
  return typeof value === 'string' ? value : undefined;
}

export function many(call: Pick<Call, 'options'>, name: string): readonly string[] {
  const value = call.options[name];
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? (value as readonly string[]) : [];
}
