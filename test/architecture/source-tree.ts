/** The repository's own files as texts by path, so that rules can be tried on trees made up in memory, too. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Path, relative to the repository and `/`-separated → text. */
export type Tree = ReadonlyMap<string, string>;

/** Everything that is or could be committed, other than binary files. */
export async function readTree(root: string): Promise<Tree> {
  const listing = await promisify(execFile)(
    'git',
    ['-C', root, 'ls-files', '-z', '--cached', '--others', '--exclude-standard'],
    { maxBuffer: 2 ** 26 },
  );
  const paths = [...new Set(listing.stdout.split('\0'))].filter((path) => path !== '').sort();
  const texts = await Promise.all(paths.map(async (path) => [path, await textOf(join(root, path))] as const));
  return new Map(texts.flatMap(([path, text]) => (text === undefined ? [] : [[path, text] as const])));
}

/** Undefined for what was deleted and not yet committed, for links to folders, and for binary files. */
async function textOf(path: string): Promise<string | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  return text?.includes('\0') ? undefined : text;
}

export function isGenerated(path: string): boolean {
  return path.includes('/generated/');
}

/** Written by us, and run: no declarations. */
export function isSource(path: string): boolean {
  return path.startsWith('src/') && /\.[jt]s$/.test(path) && !path.endsWith('.d.ts') && !isGenerated(path);
}

export function linesOf(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}
