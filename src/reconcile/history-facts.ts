/** Asks Git what a plan needs to know, and only when it needs it: a shallow clone is no error before that. */
import type { Repository } from '../git/repository.ts';
import { readPartner } from '../load/partner-file.ts';
import type { LastApplied } from '../model/adapter.ts';
import { isDeclaredFor } from '../model/declared-partner.ts';
import { HistoryError } from '../model/errors.ts';
import { partnerFile } from '../model/partner-file-name.ts';
import type { Ended, HistoryFacts, SettingsAt } from '../plan/plan-input.ts';

/** The tree that is planned: HEAD, and whether the files differ from it. */
export interface TreeFacts {
  readonly commit: string | null;
  readonly uncommitted: boolean;
}

export interface HistoryQuestions {
  readonly repository: Repository | null;
  readonly tree: TreeFacts;
  readonly deployment: string;
  readonly lastApplied: LastApplied | undefined;
  /** Commit id of `--base`. */
  readonly base: string | null;
  /** Primary domains of live partners that no file declares. */
  readonly undeclared: readonly string[];
  /** Primary domains of partners that would change. */
  readonly changing: readonly string[];
}

export async function historyFacts(questions: HistoryQuestions): Promise<HistoryFacts> {
  const { repository, tree, deployment, lastApplied, base, undeclared, changing } = questions;
  if (repository === null) return outsideGit(lastApplied);
  // asked at the same time as the ancestry; what that throws comes first
  const ended = endingsOf(repository, tree, undeclared, deployment);
  ended.catch(() => undefined);
  const lastAppliedIs = await ancestryOf(repository, tree, lastApplied);
  const domains = [...changing, ...undeclared];
  if (lastAppliedIs === 'unknown' && domains.length > 0 && (await repository.isShallow()))
    throw shallow(lastApplied?.commit ?? '');
  const known = lastApplied !== undefined && lastAppliedIs !== 'unknown' ? lastApplied.commit : null;
  const [endings, atBase, atLastApplied] = await Promise.all([
    ended,
    base === null ? null : settingsAt(repository, base, domains, deployment),
    known === null ? null : settingsAt(repository, known, domains, deployment),
  ]);
  return {
    ...tree,
    // before the first commit nothing can explain a removal either
    inGit: tree.commit !== null,
    endings,
    atBase,
    atLastApplied,
    lastAppliedIs,
  };
}

function outsideGit(lastApplied: LastApplied | undefined): HistoryFacts {
  return {
    commit: null,
    uncommitted: false,
    inGit: false,
    endings: new Map(),
    atBase: null,
    atLastApplied: null,
    lastAppliedIs: lastApplied === undefined ? null : 'unknown',
  };
}

async function ancestryOf(repository: Repository, { commit }: TreeFacts, lastApplied: LastApplied | undefined) {
  if (lastApplied === undefined) return null;
  if (lastApplied.commit === commit) return 'ancestor';
  return await repository.ancestry(lastApplied.commit, commit);
}

function shallow(commit: string): HistoryError {
  return new HistoryError(
    'shallow-clone',
    `commit ${commit.slice(0, 12)} was applied last, and this shallow clone does not reach back to it`,
    'fetch the whole history: `fetch-depth: 0` for actions/checkout, or `git fetch --unshallow`',
  );
}

/** At a commit, in one look for all domains. A file that was broken then says nothing about its partner. */
async function settingsAt(
  repository: Repository,
  commit: string,
  domains: readonly string[],
  deployment: string,
): Promise<SettingsAt> {
  if (domains.length === 0) return () => undefined;
  const texts = await repository.textsAt(commit, domains.map(partnerFile));
  return (domain) => {
    const file = partnerFile(domain);
    const text = texts.get(file);
    if (text === null || text === undefined) return text;
    const { partner } = readPartner(file, text);
    if (partner === undefined) return undefined;
    return partner.settings.domain === domain && isDeclaredFor(partner, deployment) ? partner.settings : null;
  };
}

async function endingsOf(
  repository: Repository,
  { commit }: TreeFacts,
  domains: readonly string[],
  deployment: string,
): Promise<ReadonlyMap<string, Ended>> {
  const endings = new Map<string, Ended>();
  if (domains.length === 0) return endings;
  const byFile = new Map(domains.map((domain) => [partnerFile(domain), domain]));
  const found = await repository.endings(
    [...byFile.keys()],
    (file, text) => {
      const { partner } = readPartner(file, text);
      if (partner === undefined || partner.settings.domain !== byFile.get(file)) return false;
      return isDeclaredFor(partner, deployment) ? true : 'elsewhere';
    },
    commit,
  );
  for (const [file, domain] of byFile) {
    const ending = found.get(file);
    if (ending === undefined) endings.set(domain, 'never-declared');
    else endings.set(domain, ending === 'still-declared' ? ending : { kind: 'commit', file, ...ending });
  }
  return endings;
}
