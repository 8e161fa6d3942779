/** Where a CI job runs, from the variables and the event that the runner gives it. Pure; options win. */
import { members, text, Unreadable, wholeNumber } from '../json/decode.ts';
import { urlProblem } from '../model/deployment-url.ts';
import { PartnerctlError, UsageError } from '../model/errors.ts';
import type { GitHubOptions } from './github/call.ts';
import { pathInUrl } from './place.ts';

export interface CiEnvironment {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The event's payload (GITHUB_EVENT_PATH); null where there is none. */
  readonly event: unknown;
}

export const BOT = 'github-actions[bot]';

export function gitHubOptions({ env }: CiEnvironment, repository: string | undefined): GitHubOptions {
  return {
    apiUrl: address(env['GITHUB_API_URL'] ?? 'https://api.github.com', 'GITHUB_API_URL'),
    token: tokenOf(env),
    repository: repositoryOf(env, repository),
  };
}

export function repositoryOf(env: CiEnvironment['env'], given: string | undefined): string {
  const repository = given ?? env['GITHUB_REPOSITORY'] ?? '';
  if (/^[\w.-]+\/[\w.-]+$/.test(repository) && !/(?:^|\/)\.{1,2}(?:\/|$)/.test(repository)) return repository;
  throw new UsageError(
    repository === '' ? 'which repository?' : `${JSON.stringify(repository)} is no repository`,
    'add --repository owner/name, or set GITHUB_REPOSITORY',
  );
}

function tokenOf(env: CiEnvironment['env']): string {
  const token = (env['GITHUB_TOKEN'] ?? env['GH_TOKEN'] ?? '').trim();
  if (/^[\x21-\x7e]{8,4096}$/.test(token)) return token;
  throw new PartnerctlError(
    'github-token',
    token === '' ? 'there is no token for GitHub' : 'what is in GITHUB_TOKEN cannot be a token',
    'give the step GITHUB_TOKEN in its `env:`, such as the expression github.token',
  );
}

function address(url: string, name: string): string {
  const problem = urlProblem(url);
  if (problem === undefined) return url.replace(/\/+$/, '');
  throw new PartnerctlError(
    'bad-url',
    `${name}: ${JSON.stringify(url)}: ${problem.reason}`,
    'write it as https://github.example/api/v3',
  );
}

const pullEvent = members({ pull_request: members({ number: wholeNumber(1), head: members({ sha: text }) }) });

/** The pull request that the event is about. */
function pullOfEvent(event: unknown): { readonly number: number; readonly head: string } | undefined {
  try {
    const { number, head } = pullEvent(event, '').pull_request;
    return { number, head: head.sha };
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
}

export function pullNumber({ event }: CiEnvironment, given: string | undefined): number {
  const number = given === undefined ? pullOfEvent(event)?.number : Number(given);
  if (number !== undefined) return number;
  throw new UsageError('which pull request?', 'add --pull N: this event is about none');
}

/** Links to a file of the commit that is looked at; undefined where nobody says which one. */
export function fileUrls({ env, event }: CiEnvironment): ((file: string) => string) | undefined {
  const repository = env['GITHUB_REPOSITORY'];
  const commit = pullOfEvent(event)?.head ?? env['GITHUB_SHA'];
  if (repository === undefined || commit === undefined || !/^[0-9a-f]{40,64}$/.test(commit)) return undefined;
  const start = `${serverUrl(env)}/${repositoryOf(env, repository)}/blob/${commit}`;
  return (file) => `${start}/${pathInUrl(file)}`;
}

export function runUrl({ env }: CiEnvironment): string | undefined {
  const run = env['GITHUB_RUN_ID'];
  if (run === undefined || !/^\d+$/.test(run) || env['GITHUB_REPOSITORY'] === undefined) return undefined;
  return `${serverUrl(env)}/${repositoryOf(env, undefined)}/actions/runs/${run}`;
}

function serverUrl(env: CiEnvironment['env']): string {
  return address(env['GITHUB_SERVER_URL'] ?? 'https://github.com', 'GITHUB_SERVER_URL');
}
