/**
 * GitHub's REST API: one call, tried again where that is safe and may help. The token goes into the header and nowhere
 * else. Answers are looked at member by member: a server that answers something else is an error, never a guess.
 */
import { type NoAnswer, openConnection, type RawAnswer, type RawRequest } from '../../http/connection.ts';
import { mayPass, neverArrived } from '../../http/passing.ts';
import { type Read, Unreadable } from '../../json/decode.ts';
import { PartnerctlError } from '../../model/errors.ts';
import type { GitHubCall, GitHubOptions } from './call.ts';
import { clientFailure } from './failure.ts';
import { isRateLimited, rateLimitWaitMs } from './rate-limit.ts';

export interface GitHubEdges {
  readonly now: () => Date;
  readonly random: () => number;
  readonly delay: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
  readonly onProgress?: (text: string) => void;
}

export interface GitHub {
  /** Throws PartnerctlError; `lost-answer` where a POST may have arrived all the same. */
  readonly call: <T>(call: GitHubCall<T>) => Promise<T>;
  readonly close: () => Promise<void>;
}

/** GitHub answers within ten seconds, or not at all. */
const TIMEOUT_MS = 30_000;
/** A page of a hundred comments of the greatest length, twice. */
const MAX_BYTES = 16 * 1024 * 1024;
const ATTEMPTS = 4;
const FIRST_BACK_OFF_MS = 1_000;
const LONGEST_WAIT_MS = 90_000;

export function openGitHub(options: GitHubOptions, edges: GitHubEdges): GitHub {
  const { origin, pathname } = new URL(options.apiUrl);
  const connection = openConnection({
    origin,
    secret: options.token,
    timeoutMs: TIMEOUT_MS,
    maxBytes: MAX_BYTES,
    connections: 1,
  });
  const attempt = async (request: RawRequest): Promise<RawAnswer | NoAnswer> => {
    for (let count = 1; ; count++) {
      const outcome = await connection.send(request, edges.signal);
      if (count === ATTEMPTS || !mayRepeat(request, outcome)) return outcome;
      const backOff = (FIRST_BACK_OFF_MS * 2 ** (count - 1) * (1 + edges.random())) / 2;
      const wait = Math.max(backOff, outcome.kind === 'answer' ? rateLimitWaitMs(outcome, edges.now()) : 0);
      if (wait > LONGEST_WAIT_MS) return outcome;
      if (wait > 5_000) edges.onProgress?.(`GitHub asks for patience: ${Math.ceil(wait / 1_000)} s`);
      await edges.delay(wait, edges.signal);
    }
  };
  return {
    call: async ({ method, path, body, read, purpose, permission }) => {
      const outcome = await attempt({
        method,
        path: `${pathname.replace(/\/$/, '')}/repos/${options.repository}${path}`,
        headers: {
          accept: 'application/vnd.github+json',
          authorization: `Bearer ${options.token}`,
          'x-github-api-version': '2022-11-28',
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const problem = clientFailure(outcome, { method, purpose, permission, options, now: edges.now() });
      if (problem !== undefined || outcome.kind !== 'answer') throw problem ?? new TypeError('no answer, no problem');
      return decoded(outcome.text, read, options, purpose);
    },
    close: connection.close,
  };
}

const GATEWAY = new Set([500, 502, 503, 504]);

/** What a POST made may be there although its answer is lost: whoever sends it looks before sending it again. */
function mayRepeat({ method }: RawRequest, outcome: RawAnswer | NoAnswer): boolean {
  if (outcome.kind === 'no-answer') return neverArrived(outcome) || (method !== 'POST' && mayPass(outcome));
  return isRateLimited(outcome) || (method !== 'POST' && GATEWAY.has(outcome.status));
}

function decoded<T>(text: string, read: Read<T>, { apiUrl }: GitHubOptions, purpose: string): T {
  try {
    return read(JSON.parse(text), '');
  } catch (error) {
    if (!(error instanceof Unreadable) && !(error instanceof SyntaxError)) throw error;
    const why = error instanceof Unreadable ? error.message : 'it is not JSON';
    throw new PartnerctlError(
      'github-answer',
      `${apiUrl} answered something else than GitHub's API does (${purpose}): ${why}`,
      'is GITHUB_API_URL the address of the API, such as https://github.example/api/v3?',
    );
  }
}
