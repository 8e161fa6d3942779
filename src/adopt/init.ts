/** `init`: the files of a new repository, written where there are none. Running it again changes nothing. */
import { withIgnoredState } from './git-ignore.ts';
import { type InitOptions, initialFiles } from './initial-files.ts';
import { currentText, replaceFile, writeNewFile } from './write-files.ts';

export interface InitOutcome {
  readonly file: string;
  readonly outcome: 'written' | 'added-to' | 'kept';
}

export async function init(root: string, options: InitOptions): Promise<readonly InitOutcome[]> {
  const outcomes: InitOutcome[] = [];
  for (const { file, text } of initialFiles(options))
    outcomes.push({ file, outcome: (await writeNewFile(root, file, text)) ? 'written' : 'kept' });
  outcomes.push({ file: IGNORE_FILE, outcome: await ignoreState(root) });
  return outcomes;
}

const IGNORE_FILE = '.gitignore';

async function ignoreState(root: string): Promise<InitOutcome['outcome']> {
  const fresh = withIgnoredState('') ?? '';
  if (await writeNewFile(root, IGNORE_FILE, fresh)) return 'written';
  const before = await currentText(root, IGNORE_FILE);
  const after = before === undefined ? undefined : withIgnoredState(before);
  if (before === undefined || after === undefined) return 'kept';
  await replaceFile(root, IGNORE_FILE, before, after);
  return 'added-to';
}
