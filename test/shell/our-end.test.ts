/** When partnerctl ends, so does what it has started: a real process, real signals. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bundleChild, startChild } from '../support/child-process.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';
import { isAlive, pidsIn, untilGone } from './processes.ts';

const folder = temporaryFolders();

async function started(way: string) {
  const place = await folder();
  const file = join(place, 'pid');
  const script = await bundleChild(new URL('running-child.ts', import.meta.url), place);
  const child = startChild(script, [file, way]);
  const [pid = 0] = await pidsIn(file, 1);
  expect(readFileSync(file, 'utf8').trim()).toBe(String(pid));
  return { child, pid };
}

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s ends both, and we end by it', async (name) => {
  const { child, pid } = await started('');
  child.process.kill(name);
  await child.ended;
  expect(child.process.signalCode).toBe(name);
  await untilGone([pid]);
});

test('where somebody listens to the signal, the program goes on until they end', async () => {
  const { child, pid } = await started('listens');
  child.process.kill('SIGINT');
  // the next one is delivered after it
  child.process.kill('SIGHUP');
  await child.ended;
  expect(child.process.signalCode).toBe('SIGHUP');
  await untilGone([pid]);
});

test('an exit of our own ends it, too', async () => {
  const { child, pid } = await started('exits');
  expect(isAlive(pid)).toBe(true);
  child.process.kill('SIGTERM');
  expect(await child.ended).toMatchObject({ code: 7 });
  await untilGone([pid]);
});
