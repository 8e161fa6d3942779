/**
 * The embedded deployment: partners in a JSON file inside the repository, to try everything out without a server.
 *
 * Reading takes no lock, because the file is only ever replaced whole. A write holds the lock from reading to
 * replacing, so that comparing the revision and setting the state are one step, among processes too.
 */

import { blockProblem } from '../../json/record.ts';
import {
  type Adapter,
  type AdapterContext,
  type LiveState,
  REVISION_MOVED,
  type WriteChange,
  type WriteContext,
} from '../../model/adapter.ts';
import type { Block } from '../../model/block.ts';
import { partnersDigest } from '../../model/digest.ts';
import type { AdapterOperation } from '../../model/errors.ts';
import { applyBatch } from '../batch.ts';
import { type Fail, failing } from '../failure.ts';
import { exclusively, readState, statePath } from './api.ts';
import { FILE_CAPABILITIES } from './capabilities.ts';
import { decodeState, EMPTY_STATE, encodeState, type StoredState } from './codec.ts';

export async function openFileAdapter({ deployment, root, options, now }: AdapterContext): Promise<Adapter> {
  const path = typeof options['path'] === 'string' ? options['path'] : '';
  await statePath(root, path, failing(deployment, 'open', path));

  const load = async (absolute: string, fail: Fail): Promise<StoredState> => {
    const text = await readState(absolute, fail);
    if (text === null) return EMPTY_STATE;
    const decoded = decodeState(text);
    if ('problem' in decoded) throw fail({ code: 'unreadable-state', ...decoded.problem });
    return decoded.state;
  };
  /** Reads, lets `run` decide, and writes what it returns, with nobody in between; null: leave it as it is. */
  const change = async <T>(
    operation: AdapterOperation,
    signal: AbortSignal,
    run: (state: StoredState, fail: Fail) => { readonly next: StoredState | null; readonly answer: T },
  ): Promise<T> => {
    signal.throwIfAborted();
    const fail = failing(deployment, operation, path);
    const absolute = await statePath(root, path, fail);
    return exclusively({ path: absolute, now, signal, fail }, async (replace) => {
      const { next, answer } = run(await load(absolute, fail), fail);
      if (next !== null) await replace(encodeState(next));
      return answer;
    });
  };
  const read = async (signal: AbortSignal): Promise<LiveState> => {
    signal.throwIfAborted();
    const fail = failing(deployment, 'read', path);
    const state = await load(await statePath(root, path, fail), fail);
    signal.throwIfAborted();
    return liveState(state, now());
  };
  return {
    capabilities: FILE_CAPABILITIES,
    read,
    write: (changes, context) =>
      change('write', context.signal, (state, fail) => {
        if (partnersDigest(state.partners) !== context.revision) throw fail(MOVED);
        return written(state, changes, context, now());
      }),
    block: (block, signal) =>
      change('block', signal, (state, fail) => {
        const problem = blockProblem(block, 'the block');
        if (problem !== undefined) throw fail({ code: 'bad-block', ...problem });
        return { next: { ...state, blocks: [...without(state.blocks, block.domain), block] }, answer: undefined };
      }),
    unblock: (domain, signal) =>
      change('unblock', signal, (state) => {
        const answer = inForce(state.blocks, now()).some((block) => block.domain === domain);
        return { next: answer ? { ...state, blocks: without(state.blocks, domain) } : null, answer };
      }),
    close: async () => {},
  };
}

const MOVED = {
  code: REVISION_MOVED,
  message: 'its partners have changed since they were read',
  hint: 'plan again: somebody else has written, or edited the file',
};

function liveState({ partners, lastApplied, blocks }: StoredState, now: Date): LiveState {
  return {
    partners,
    revision: partnersDigest(partners),
    ...(lastApplied !== null && { lastApplied }),
    blocks: inForce(blocks, now),
  };
}

function written(state: StoredState, changes: readonly WriteChange[], context: WriteContext, now: Date) {
  const { partners, results } = applyBatch(state.partners, changes);
  const { revision, workspace, commit, actor } = context;
  if (partners === null) return { next: null, answer: results };
  const lastApplied = commit === null ? state.lastApplied : { workspace, commit, actor, at: now.toISOString() };
  const isSame = commit === null && partnersDigest(partners) === revision;
  return { next: isSame ? null : { ...state, partners, lastApplied }, answer: results };
}

/** `until` is the last day, UTC. */
function inForce(blocks: readonly Block[], now: Date): readonly Block[] {
  const today = now.toISOString().slice(0, 10);
  return blocks.filter((block) => block.until === null || block.until >= today);
}

function without(blocks: readonly Block[], domain: string): readonly Block[] {
  return blocks.filter((block) => block.domain !== domain);
}
