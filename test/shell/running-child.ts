/** A process of its own that runs a program which stays: what becomes of the program when this process ends? */
import { run } from '../../src/shell/run.ts';

/** `pidFile` names where the program writes its number; `way`: how this process takes a signal. */
export async function main([pidFile = '', way = '']: readonly string[]): Promise<void> {
  if (way === 'listens') process.on('SIGINT', () => undefined);
  if (way === 'exits') process.on('SIGTERM', () => process.exit(7));
  const script = 'echo $$ > "$0.new"; mv "$0.new" "$0"; exec sleep 1000';
  const options = { env: process.env, timeoutMs: 60_000, maxBytes: 1000 };
  await run(['sh', '-c', script, pidFile], '', options, new AbortController().signal);
}
