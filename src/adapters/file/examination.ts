/** `doctor` for the embedded deployment: its file, and whether it could be written. Nothing is written, and no lock taken. */
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { lockHolder } from '../../disk/lock.ts';
import { currentOwner } from '../../disk/lock-owner.ts';
import type { AdapterContext } from '../../model/adapter.ts';
import { type ExaminationStep, failedStep, skipped } from '../../model/examination.ts';
import { systemMessage } from '../../model/system-message.ts';
import { counted } from '../../model/thousands.ts';
import { failing } from '../failure.ts';
import { openFileAdapter } from './adapter.ts';
import { readState, STALE_AFTER_MS, statePath } from './api.ts';

const READING = ['file', 'partners', 'blocks', 'writable', 'lock'] as const;

export async function* examineFile(context: AdapterContext, signal: AbortSignal): AsyncGenerator<ExaminationStep> {
  signal.throwIfAborted();
  const { deployment, root, options } = context;
  const path = typeof options['path'] === 'string' ? options['path'] : '';
  const fail = failing(deployment, 'open', path);
  let absolute: string;
  try {
    absolute = await statePath(root, path, fail);
    yield { name: 'path', status: 'ok', message: `${path}, inside the repository` };
  } catch (error) {
    yield failedStep('path', error, [path]);
    return yield* skipped(READING, 'path');
  }
  yield* await readingSteps(context, path, absolute, signal);
  const writable = await writableStep(absolute);
  yield writable;
  if (writable.status === 'failed') yield* skipped(['lock'], 'writable');
  else yield await lockStep(absolute, context);
}

async function readingSteps(
  context: AdapterContext,
  path: string,
  absolute: string,
  signal: AbortSignal,
): Promise<readonly ExaminationStep[]> {
  try {
    const text = await readState(absolute, failing(context.deployment, 'read', path));
    const adapter = await openFileAdapter(context);
    const { partners, blocks = [], lastApplied } = await adapter.read(signal);
    const file = text === null ? 'there is none yet: no partners, no blocks' : 'it is a whole state';
    const last =
      lastApplied === undefined ? 'nothing was ever applied' : `last applied: ${lastApplied.commit.slice(0, 12)}`;
    const inForce = blocks.map(({ domain }) => domain).sort();
    return [
      { name: 'file', status: 'ok', message: file },
      { name: 'partners', status: 'ok', message: `${counted(partners.length, 'partner')}; ${last}` },
      {
        name: 'blocks',
        status: 'ok',
        message: inForce.length === 0 ? 'none in force' : `in force: ${inForce.join(', ')}`,
      },
    ];
  } catch (error) {
    return [failedStep('file', error, [path]), ...skipped(['partners', 'blocks'], 'file')];
  }
}

/** It is replaced by a new file: what counts is its folder, or where there is none, the folder that it will be made in. */
async function writableStep(absolute: string): Promise<ExaminationStep> {
  for (let folder = dirname(absolute); ; folder = dirname(folder)) {
    try {
      // for who may do everything, a file is a folder that may be written
      if (!(await stat(folder)).isDirectory()) return notWritable('it is a file');
      await access(folder, constants.W_OK | constants.X_OK);
      return { name: 'writable', status: 'ok', message: 'its folder may be written' };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT' && folder !== dirname(folder)) continue;
      return notWritable(systemMessage(error));
    }
  }
}

function notWritable(why: string): ExaminationStep {
  const hint = 'make the folder writable, or name another path';
  return { name: 'writable', status: 'failed', message: `its folder cannot be written: ${why}`, hint };
}

async function lockStep(absolute: string, { now }: AdapterContext): Promise<ExaminationStep> {
  const name = 'lock';
  const options = { owner: currentOwner('partnerctl doctor'), now, staleAfterMs: STALE_AFTER_MS, name: 'its lock' };
  try {
    const held = await lockHolder(`${absolute}.lock`, options);
    if (held === undefined) return { name, status: 'ok', message: 'nobody is writing' };
    return { name, status: 'warning', message: held.message, hint: held.hint };
  } catch (error) {
    const hint = 'remove what is in the place of its lock, once nobody writes';
    return { name, status: 'failed', message: `its lock cannot be read: ${systemMessage(error)}`, hint };
  }
}
