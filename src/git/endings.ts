/**
 * Which commit ended a declaration. History is read newest first and in growing portions, until every path has its
 * answer: a recent removal costs little however long the history is.
 */
import type { Evidence } from '../model/change.ts';
import { readBlobs, type Texts } from './blobs.ts';
import type { Git } from './command.ts';
import { gitFailure, shallowClone } from './failure.ts';
import { firstParents, type Step, stepsOf } from './first-parents.ts';
import { foldersOf, fromTop } from './paths.ts';
import { readTextsAt } from './texts-at.ts';

/** The evidence for a removal; `file` is the path that was asked about. */
export type Ending = Omit<Extract<Evidence, { kind: 'commit' }>, 'kind' | 'file'>;

/**
 * The caller's judgement on a file's text: does it declare what is asked about? `elsewhere`: it declares the partner,
 * but not for the deployment in question.
 */
export type Declares = (path: string, text: string) => boolean | 'elsewhere';

/** See Repository.endings. `head` is a commit id. */
export async function findEndings(
  git: Git,
  head: string,
  paths: readonly string[],
  declares: Declares,
): Promise<ReadonlyMap<string, Ending | 'still-declared'>> {
  const endings = new Map<string, Ending | 'still-declared'>();
  // Of no use where HEAD declares them all, which is rare; else the wait for it is over by then.
  const history = firstParents(git, head);
  history.catch(() => undefined);
  for (const [path, text] of await readTextsAt(git, head, paths))
    if (text != null && declares(path, text) === true) endings.set(path, 'still-declared');
  const open = new Map<string, string>();
  for (const path of paths) if (!endings.has(path)) open.set(fromTop(git.prefix, path), path);
  if (open.size === 0) return endings;
  try {
    for (const commits of portions(await history)) {
      await settle(git, commits, open, endings, declares);
      if (open.size === 0) return endings;
    }
  } catch (error) {
    throw gitFailure(error);
  }
  if (git.shallow) throw shallowClone(`whether a commit ended ${[...open.values()].sort()[0]}`);
  return endings;
}

const FIRST_PORTION = 200;

function* portions(commits: readonly string[]): Iterable<readonly string[]> {
  for (let from = 0, size = FIRST_PORTION; from < commits.length; from += size, size *= 4)
    yield commits.slice(from, from + size);
}

/** Moves what these commits answer from `open` to `endings`. */
async function settle(
  git: Git,
  commits: readonly string[],
  open: Map<string, string>,
  endings: Map<string, Ending | 'still-declared'>,
  declares: Declares,
): Promise<void> {
  const steps: Step[] = [];
  for (const step of await stepsOf(git, commits, foldersOf(open.values()))) if (open.has(step.path)) steps.push(step);
  const ids = steps.flatMap(({ before, after }) => [before, after]);
  const texts = await readBlobs(
    git,
    ids.filter((id) => id !== null),
  );
  for (const step of steps) {
    const path = open.get(step.path);
    // Newest first, and the path declares nothing now: so the first step that began with a declaration ended it.
    if (path === undefined || judge(path, step.before, texts, declares) !== true) continue;
    open.delete(step.path);
    endings.set(path, { ...step.commit, ended: howEnded(path, step.after, texts, declares) });
  }
}

/** A text that cannot be known declares nothing: it could not have been applied either. */
function judge(path: string, id: string | null, texts: Texts, declares: Declares): ReturnType<Declares> {
  const text = id === null ? undefined : texts.get(id);
  return text !== undefined && declares(path, text);
}

function howEnded(path: string, after: string | null, texts: Texts, declares: Declares): Ending['ended'] {
  if (after === null) return 'deleted';
  return judge(path, after, texts, declares) === 'elsewhere' ? 'narrowed' : 'redeclared';
}
