/** A server with a partner API (schemas/partner-api.openapi.yaml): read whole, changed in one atomic request. */
import type {
  Adapter,
  AdapterContext,
  ChangeResult,
  LiveState,
  WriteChange,
  WriteContext,
} from '../../model/adapter.ts';
import type { AdapterOperation } from '../../model/errors.ts';
import { type Answer, connect, type Request } from './api.ts';
import { attempt } from './attempts.ts';
import { HTTP_CAPABILITIES } from './capabilities.ts';
import {
  decodeBlocked,
  decodeBlocks,
  decodeChangeAnswer,
  decodeLifted,
  decodePartners,
  decodeProblem,
  encodeBlock,
  encodeChanges,
} from './codec.ts';
import { failing } from './failure.ts';
import { checkOptions } from './options.ts';
import { type Exchange, problemOf, undecodable } from './problems.ts';
import { decodeHealth, decodeObserved, decodeSessions } from './report-codec.ts';

type Decode<T> = (json: string, answer: Answer) => { readonly value: T } | { readonly problem: string };

export async function openHttpAdapter(context: AdapterContext): Promise<Adapter> {
  const { deployment } = context;
  const options = await checkOptions(context);
  const api = connect(options);

  const exchange = (operation: AdapterOperation, { method }: Pick<Request, 'method'>): Exchange => ({
    fail: failing(deployment, operation, options.url),
    options,
    isChange: method !== 'GET',
  });
  const ask = async <T>(
    operation: AdapterOperation,
    request: Request,
    decode: Decode<T>,
    signal: AbortSignal,
  ): Promise<T> => {
    const outcome = await attempt(api, request, context, signal);
    const circumstances = exchange(operation, request);
    const problem = problemOf(outcome, circumstances);
    if (problem !== undefined || outcome.kind !== 'answer') throw problem ?? new TypeError('no answer and no problem');
    const decoded = decode(outcome.text, outcome);
    if ('problem' in decoded) throw undecodable(decoded.problem, circumstances);
    return decoded.value;
  };
  const get = <T>(operation: AdapterOperation, path: string, decode: Decode<T>, signal: AbortSignal): Promise<T> =>
    ask(operation, { method: 'GET', path }, decode, signal);

  const read = async (signal: AbortSignal): Promise<LiveState> => {
    signal.throwIfAborted();
    const giveUp = new AbortController();
    const both = AbortSignal.any([signal, giveUp.signal]);
    const partners = get('read', '/v1/partners', tagged(decodePartners), both);
    const blocks = get('read', '/v1/blocks', decodeBlocks, both);
    try {
      const [{ revision, lastApplied, ...state }, inForce] = await Promise.all([partners, blocks]);
      return { ...state, revision, ...(lastApplied !== null && { lastApplied }), blocks: inForce };
    } finally {
      // half an answer is none: the other half is not waited for
      giveUp.abort();
    }
  };

  const write = async (changes: readonly WriteChange[], about: WriteContext): Promise<readonly ChangeResult[]> => {
    about.signal.throwIfAborted();
    const request: Request = {
      method: 'PATCH',
      path: '/v1/partners',
      body: encodeChanges(changes, about),
      ifMatch: about.revision,
    };
    const outcome = await attempt(api, request, context, about.signal);
    const circumstances = exchange('write', request);
    const refused = outcome.kind === 'answer' && outcome.status === 422 ? refusal(outcome, changes) : undefined;
    if (refused !== undefined) return refused;
    const problem = problemOf(outcome, circumstances);
    if (problem !== undefined || outcome.kind !== 'answer') throw problem ?? new TypeError('no answer and no problem');
    const decoded = tagged((json) => decodeChangeAnswer(json, changes))(outcome.text, outcome);
    if ('problem' in decoded) throw undecodable(decoded.problem, circumstances);
    return changes.map(({ action, domain }, at): ChangeResult => {
      const endedSessions = decoded.value.changes[at]?.endedSessions ?? [];
      return { action, domain, outcome: 'applied', ...(endedSessions.length > 0 && { endedSessions }) };
    });
  };

  return {
    capabilities: HTTP_CAPABILITIES,
    read,
    write,
    sessions: (signal) => get('sessions', '/v1/sessions', decodeSessions, signal),
    health: (signal) => get('health', '/v1/health', decodeHealth, signal),
    observed: (signal) => get('observed', '/v1/observed', decodeObserved, signal),
    block: async (block, signal) => {
      const request: Request = { method: 'PUT', path: `/v1/blocks/${block.domain}`, body: encodeBlock(block) };
      await ask('block', request, decodeBlocked, signal);
    },
    unblock: (domain, signal) =>
      ask('unblock', { method: 'DELETE', path: `/v1/blocks/${domain}` }, decodeLifted, signal),
    close: api.close,
  };
}

/** The entity tag says which revision the body is of: a body of another one was put together on the way. */
function tagged<T extends { readonly revision: string }>(
  decode: (json: string) => { readonly value: T } | { readonly problem: string },
): Decode<T> {
  return (json, { etag }) => {
    const decoded = decode(json);
    if ('problem' in decoded || etag === `"${decoded.value.revision}"`) return decoded;
    return { problem: `its ETag ${etag === '' ? 'is missing' : 'is not the revision in it'}` };
  };
}

/** 422: one change is to blame, and nothing was written. Undefined where the server does not say which. */
function refusal({ text }: Answer, changes: readonly WriteChange[]): readonly ChangeResult[] | undefined {
  const problem = decodeProblem(text);
  const culprit = problem?.change === undefined ? undefined : changes[problem.change];
  if (problem === undefined || culprit === undefined) return undefined;
  const { code, message, hint } = problem;
  return changes.map((change): ChangeResult => {
    const { action, domain } = change;
    if (change !== culprit) return { action, domain, outcome: 'skipped' };
    return { action, domain, outcome: 'failed', error: { code, message, hint } };
  });
}
