/** What `ci` commands see of the job that they run in: its event, GitHub, the files of the tree. */
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { BOT, type CiEnvironment, gitHubOptions } from '../../../ci/context.ts';
import { type GitHub, openGitHub } from '../../../ci/github/client.ts';
import type { LineOf } from '../../../ci/place.ts';
import { readPartner } from '../../../load/partner-file.ts';
import { readText } from '../../../load/read-text.ts';
import { type PartnerSource, valueRange } from '../../../model/partner-source.ts';
import { type Call, type OptionSpec, one } from '../../command.ts';
import { readInput } from '../../input-file.ts';

export const REPOSITORY_OPTION: OptionSpec = {
  flags: '--repository <name>',
  description: 'owner/name on GitHub (default: that of the job, GITHUB_REPOSITORY)',
};
export const AUTHOR_OPTION: OptionSpec = {
  flags: '--author <login>',
  description: `who we are to GitHub (default: ${BOT}); what others write is not ours`,
};

const MAX_EVENT_BYTES = 32 * 1024 * 1024;

export function ciEnvironment({ io }: Call): CiEnvironment {
  const path = io.env['GITHUB_EVENT_PATH'] ?? '';
  if (path === '') return { env: io.env, event: null };
  const text = readInput(path, io.cwd, 'GITHUB_EVENT_PATH is set by the runner', MAX_EVENT_BYTES);
  try {
    return { env: io.env, event: JSON.parse(text) as unknown };
  } catch {
    return { env: io.env, event: null };
  }
}

export function authorOf(call: Call): string {
  return one(call, 'author') ?? BOT;
}

/** Calls `use` with GitHub's API, and closes it. */
export async function withGitHub<T>(call: Call, ci: CiEnvironment, use: (github: GitHub) => Promise<T>): Promise<T> {
  const github = openGitHub(gitHubOptions(ci, one(call, 'repository')), {
    now: call.io.now,
    random: call.io.random,
    delay: async (ms, signal) => await wait(ms, undefined, { signal }),
    signal: new AbortController().signal,
    onProgress: (text) => call.io.stderr.write(`${text}\n`),
  });
  try {
    return await use(github);
  } finally {
    await github.close();
  }
}

/** Lines of the partner files as they lie in the tree; a plan may name any file, so that no other one is looked at. */
export function linesIn(root: string): LineOf {
  const sources = new Map<string, PartnerSource | undefined>();
  return (file, field) => {
    if (!/^partners\/[^/\\]+\.yaml$/.test(file)) return undefined;
    if (!sources.has(file)) sources.set(file, sourceOf(root, file));
    const source = sources.get(file);
    return source === undefined ? undefined : valueRange(source, field ?? 'domain').start.line;
  };
}

function sourceOf(root: string, file: string): PartnerSource | undefined {
  const read = readText(join(root, file), file);
  return 'text' in read ? readPartner(file, read.text).partner?.source : undefined;
}
