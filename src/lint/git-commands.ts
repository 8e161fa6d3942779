/** Commands to paste into a shell, whatever a file is called. */
import { shellWord } from '../model/shell-word.ts';

/** What a name becomes whose bytes are not UTF-8: the bytes themselves are lost. */
const LOST = '\ufffd';

/** `git mv …`, or in words where the exact name cannot be written. `pattern` is left to the shell. */
export function moveCommand(from: string, to: string, pattern = ''): string {
  if (from.includes(LOST)) return `rename it to ${to}: its name is not UTF-8`;
  return `git mv ${dashes(from)}${shellWord(from)}${pattern} ${shellWord(to)}`;
}

export function removeCommand(file: string): string {
  if (file.includes(LOST)) return 'remove this one: its name is not UTF-8';
  return `git rm ${dashes(file)}${shellWord(file)}`;
}

/** A name that begins with a hyphen would be taken for an option. */
function dashes(file: string): string {
  return file.startsWith('-') ? '-- ' : '';
}
