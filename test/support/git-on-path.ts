/** Puts something else in front of git: a PATH on which `git` is a shell script. */
import { execFileSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** `script` ends with `exec "$git" "$@"`, or does not run git at all; it is written to `folder`. */
export function gitOnPath(folder: string, script: string): string {
  const git = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
  const file = join(folder, 'git');
  writeFileSync(file, `#!/bin/sh\ngit='${git}'\n${script}\n`);
  chmodSync(file, 0o755);
  return `${folder}${delimiter}${process.env['PATH']}`;
}
