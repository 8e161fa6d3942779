/** A writer is killed at any moment, again and again: the file is always one of the two whole states. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { bundleChild, startChild } from '../../support/child-process.ts';
import { partner } from '../../support/partners.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';
import { add, apply, read } from '../contract/harness.ts';
import { SIDES, SIZE } from './alternating-writer.ts';
import { openAt, STATE } from './file-open.ts';

const temporaryFolder = temporaryFolders();
/** Side by side, each with a repository of its own: most of the time is the processes' start. */
const LANES = 3;
const KILLS = 10;
/** A few rounds of the writer; the moments of the kills are spread evenly over them. */
const ROUNDS_MS = 40;

async function killAgainAndAgain(script: string, lane: number): Promise<readonly number[]> {
  const root = await temporaryFolder();
  const adapter = await openAt(root);
  const leftovers: number[] = [];
  for (let kill = 0; kill < KILLS; kill++) {
    const child = startChild(script, [root]);
    expect(await child.firstLine).toBe('begun');
    await delay(((kill * LANES + lane) / (KILLS * LANES)) * ROUNDS_MS);
    child.process.kill('SIGKILL');
    const { code, stderr } = await child.ended;
    expect({ code, stderr }).toEqual({ code: null, stderr: '' });
    const { partners } = await read(adapter);
    const sides = new Set(partners.map(({ description }) => description?.split(' ', 1)[0]));
    expect([partners.length, sides.size, SIDES.includes([...sides][0] ?? '')]).toEqual([SIZE, 1, true]);
    leftovers.push((await readdir(join(root, STATE, '..'))).length - 1);
  }
  await apply(adapter, [add(partner('last.example'))]);
  expect(await readdir(join(root, STATE, '..'))).toEqual(['local.json']);
  return leftovers;
}

it('is never anything but whole, and the last writer leaves nothing behind', async () => {
  const script = await bundleChild(new URL('./alternating-writer.ts', import.meta.url), await temporaryFolder());
  const leftovers = await Promise.all(Array.from({ length: LANES }, (_, lane) => killAgainAndAgain(script, lane)));
  // some were killed in the middle, else nothing was tested
  expect(leftovers.flat().filter((count) => count > 0).length).toBeGreaterThan(0);
}, 120_000);
