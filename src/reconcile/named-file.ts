/**
 * Files that the configuration names: read where the configuration itself comes from. With `--base` that is a commit,
 * so that a pull request cannot put another certificate authority in the place of the reviewed one.
 */
import { pathInside } from '../disk/inside.ts';
import type { Repository } from '../git/repository.ts';
import { readText } from '../load/read-text.ts';
import type { AdapterContext } from '../model/adapter.ts';
import { PartnerctlError } from '../model/errors.ts';

type FileText = AdapterContext['fileText'];

export function inTree(root: string): FileText {
  return async (path) => {
    const read = readText(await pathInside(root, path, (why) => unreadable(why)), path);
    if ('text' in read) return read.text;
    throw new PartnerctlError('unreadable-file', read.finding.message, read.finding.hint ?? HINT);
  };
}

export function atCommit(repository: Repository, commit: string): FileText {
  return async (path) => {
    const text = (await repository.textsAt(commit, [path])).get(path);
    if (typeof text === 'string') return text;
    throw unreadable(
      text === null ? `there is no such file at ${commit.slice(0, 12)}` : 'it is no text of at most 64 KiB',
    );
  };
}

const HINT = 'name a text file inside the repository';

function unreadable(why: string): PartnerctlError {
  return new PartnerctlError('unreadable-file', why, HINT);
}
