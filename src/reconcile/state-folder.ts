/** What partnerctl keeps beside the repository's files; git-ignored. */
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { PartnerctlError } from '../model/errors.ts';

export const STATE_FOLDER = '.partnerctl';
export const JOURNAL = 'journal.jsonl';

/**
 * Absolute. Throws where somebody put a link in its place: locks and journal would land in a folder of the link's
 * choice.
 */
export function stateFolder(root: string): string {
  const folder = join(root, STATE_FOLDER);
  if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return folder;
  throw new PartnerctlError(
    'state-folder',
    `${STATE_FOLDER} is a symbolic link`,
    'remove it; partnerctl makes the folder itself',
  );
}
