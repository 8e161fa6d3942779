/**
 * The folder of this process's servers: their data, certificates, sockets. Prosody refuses to run as root, so as root
 * it runs as its own user, and what it writes to is given to that user.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Names the folder to the workers of vitest. */
export const RUN_FOLDER = 'PARTNERCTL_TEST_SERVERS';

let folder: string | undefined;

/** This process's part of the run's folder; without vitest, a folder that ends with the process. */
export function runFolder(): string {
  if (folder !== undefined) return folder;
  const run = process.env[RUN_FOLDER];
  if (run === undefined) {
    const own = makeRunFolder();
    process.once('exit', () => rmSync(own, { recursive: true, force: true }));
    folder = own;
  } else {
    folder = join(run, String(process.pid));
    mkdirSync(folder, { recursive: true });
  }
  return folder;
}

export function makeRunFolder(): string {
  const made = mkdtempSync(join(tmpdir(), 'partnerctl-servers-'));
  // Prosody has a user of its own
  chmodSync(made, 0o755);
  return made;
}

/** The user that Prosody runs as; undefined: ourselves. */
export interface RunAs {
  readonly uid: number;
  readonly gid: number;
}

let runAs: RunAs | undefined;

export function prosodyUser(): RunAs | undefined {
  if (process.getuid?.() !== 0) return undefined;
  runAs ??= { uid: idOf('-u'), gid: idOf('-g') };
  return runAs;
}

function idOf(option: '-u' | '-g'): number {
  return Number(execFileSync('id', [option, 'prosody'], { encoding: 'utf8' }));
}

/** A folder that Prosody may write to. */
export function ownFolder(path: string): void {
  mkdirSync(path, { recursive: true });
  give(path);
}

/** A file that Prosody may read and replace; its folders are made. */
export function ownFile(path: string, text: string): void {
  ownFolder(dirname(path));
  writeFileSync(path, text);
  give(path);
}

function give(path: string): void {
  const user = prosodyUser();
  if (user !== undefined) chownSync(path, user.uid, user.gid);
}
