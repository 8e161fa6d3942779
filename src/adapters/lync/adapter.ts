/**
 * Lync Server 2013 and Skype for Business Server: partners read and written by their own cmdlets, in one PowerShell
 * session. Each write is decided on a state that was read whole, made only on that state, and read again.
 */
import type {
  Adapter,
  AdapterContext,
  ChangeResult,
  LiveState,
  WriteChange,
  WriteContext,
} from '../../model/adapter.ts';
import { partnersDigest } from '../../model/digest.ts';
import { AdapterError, type AdapterOperation } from '../../model/errors.ts';
import { failing } from '../failure.ts';
import { type Api, connect } from './api.ts';
import { LYNC_CAPABILITIES } from './capabilities.ts';
import { decodeRead, decodeWritten, type LivePartner } from './codec.ts';
import { decide } from './decision.ts';
import { openExport } from './export.ts';
import { checkOptions, type SessionOptions } from './options.ts';
import { answerOf, type Exchange, withModule } from './problems.ts';
import { done, failed, MOVING, resultOf, skipped } from './results.ts';

/** So often the state may move between the reading and the write that was decided on it: each time somebody else wrote. */
const ATTEMPTS = 10;

export async function openLyncAdapter(context: AdapterContext): Promise<Adapter> {
  const options = checkOptions(context);
  if (options.kind === 'export') return openExport(context, options);
  return openLyncSession(context.deployment, options, connect(options, context.env));
}

interface KnownState {
  readonly state: string;
  readonly partners: readonly LivePartner[];
}

export function openLyncSession(deployment: string, options: SessionOptions, api: Api): Adapter {
  const exchange = (operation: AdapterOperation, isChange: boolean): Exchange => ({
    fail: failing(deployment, operation, options.place),
    options,
    isChange,
  });

  /** As it was read last. A write is made on no other, so it may be old, but never wrong. */
  let known: KnownState | undefined;

  const readNow = async (operation: AdapterOperation, signal: AbortSignal): Promise<KnownState> => {
    const about = exchange(operation, false);
    known = undefined;
    withModule(answerOf(await api.start(signal), about), about);
    known = answerOf(await api.ask({ ask: 'read' }, decodeRead, signal), about);
    return known;
  };
  /** What is there already, and what must be refused, is only said of a state that was read just now. */
  const writeOne = async (change: WriteChange, signal: AbortSignal): Promise<ChangeResult> => {
    let isFresh = known === undefined;
    let live = known ?? (await readNow('write', signal));
    for (let left = ATTEMPTS; left > 0; ) {
      const decision = decide(change, live.partners);
      if (decision.kind === 'write') {
        const { verb, identity, values } = decision;
        const request = { ask: 'write', state: live.state, verb, identity, values } as const;
        known = undefined;
        const answer = answerOf(await api.ask(request, decodeWritten, signal), exchange('write', true));
        if (!answer.moved) {
          known = answer;
          return resultOf(change, verb, answer);
        }
        left -= 1;
      } else if (isFresh) return decision.kind === 'done' ? done(change) : failed(change, decision.error);
      live = await readNow('write', signal);
      isFresh = true;
    }
    return failed(change, MOVING);
  };
  /** Nothing can be said of the first change: nothing of the batch. Of a later one: the others are told all the same. */
  const write = async (changes: readonly WriteChange[], { signal }: WriteContext): Promise<readonly ChangeResult[]> => {
    signal.throwIfAborted();
    const results: ChangeResult[] = [];
    for (const change of changes) {
      if (signal.aborted) {
        results.push(skipped(change));
        continue;
      }
      try {
        results.push(await writeOne(change, signal));
      } catch (error) {
        if (results.length === 0 || !(error instanceof AdapterError)) throw error;
        const { code, message, hint } = error;
        results.push({
          action: change.action,
          domain: change.domain,
          outcome: 'unknown',
          error: { code, message, hint },
        });
      }
    }
    return results;
  };
  const read = async (signal: AbortSignal): Promise<LiveState> => {
    const partners = (await readNow('read', signal)).partners.map(({ settings }) => settings);
    return { partners, revision: partnersDigest(partners) };
  };
  return { capabilities: LYNC_CAPABILITIES, read, write, close: api.close };
}
