/** Issues of ours, found as comments are: by their first line and their author. Pull requests are issues to GitHub, too. */
import { members, nullable, oneOf, type Read, text, wholeNumber } from '../../json/decode.ts';
import type { GitHub } from './client.ts';
import { anotherAuthor } from './comments.ts';
import { listed } from './pages.ts';

export interface Issue {
  readonly number: number;
  readonly state: 'open' | 'closed';
  readonly title: string;
  readonly body: string;
}

const issue = members({
  number: wholeNumber(1),
  state: oneOf(['open', 'closed']),
  title: text,
  body: ((value, at) => nullable(text)(value ?? null, at)) satisfies Read<string | null>,
  user: nullable(members({ login: text })),
  pull_request: (value: unknown) => value !== undefined,
});
const PERMISSION = 'issues: write';

/** Newest first. */
export async function issuesBy(github: GitHub, author: string): Promise<readonly Issue[]> {
  const found: Issue[] = [];
  const call = {
    path: `/issues?state=all&creator=${encodeURIComponent(author)}`,
    read: issue,
    purpose: 'to read the issues',
    permission: PERMISSION,
  };
  for await (const { number, state, title, body, user, pull_request: isPull } of listed(github, call))
    if (user?.login === author && !isPull) found.push({ number, state, title, body: body ?? '' });
  return found;
}

export async function createIssue(github: GitHub, author: string, title: string, body: string): Promise<number> {
  const made = await github.call({
    method: 'POST',
    path: '/issues',
    body: { title, body },
    read: issue,
    purpose: 'to open an issue',
    permission: PERMISSION,
  });
  if (made.user?.login !== author) throw anotherAuthor(made.user?.login ?? 'nobody', author);
  return made.number;
}

export async function patchIssue(
  github: GitHub,
  number: number,
  change: Partial<Omit<Issue, 'number'>>,
): Promise<void> {
  const reason =
    change.state === undefined ? {} : { state_reason: change.state === 'closed' ? 'completed' : 'reopened' };
  await github.call({
    method: 'PATCH',
    path: `/issues/${number}`,
    body: { ...change, ...reason },
    read: issue,
    purpose: `to update issue ${number}`,
    permission: PERMISSION,
  });
}
