/**
 * Real processes that run our source: bundled once, because Node 20 runs no TypeScript and a loader costs half a
 * second per process. `entry` is a module of the tests whose `main(args)` the process calls.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Bundles into `folder`; returns the script's path. */
export async function bundleChild(entry: URL, folder: string): Promise<string> {
  const outfile = join(folder, 'child.mjs');
  const contents = `import { main } from ${JSON.stringify(fileURLToPath(entry))};\nawait main(process.argv.slice(2));\n`;
  await build({
    stdin: { contents, resolveDir: root },
    absWorkingDir: root,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    outfile,
    // what CommonJS packages expect around them
    banner: { js: `import { createRequire as made } from 'node:module';\nconst require = made(import.meta.url);` },
  });
  return outfile;
}

export interface Child {
  readonly process: ChildProcess;
  /** Resolves with the first line that it prints. */
  readonly firstLine: Promise<string>;
  /** Resolves when it has ended. */
  readonly ended: Promise<{ readonly code: number | null; readonly stderr: string }>;
}

export interface ChildOptions {
  /** No file may become larger than so many blocks of 512 bytes: what a full disk does, without filling one. */
  readonly fileBlocks?: number;
}

export function startChild(script: string, args: readonly string[], { fileBlocks }: ChildOptions = {}): Child {
  const limit = fileBlocks === undefined ? [] : ['sh', '-c', `ulimit -f ${fileBlocks} && exec "$0" "$@"`];
  const [program = '', ...rest] = [...limit, process.execPath, script, ...args];
  const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const firstLine = once(child.stdout, 'data').then(([chunk]) => String(chunk).split('\n', 1)[0] ?? '');
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, stderr }));
  return { process: child, firstLine, ended };
}
