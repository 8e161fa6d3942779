/** File contents by blob id, read in bulk: two git processes however many there are. */
import { isUtf8 } from 'node:buffer';
import { catFile, type Git } from './command.ts';
import { gitFailure, missingObjects } from './failure.ts';

/** The same bound as for files on disk; what is larger is not read into memory. */
const MAX_TEXT_BYTES = 64 * 1024;

/** Undefined: larger than 64 KiB, or not UTF-8. */
export type Texts = ReadonlyMap<string, string | undefined>;

/** Throws HistoryError where an object is missing (a partial clone, a damaged repository). */
export async function readBlobs(git: Git, ids: Iterable<string>): Promise<Texts> {
  const unique = [...new Set(ids)];
  const texts = new Map<string, string | undefined>();
  if (unique.length === 0) return texts;
  try {
    const sizes = await catFile(git, ['--batch-check', '--buffer'], lines(unique));
    const small: string[] = [];
    for (const [index, line] of sizes.toString('latin1').trimEnd().split('\n').entries()) {
      const id = unique[index] ?? '';
      const size = /^[0-9a-f]+ blob (\d+)$/.exec(line)?.[1];
      if (size === undefined) throw missingObjects();
      if (Number(size) <= MAX_TEXT_BYTES) small.push(id);
      else texts.set(id, undefined);
    }
    if (small.length > 0) readBatch(await catFile(git, ['--batch', '--buffer'], lines(small)), texts);
    return texts;
  } catch (error) {
    throw gitFailure(error);
  }
}

function lines(ids: readonly string[]): string {
  return `${ids.join('\n')}\n`;
}

/** `<id> blob <size>\n<content>\n`, again and again (git-cat-file, "Batch output"). */
function readBatch(output: Buffer, texts: Map<string, string | undefined>): void {
  for (let at = 0; at < output.length; ) {
    const end = output.indexOf(10, at);
    const [id = '', , size] = output.toString('latin1', at, end).split(' ');
    const start = end + 1;
    const length = Number(size);
    if (end === -1 || !(start + length < output.length)) throw missingObjects();
    texts.set(id, decode(output.subarray(start, start + length)));
    at = start + length + 1;
  }
}

/** Without a BOM, as files on disk are read. */
function decode(bytes: Buffer): string | undefined {
  if (!isUtf8(bytes)) return undefined;
  const text = bytes.toString('utf8');
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}
