/** Which partner files differ from a ref: those that a pull request is about. */
import type { Repository } from '../git/repository.ts';
import type { DeclaredPartner } from '../model/declared-partner.ts';
import { HistoryError, UsageError } from '../model/errors.ts';

/** In this order; the first that exists is taken for the default branch. */
const DEFAULT_BRANCHES = ['origin/HEAD', 'origin/main', 'origin/master', 'main', 'master'] as const;

export interface ChangedPartners {
  /** The ref they were compared with. */
  readonly base: string;
  readonly partners: readonly DeclaredPartner[];
}

export async function changedPartners(
  repository: Repository | null,
  base: string | undefined,
  partners: readonly DeclaredPartner[],
): Promise<ChangedPartners> {
  if (repository === null)
    throw new UsageError(
      'outside a Git repository nothing tells which partners changed',
      'name domains, or give --all',
    );
  const { ref, commit } =
    base === undefined ? await defaultBranch(repository) : { ref: base, commit: await repository.resolve(base) };
  const texts = await repository.textsAt(
    commit,
    partners.map(({ source }) => source.file),
  );
  const changed = partners.filter(({ source }) => texts.get(source.file) !== source.text);
  return { base: ref, partners: changed };
}

async function defaultBranch(repository: Repository): Promise<{ readonly ref: string; readonly commit: string }> {
  for (const ref of DEFAULT_BRANCHES) {
    try {
      return { ref, commit: await repository.resolve(ref) };
    } catch (error) {
      if (!(error instanceof HistoryError)) throw error;
    }
  }
  throw new UsageError(
    'no default branch is known here, to tell which partners changed',
    'give --base REF, name domains, or give --all',
  );
}
