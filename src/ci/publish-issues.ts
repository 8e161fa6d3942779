/** One issue per deployment: opened with the first drift, kept true, closed when clean, and opened again. */

import type { GitHub } from './github/client.ts';
import { createOrFind } from './github/comments.ts';
import { createIssue, type Issue, issuesBy, patchIssue } from './github/issues.ts';
import { beginsWith, driftMarker, saysTheSame } from './markers.ts';

export interface WantedIssue {
  readonly deployment: string;
  readonly title: string;
  readonly body: string;
  readonly open: boolean;
}

export type IssueOutcome = 'opened' | 'reopened' | 'updated' | 'closed' | 'unchanged' | 'none';

export async function publishIssues(
  { github, author }: { readonly github: GitHub; readonly author: string },
  wanted: readonly WantedIssue[],
): Promise<readonly { readonly deployment: string; readonly outcome: IssueOutcome }[]> {
  let ours = await issuesBy(github, author);
  const outcomes: { deployment: string; outcome: IssueOutcome }[] = [];
  for (const issue of wanted) {
    let isFirstLook = true;
    const find = async (): Promise<Issue | undefined> => {
      if (!isFirstLook) ours = await issuesBy(github, author);
      isFirstLook = false;
      const candidates = ours.filter(({ body }) => beginsWith(body, driftMarker(issue.deployment)));
      return candidates.find(({ state }) => state === 'open') ?? candidates[0];
    };
    const found = issue.open
      ? await createOrFind(find, async () => void (await createIssue(github, author, issue.title, issue.body)))
      : await find();
    const outcome = found === undefined ? (issue.open ? 'opened' : 'none') : await keep(github, found, issue);
    outcomes.push({ deployment: issue.deployment, outcome });
  }
  return outcomes;
}

async function keep(github: GitHub, found: Issue, { title, body, open }: WantedIssue): Promise<IssueOutcome> {
  if (!open && found.state === 'closed') return 'unchanged';
  const state = open ? 'open' : 'closed';
  if (found.state === state && saysTheSame(found.body, body)) return 'unchanged';
  await patchIssue(github, found.number, { title, body, ...(found.state !== state && { state }) });
  if (!open) return 'closed';
  return found.state === 'closed' ? 'reopened' : 'updated';
}
