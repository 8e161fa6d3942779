/**
 * A stock ejabberd: the partners are an access rule in one file that the main file includes. Read is what the server has
 * accepted; a write replaces the file and reloads, under a lock beside the server from the comparison to the read-back.
 */
import {
  type Adapter,
  type AdapterContext,
  type ChangeResult,
  REVISION_MOVED,
  type WriteChange,
  type WriteContext,
} from '../../model/adapter.ts';
import { partnersDigest } from '../../model/digest.ts';
import type { AdapterOperation, ErrorReport } from '../../model/errors.ts';
import { applyBatch } from '../batch.ts';
import { type Fail, failing } from '../failure.ts';
import { type Held, openServer } from './api.ts';
import { ejabberdCapabilities, inexpressible } from './capabilities.ts';
import { encodeFragment } from './fragment-codec.ts';
import { healthOf } from './health.ts';
import { type InForce, inForce, rememberingDecoders, shown } from './live-state.ts';
import { aclName } from './names.ts';
import { checkOptions, placeOf } from './options.ts';
import { domainsToEnd, endSessions } from './sessions.ts';

export async function openEjabberdAdapter(context: AdapterContext): Promise<Adapter> {
  const { deployment, now } = context;
  const options = checkOptions(context);
  const capabilities = ejabberdCapabilities(options.enforces, options.openSessions);
  const { fixed } = capabilities;
  const server = openServer(options, context.env);
  const place = placeOf(options);
  const decoders = rememberingDecoders();
  const failingAt = (operation: AdapterOperation): Fail => failing(deployment, operation, place);

  const look = async (held: Held, fail: Fail, signal: AbortSignal): Promise<InForce> => {
    const files = await held.files(signal);
    const found = inForce(files, await held.dump(signal), options, fixed, decoders);
    if ('state' in found) return found.state;
    throw fail({ code: found.code, ...found.problem });
  };
  /** An abort before anything was written rejects with the signal's reason. */
  const heeding = async <T>(signal: AbortSignal, isBegun: () => boolean, run: () => Promise<T>): Promise<T> => {
    signal.throwIfAborted();
    try {
      return await run();
    } catch (error) {
      if (signal.aborted && !isBegun()) throw signal.reason;
      throw error;
    }
  };
  const reading = async (operation: AdapterOperation, signal: AbortSignal): Promise<InForce> => {
    const fail = failingAt(operation);
    return await heeding(
      signal,
      () => false,
      async () => await server.hold('reading', fail, signal, async (held) => await look(held, fail, signal)),
    );
  };

  const write = async (changes: readonly WriteChange[], about: WriteContext): Promise<readonly ChangeResult[]> => {
    const fail = failingAt('write');
    let isBegun = false;
    return await heeding(
      about.signal,
      () => isBegun,
      async () =>
        await server.hold('writing', fail, about.signal, async (held) => {
          const before = await look(held, fail, about.signal);
          if (before.revision !== about.revision) throw fail(MOVED);
          const { partners, results } = applyBatch(before.partners, changes, (partner) =>
            inexpressible(partner, options.enforces),
          );
          if (partners === null) return results;
          const toEnd = domainsToEnd(before, partners, options);
          const at = now();
          const next = written(before, partners, about, { at, toEnd });
          if (next === before.text && isSettled(before)) return results;
          about.signal.throwIfAborted();
          isBegun = true;
          await held.replace(next, NEVER);
          const refused = await reload(held, before.text);
          if (refused !== null && changes.length === 0) throw fail(refusal(refused));
          if (refused !== null) return failed(changes, refused);
          const after = await look(held, fail, NEVER);
          const wanted = partners.map((partner) => shown(partner, fixed));
          if (after.revision !== partnersDigest(wanted)) throw fail(NOT_TAKEN);
          const sessions = { before: before.partners, after: after.partners, changes, results, options, toEnd };
          const { results: told, isEnded } = await endSessions(held, sessions);
          // only a comment: no reload
          if (toEnd.length > 0 && isEnded)
            await held.replace(written(before, partners, about, { at, toEnd: [] }), NEVER);
          return told;
        }),
    );
  };
  return {
    capabilities,
    read: async (signal) => {
      const state = await reading('read', signal);
      const { partners, revision, lastApplied } = state;
      return {
        ...{ partners, revision },
        ...(lastApplied !== null && { lastApplied }),
        ...(!isSettled(state) && { unsettled: true as const }),
      };
    },
    write,
    health: async (signal) => healthOf(await reading('health', signal), options),
    close: server.close,
  };
}

const NEVER = new AbortController().signal;

const MOVED = {
  code: REVISION_MOVED,
  message: 'its partners have changed since they were read',
  hint: 'plan again: somebody else has written, or reloaded what was edited by hand',
};

const NOT_TAKEN = {
  code: 'not-taken',
  message: 'the server has reloaded, and does otherwise than the fragment says',
  hint: 'plan again; see the server’s log, and what else its main file includes',
};

function written(
  { lastApplied: recorded }: InForce,
  partners: Parameters<typeof encodeFragment>[0],
  { workspace, commit, actor }: WriteContext,
  { at, toEnd }: { readonly at: Date; readonly toEnd: readonly string[] },
): string {
  const lastApplied = commit === null ? recorded : { workspace, commit, actor, at: at.toISOString() };
  return encodeFragment(partners, lastApplied, toEnd);
}

function isSettled({ isLoaded, toEnd }: InForce): boolean {
  return isLoaded && toEnd.length === 0;
}

/** Null: taken. Else the server's words; then the old fragment is in its place again. */
async function reload(held: Held, old: string): Promise<string | null> {
  const said = await held.call('reload_config', NEVER);
  if (said.kind === 'done') return null;
  // what was in force is in force still; another reload would let come into force whatever else was edited meanwhile
  await held.replace(old, NEVER);
  return said.words;
}

function refusal(words: string): ErrorReport {
  return {
    code: 'refused-by-server',
    message: `the server does not take the configuration, and keeps the old one: ${words}`,
    hint: 'see its log; `ejabberdctl reload_config` says the same where the main file is to blame',
  };
}

/** Nothing was changed. The server's words name the acl that it does not like; else all are to blame. */
function failed(changes: readonly WriteChange[], words: string): readonly ChangeResult[] {
  const culprits = changes.filter(({ domain }) => words.includes(aclName(domain)));
  const blamed = new Set(culprits.length === 0 ? changes : culprits);
  const error = refusal(words);
  return changes.map((change): ChangeResult => {
    const { action, domain } = change;
    return blamed.has(change) ? { action, domain, outcome: 'failed', error } : { action, domain, outcome: 'skipped' };
  });
}
