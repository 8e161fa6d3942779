/**
 * What was shown before it was merged. Git says which commits came since the last apply, GitHub which pull requests
 * they came with, and our comments there which digests they have shown. Everything that is not found counts as not
 * shown; docs/pull-requests.md says who could forge what.
 */
import { compareText } from '../model/diagnostic.ts';
import type { Reviewed } from '../model/reviewed.ts';
import type { GitHub } from './github/client.ts';
import { type Comment, commentsBy } from './github/comments.ts';
import { type Pull, pullsWith } from './github/pulls.ts';
import { beginsWith, planMarker, shownIn } from './markers.ts';

export interface ReviewQuestion {
  readonly deployment: string;
  /** The commit that was applied last. */
  readonly since: string | null;
  /** HEAD's first-parent history since then, newest first; undefined: that commit is not in it. */
  readonly commits: readonly string[] | undefined;
}

export interface ReviewPlace {
  readonly github: GitHub;
  /** Who we are to GitHub: what others say was shown does not count. */
  readonly author: string;
  /** The branch that is applied. */
  readonly branch: string;
}

export async function reviewedSince(
  { github, author, branch }: ReviewPlace,
  questions: readonly ReviewQuestion[],
): Promise<readonly Reviewed[]> {
  const pullsOf = once(async (commit: string) => await pullsWith(github, commit));
  const commentsOn = once(async (pull: number) => await commentsBy(github, pull, author));
  const answers: Reviewed[] = [];
  for (const question of questions) {
    const { pulls, withoutPull } = await mergedWith(question.commits ?? [], branch, pullsOf);
    const comments: Comment[] = [];
    for (const pull of pulls) comments.push(...(await commentsOn(pull)));
    answers.push({ ...shownFor(question, comments), pulls, withoutPull });
  }
  return answers;
}

function shownFor(
  { deployment, since }: ReviewQuestion,
  comments: readonly Comment[],
): Omit<Reviewed, 'pulls' | 'withoutPull'> {
  const marker = planMarker(deployment);
  const shown = comments.filter(({ body }) => beginsWith(body, marker)).map(({ body }) => shownIn(body));
  const plans = shown.flatMap(({ plan }) => (plan === null ? [] : [plan]));
  const changes = shown.flatMap((each) => each.changes);
  return { deployment, since, plans: sortedSet(plans), changes: sortedSet(changes) };
}

async function mergedWith(
  commits: readonly string[],
  branch: string,
  pullsOf: (commit: string) => Promise<readonly Pull[]>,
): Promise<Pick<Reviewed, 'pulls' | 'withoutPull'>> {
  const known = new Set(commits);
  const pulls = new Set<number>();
  const withoutPull: string[] = [];
  for (const commit of commits) {
    // a rebased pull request has several commits, and is merged with its last
    const merged = (await pullsOf(commit)).filter(
      ({ mergedAt, mergeCommit, base }) =>
        mergedAt !== null && mergeCommit !== null && known.has(mergeCommit) && base === branch,
    );
    if (merged.length === 0) withoutPull.push(commit);
    for (const { number } of merged) pulls.add(number);
  }
  return { pulls: [...pulls].sort((a, b) => a - b), withoutPull };
}

function sortedSet(values: readonly string[]): readonly string[] {
  return [...new Set(values)].sort(compareText);
}

/** Several deployments ask the same. */
function once<K, V>(ask: (key: K) => Promise<V>): (key: K) => Promise<V> {
  const answers = new Map<K, Promise<V>>();
  return (key) => {
    const answer = answers.get(key) ?? ask(key);
    answers.set(key, answer);
    return answer;
  };
}
