/** What people have seen before it was merged: the digests that comments on pull requests have shown. */

export interface Reviewed {
  readonly deployment: string;
  /** The commit that was applied last; null: none ever was. */
  readonly since: string | null;
  /** Pull requests merged since then, by number. */
  readonly pulls: readonly number[];
  /** Commits since then that came with no pull request, newest first. */
  readonly withoutPull: readonly string[];
  /** Of whole plans, and of changes; sorted. */
  readonly plans: readonly string[];
  readonly changes: readonly string[];
}
