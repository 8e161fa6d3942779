/** The lock among real processes, some of which are killed while they hold it: never two at a time, never stuck. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { bundleChild, startChild } from '../support/child-process.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';

const temporaryFolder = temporaryFolders();
const ROUNDS = 12;
/** The round in which each process dies; the last ones live on and must come to their end. */
const DEADLY = [0, 1, 3, 5, ROUNDS, ROUNDS];

it('never lets two in at once, and outlives its owners', async () => {
  const folder = await temporaryFolder();
  const script = await bundleChild(new URL('./lock-contender.ts', import.meta.url), folder);
  const log = join(folder, 'log');
  const children = DEADLY.map((deadly) =>
    startChild(script, [join(folder, 'x.lock'), log, String(ROUNDS), String(deadly)]),
  );
  const ends = await Promise.all(children.map((child) => child.ended));
  expect(ends.map(({ code, stderr }) => ({ killed: code === null, stderr }))).toEqual(
    DEADLY.map((deadly) => ({ killed: deadly < ROUNDS, stderr: '' })),
  );
  const killed = new Set(
    children.filter((_, index) => (DEADLY[index] ?? 0) < ROUNDS).map((child) => child.process.pid),
  );
  const lines = (await readFile(log, 'utf8')).trimEnd().split('\n');
  let inside: string | undefined;
  for (const line of lines) {
    const [what, pid = ''] = line.split(' ');
    if (what === 'enter') {
      // whoever was inside before must have died there
      if (inside !== undefined) expect(killed).toContain(Number(inside));
      inside = pid;
    } else {
      expect(pid).toBe(inside);
      inside = undefined;
    }
  }
  expect(lines.filter((line) => line.startsWith('enter'))).toHaveLength(1 + 2 + 4 + 6 + 2 * ROUNDS);
});
