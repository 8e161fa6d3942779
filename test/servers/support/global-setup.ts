/** One folder for all servers of a run of vitest, gone with it: its workers end without a word. */
import { rmSync } from 'node:fs';
import { makeRunFolder, RUN_FOLDER } from './run-folder.ts';

export function setup(): () => void {
  const folder = makeRunFolder();
  // workers are forked later, and inherit it
  process.env[RUN_FOLDER] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
