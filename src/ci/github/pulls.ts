/** Pull requests: which head one has, and which of them were merged with a commit. */
import { members, nullable, text, wholeNumber } from '../../json/decode.ts';
import type { GitHub } from './client.ts';
import { listed } from './pages.ts';

export interface Pull {
  readonly number: number;
  readonly headCommit: string;
  /** Null: not merged. */
  readonly mergedAt: string | null;
  /** What the merge made: a merge commit, a squash, or the last of the rebased commits. */
  readonly mergeCommit: string | null;
  /** The branch it was merged into, without `refs/heads/`. */
  readonly base: string;
}

const pull = members({
  number: wholeNumber(1),
  head: members({ sha: text }),
  base: members({ ref: text }),
  merged_at: nullable(text),
  merge_commit_sha: nullable(text),
});
const PERMISSION = 'pull-requests: read';

function toPull(found: ReturnType<typeof pull>): Pull {
  const { number, head, base, merged_at: mergedAt, merge_commit_sha: mergeCommit } = found;
  return { number, headCommit: head.sha, mergedAt, mergeCommit, base: base.ref };
}

export async function pullOf(github: GitHub, number: number): Promise<Pull> {
  const path = `/pulls/${number}`;
  const purpose = `to look at pull request ${number}`;
  return toPull(await github.call({ method: 'GET', path, read: pull, purpose, permission: PERMISSION }));
}

/** `commit`: an id in full. */
export async function pullsWith(github: GitHub, commit: string): Promise<readonly Pull[]> {
  const found: Pull[] = [];
  const call = {
    path: `/commits/${commit}/pulls`,
    read: pull,
    purpose: `to find the pull request of ${commit.slice(0, 12)}`,
    permission: PERMISSION,
  };
  for await (const each of listed(github, call)) found.push(toPull(each));
  return found;
}
