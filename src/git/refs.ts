/** Names and ids of commits. What comes from a person or a server is checked before git sees it. */
import { type Git, gitText } from './command.ts';
import { gitFailure, isUnknownObject, unknownRef } from './failure.ts';

/** In full: git would take an id of the other object format, SHA-1 or SHA-256, for an abbreviation. */
export function isCommitId(git: Git, text: string): boolean {
  return text.length === git.idLength && /^[0-9a-f]+$/.test(text);
}

export async function headOf(git: Git): Promise<string | null> {
  try {
    return (await gitText(git, ['rev-parse', '--verify', 'HEAD'])).trim();
  } catch (error) {
    if (isUnknownObject(error)) return null;
    throw gitFailure(error);
  }
}

export async function resolveRef(git: Git, ref: string): Promise<string> {
  // A leading dash would be an option; git allows no control characters in refs (git-check-ref-format).
  if (ref === '' || ref.startsWith('-') || /[\x00-\x1f\x7f]/.test(ref)) throw unknownRef(ref, git.shallow);
  try {
    return (await gitText(git, ['rev-parse', '--verify', `${ref}^{commit}`])).trim();
  } catch (error) {
    throw isUnknownObject(error) ? unknownRef(ref, git.shallow) : gitFailure(error);
  }
}

/**
 * HEAD's first-parent history back to `since` and without it, newest first, at most `most`; null: all of it. Undefined
 * where that commit is not here: nobody can say what came after it.
 */
export async function commitsSince(
  git: Git,
  since: string | null,
  most: number,
): Promise<readonly string[] | undefined> {
  const head = await headOf(git);
  if (head === null) return [];
  if (since !== null && !isCommitId(git, since)) return undefined;
  const args = ['rev-list', '--first-parent', `--max-count=${most}`, head, ...(since === null ? [] : [`^${since}`])];
  try {
    return (await gitText(git, args)).split('\n').filter((line) => line !== '');
  } catch (error) {
    if (isUnknownObject(error)) return undefined;
    throw gitFailure(error);
  }
}

export type Ancestry = 'ancestor' | 'not-ancestor' | 'unknown';

export async function ancestryOf(git: Git, commit: string, head: string | null): Promise<Ancestry> {
  if (head === null || !isCommitId(git, commit)) return 'unknown';
  if (commit === head) return 'ancestor';
  try {
    // Is there a commit that this one is built on (itself, at least) and HEAD is not?
    const args = ['rev-list', '--count', '--max-count=1', `${commit}^{commit}`, `^${head}`];
    if ((await gitText(git, args)).trim() === '0') return 'ancestor';
    return git.shallow ? 'unknown' : 'not-ancestor';
  } catch (error) {
    if (isUnknownObject(error)) return 'unknown';
    throw gitFailure(error);
  }
}
