/** What lies in `partners/`: the files to read, and what does not belong there. */
import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { compareText } from '../model/diagnostic.ts';
import { PARTNERS_FOLDER } from '../model/partner-file-name.ts';
import type { PartnersEntry } from '../model/workspace.ts';

/** Sorted; README.md and dot-files are none of our business. Undefined where there is no such folder. */
export function listPartners(root: string): readonly PartnersEntry[] | undefined {
  let entries: Dirent[];
  try {
    entries = readdirSync(join(root, PARTNERS_FOLDER), { withFileTypes: true });
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return undefined;
    throw error;
  }
  return entries
    .filter((entry) => !entry.name.startsWith('.') && entry.name !== 'README.md')
    .map((entry): PartnersEntry => ({ file: `${PARTNERS_FOLDER}/${entry.name}`, kind: kindOf(entry) }))
    .sort((a, b) => compareText(a.file, b.file));
}

function kindOf(entry: Dirent): PartnersEntry['kind'] {
  if (entry.isFile()) return 'file';
  return entry.isDirectory() ? 'folder' : 'other';
}

/** Does the name say that it is meant as a partner? `.yml` and `.YAML` are, wrongly. */
export function looksLikePartner(file: string): boolean {
  return /\.ya?ml$/i.test(file);
}
