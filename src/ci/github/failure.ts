/** What went wrong with a call to GitHub → an error for a person. GitHub's own words are quoted, never the token. */
import type { NoAnswer, RawAnswer } from '../../http/connection.ts';
import { PartnerctlError } from '../../model/errors.ts';
import { quoted } from '../../model/quoted.ts';
import type { GitHubCall, GitHubOptions } from './call.ts';
import { isRateLimited, rateLimitWaitMs } from './rate-limit.ts';

interface Circumstances extends Pick<GitHubCall<unknown>, 'method' | 'purpose' | 'permission'> {
  readonly options: GitHubOptions;
  readonly now: Date;
}

/** A POST whose answer is lost. */
export const LOST_ANSWER = 'lost-answer';

/** Undefined where the answer is a success. */
export function clientFailure(outcome: RawAnswer | NoAnswer, about: Circumstances): PartnerctlError | undefined {
  if (outcome.kind === 'answer') return outcome.status < 300 ? undefined : refusal(outcome, about);
  const { options, purpose, method } = about;
  const fail = failing(about);
  if (outcome.code === 'ABORTED') return fail('interrupted', 'interrupted', 'run it again');
  if (outcome.code === 'ECHO')
    return fail('github-answer', 'the answer says the token aloud: nothing of it is used', 'is this GitHub at all?');
  if (method === 'POST' && outcome.code !== 'ECONNREFUSED')
    return fail(LOST_ANSWER, `the answer was lost (${outcome.code})`, 'run it again: what is there is found');
  const hint = `can this machine reach ${options.apiUrl}? GITHUB_API_URL says where the API is`;
  return new PartnerctlError(
    'github-unreachable',
    `${options.apiUrl} gave no answer (${outcome.code}) ${purpose}`,
    hint,
  );
}

function refusal(answer: RawAnswer, about: Circumstances): PartnerctlError {
  const { status } = answer;
  const { options, permission, method, now } = about;
  const fail = failing(about);
  const said = messageIn(answer.text);
  if (isRateLimited(answer)) {
    const until = new Date(now.getTime() + rateLimitWaitMs(answer, now)).toISOString().slice(0, 16);
    return fail('github-rate-limit', `the rate limit is used up${said}`, `run it again after ${until}Z`);
  }
  if (status === 401)
    return fail(
      'github-token',
      `the token is not accepted${said}`,
      'it was revoked, has expired, or is for another server: give the job a current one as GITHUB_TOKEN',
    );
  if (status === 403)
    return fail(
      'github-permission',
      `the token may not do that${said}`,
      `the job needs \`permissions: ${permission}\``,
    );
  if (status === 404 || status === 410)
    return fail(
      'github-not-found',
      `there is no such thing in ${quoted(options.repository)}, or the token may not see it${said}`,
      `check the number and the repository; the job needs \`permissions: ${permission}\``,
    );
  if (status === 422 || status === 400) return fail('github-rejected', `it was rejected${said}`, REPORT);
  if (status >= 300 && status < 400)
    return fail(
      'github-moved',
      'it redirects, which is not followed',
      'was the repository renamed or moved? use its name',
    );
  if (method === 'POST') return fail(LOST_ANSWER, `the server failed (${status})${said}`, 'run it again');
  return fail('github-unavailable', `the server failed again and again (${status})${said}`, 'run it again later');
}

const REPORT = 'this should not have happened: please report it with the command that was run';

function failing({ options, purpose }: Circumstances) {
  return (code: string, message: string, hint: string) =>
    new PartnerctlError(code, `${options.apiUrl}, ${purpose}: ${message}`, hint);
}

/** `: "Bad credentials"` */
function messageIn(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    const message = typeof value === 'object' && value !== null && 'message' in value ? value.message : undefined;
    return typeof message === 'string' && message !== '' ? `: ${quoted(message, 200)}` : '';
  } catch {
    return '';
  }
}
