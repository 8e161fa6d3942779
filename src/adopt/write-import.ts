/** Writes what an import decided. A file that cannot be written becomes a finding, and the others go on. */
import type { Diagnostic } from '../model/diagnostic.ts';
import { PartnerctlError } from '../model/errors.ts';
import type { ImportedFile } from '../model/import-report.ts';
import { fileExists } from './existing-file.ts';
import type { EditedFile, Import, NewFile } from './import-partners.ts';
import { currentText, replaceFile, writeNewFile } from './write-files.ts';

export interface WrittenImport {
  readonly written: readonly ImportedFile[];
  readonly updated: readonly ImportedFile[];
  readonly diagnostics: readonly Diagnostic[];
}

export async function writeImport(
  root: string,
  { writes, edits }: Pick<Import, 'writes' | 'edits'>,
  onProgress?: (file: string) => void,
): Promise<WrittenImport> {
  const diagnostics: Diagnostic[] = [];
  const each = async <F extends ImportedFile>(files: readonly F[], write: (file: F) => Promise<boolean>) => {
    const done: ImportedFile[] = [];
    for (const file of files) {
      onProgress?.(file.file);
      const problem = await attempt(file.file, () => write(file));
      if (problem === undefined) done.push({ file: file.file, domain: file.domain });
      else diagnostics.push(problem);
    }
    return done;
  };
  const written = await each(writes, ({ file, text }: NewFile) => writeNewFile(root, file, text));
  const updated = await each(edits, (file) => edit(root, file));
  return { written, updated, diagnostics };
}

/** A BOM stays: nothing but the name is added. */
async function edit(root: string, { file, before, after }: EditedFile): Promise<boolean> {
  const bom = (await currentText(root, file))?.startsWith('\ufeff') === true ? '\ufeff' : '';
  await replaceFile(root, file, bom + before, bom + after);
  return true;
}

async function attempt(file: string, write: () => Promise<boolean>): Promise<Diagnostic | undefined> {
  try {
    return (await write()) ? undefined : fileExists(file);
  } catch (error) {
    if (!(error instanceof PartnerctlError)) throw error;
    return { code: 'unreadable-file', severity: 'error', message: error.message, hint: error.hint };
  }
}
