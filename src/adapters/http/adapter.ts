/** A server with a partner API (schemas/partner-api.openapi.yaml): read whole, changed in one atomic request. */

import type { Decoded } from '../../json/read.ts';
import type {
  Adapter,
  AdapterContext,
  ChangeResult,
  LiveState,
  WriteChange,
  WriteContext,
} from '../../model/adapter.ts';
import type { AdapterOperation } from '../../model/errors.ts';
import { failing } from '../failure.ts';
import { type Answer, connect, type Request } from './api.ts';
import { attempt } from './attempts.ts';
import { HTTP_CAPABILITIES } from './capabilities.ts';
import {
  type ChangeAnswer,
  decodeBlocked,
  decodeBlocks,
  decodeChangeAnswer,
  decodeLifted,
  decodePartners,
  decodeProblem,
  encodeBlock,
  encodeChanges,
} from './codec.ts';
import { checkOptions } from './options.ts';
import { answerOf, type Exchange, undecodable } from './problems.ts';
import { decodeHealth, decodeObserved, decodeSessions } from './report-codec.ts';

/** A server that keeps a file for each partner needs about one, on a slow disk some, for each of a batch. */
const MS_PER_CHANGE = 10;

type Decode<T> = (json: string, answer: Answer) => Decoded<T>;

export async function openHttpAdapter(context: AdapterContext): Promise<Adapter> {
  const { deployment } = context;
  const options = await checkOptions(context);
  const api = connect(options);

  /** `instead` may make something of an answer that is no success. */
  const ask = async <T>(
    operation: AdapterOperation,
    request: Request,
    decode: Decode<T>,
    signal: AbortSignal,
    instead: (answer: Answer) => T | undefined = () => undefined,
  ): Promise<T> => {
    const outcome = await attempt(api, request, context, signal);
    const found = outcome.kind === 'answer' ? instead(outcome) : undefined;
    if (found !== undefined) return found;
    const fail = failing(deployment, operation, options.url);
    const exchange: Exchange = { fail, options, isChange: request.method !== 'GET' };
    const answer = answerOf(outcome, exchange);
    const decoded = decode(answer.text, answer);
    if ('problem' in decoded) throw undecodable(decoded.problem, exchange);
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
      const [{ lastApplied, ...state }, inForce] = await Promise.all([partners, blocks]);
      return { ...state, ...(lastApplied !== null && { lastApplied }), blocks: inForce };
    } finally {
      // half an answer is none: the other half is not waited for
      giveUp.abort();
    }
  };
  const write = (changes: readonly WriteChange[], about: WriteContext): Promise<readonly ChangeResult[]> => {
    const body = encodeChanges(changes, about);
    const moreMs = changes.length * MS_PER_CHANGE;
    const request: Request = { method: 'PATCH', path: '/v1/partners', body, ifMatch: about.revision, moreMs };
    const decode = tagged((json) => decodeChangeAnswer(json, changes));
    return ask(
      'write',
      request,
      (json, answer) => {
        const decoded = decode(json, answer);
        return 'problem' in decoded ? decoded : { value: applied(changes, decoded.value) };
      },
      about.signal,
      (answer) => (answer.status === 422 ? refused(changes, answer) : undefined),
    );
  };
  return {
    capabilities: HTTP_CAPABILITIES,
    read,
    write,
    sessions: (signal) => get('sessions', '/v1/sessions', decodeSessions, signal),
    health: (signal) => get('health', '/v1/health', decodeHealth, signal),
    observed: (signal) => get('observed', '/v1/observed', decodeObserved, signal),
    block: async (block, signal) => {
      const request: Request = { method: 'PUT', path: pathOf(block.domain), body: encodeBlock(block) };
      await ask('block', request, decodeBlocked, signal);
    },
    unblock: (domain, signal) => ask('unblock', { method: 'DELETE', path: pathOf(domain) }, decodeLifted, signal),
    close: api.close,
  };
}

function pathOf(domain: string): string {
  return `/v1/blocks/${encodeURIComponent(domain)}`;
}

function applied(changes: readonly WriteChange[], answer: ChangeAnswer): readonly ChangeResult[] {
  return changes.map(({ action, domain }, at): ChangeResult => {
    const endedSessions = answer.changes[at]?.endedSessions ?? [];
    return { action, domain, outcome: 'applied', ...(endedSessions.length > 0 && { endedSessions }) };
  });
}

/** The entity tag says which revision the body is of: a body of another one was put together on the way. */
function tagged<T extends { readonly revision: string }>(decode: (json: string) => Decoded<T>): Decode<T> {
  return (json, { etag }) => {
    const decoded = decode(json);
    if ('problem' in decoded || etag === `"${decoded.value.revision}"`) return decoded;
    return { problem: `its ETag ${etag === '' ? 'is missing' : 'is not the revision in it'}` };
  };
}

/** 422: one change is to blame, and nothing was written. Undefined where the server does not say which. */
function refused(changes: readonly WriteChange[], { text }: Answer): readonly ChangeResult[] | undefined {
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
