/** What lies in `partners/`: the files to read, and what does not belong there. */
import { type Dirent, existsSync, lstatSync, readdirSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic } from '../model/diagnostic.ts';
import { compareText } from '../model/diagnostic.ts';
import { PARTNERS_FOLDER } from '../model/partner-file-name.ts';
import type { PartnersEntry } from '../model/workspace.ts';
import { fromSystemError } from './read-text.ts';
import { unreadable } from './rules/unreadable-file.ts';

export interface Listing {
  /** Sorted. */
  readonly entries: readonly PartnersEntry[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Everything in `partners/` but README.md and dot-files, which are none of our business. */
export function listPartners(root: string): Listing {
  const folder = join(root, PARTNERS_FOLDER);
  try {
    // A link may lead out of the repository.
    if (lstatSync(folder).isSymbolicLink())
      return failed(unreadable(PARTNERS_FOLDER, 'it is a symbolic link', 'make it a folder of the repository'));
    const entries = readdirSync(folder, { withFileTypes: true })
      .filter((entry) => !entry.name.startsWith('.') && entry.name !== 'README.md')
      .map((entry): PartnersEntry => ({ file: `${PARTNERS_FOLDER}/${entry.name}`, kind: kindOf(entry) }))
      .sort((a, b) => compareText(a.file, b.file));
    return { entries, diagnostics: [] };
  } catch (error) {
    const { finding, missing } = fromSystemError(PARTNERS_FOLDER, error);
    const isNoFolder = missing || (error instanceof Error && 'code' in error && error.code === 'ENOTDIR');
    return failed(isNoFolder ? noFolder() : finding);
  }
}

function failed(finding: Diagnostic): Listing {
  return { entries: [], diagnostics: [finding] };
}

function noFolder(): Diagnostic {
  return unreadable(
    PARTNERS_FOLDER,
    'there is no folder partners/',
    'run partnerctl in the repository, name it with -C, or begin one with `partnerctl init`',
  );
}

function kindOf(entry: Dirent | Stats): PartnersEntry['kind'] {
  if (entry.isFile()) return 'file';
  return entry.isDirectory() ? 'folder' : 'other';
}

/** Does the name say that it is meant as a partner? `.yml` and `.YAML` are, wrongly. */
export function looksLikePartner(file: string): boolean {
  return /\.ya?ml$/i.test(file);
}

/** The files that somebody named, relative to the root. Of one that is not there nothing else is said. */
export function listNamed(root: string, files: readonly string[]): Listing {
  // Somebody stands in partners/ itself, or elsewhere: every name would look wrong.
  if (files.length > 0 && !existsSync(join(root, PARTNERS_FOLDER))) return failed(noFolder());
  const entries: PartnersEntry[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const file of [...new Set(files)].sort(compareText)) {
    try {
      entries.push({ file, kind: kindOf(lstatSync(join(root, file))) });
    } catch (error) {
      diagnostics.push(fromSystemError(file, error).finding);
    }
  }
  return { entries, diagnostics };
}
