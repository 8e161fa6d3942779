/**
 * A process that goes on replacing one large state by the other, about a megabyte each, until it is killed. It uses
 * the adapter's own way to the disk, with texts made beforehand, so that it spends its time on writing.
 */
import { join } from 'node:path';
import { failing } from '../../../src/adapters/failure.ts';
import { exclusively } from '../../../src/adapters/file/api.ts';
import { encodeState } from '../../../src/adapters/file/codec.ts';
import { partner } from '../../support/partners.ts';
import { STATE } from './file-open.ts';

export const SIZE = 250;
export const SIDES = ['left', 'right'];

function textOf(side: string): string {
  const partners = Array.from({ length: SIZE }, (_, n) =>
    partner(`p${n}.example`, { description: `${side} ${'x'.repeat(4000)}` }),
  );
  return encodeState({ partners, lastApplied: null, blocks: [] });
}

/** Prints a line when it has begun. */
export async function main([root = '']: readonly string[]): Promise<void> {
  const file = {
    path: join(root, STATE),
    now: () => new Date(),
    signal: new AbortController().signal,
    fail: failing('local', 'write', STATE),
  };
  const texts = SIDES.map(textOf);
  for (let round = 0; ; round++) {
    await exclusively(file, (replace) => replace(texts[round % 2] ?? ''));
    if (round === 0) process.stdout.write('begun\n');
  }
}
