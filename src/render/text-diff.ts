/** The difference between two texts, word by word or line by line: the only user of the diff package. */
import { diffWordsWithSpace, structuredPatch } from 'diff';

export interface TextPart {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
}

/** More differing words than this, and before and after are easier to read one after the other. */
const MAX_EDITS = 60;
/** What stays the same is shown only near a difference. */
const CONTEXT = 24;
const WORTH_FOLDING = 12;

/** Undefined where the texts have too little in common. Adjoining the parts gives the texts, but for `…`. */
export function textDiff(before: string, after: string): readonly TextPart[] | undefined {
  const parts = diffWordsWithSpace(before, after, { maxEditLength: MAX_EDITS });
  if (parts === undefined) return undefined;
  return parts.map(({ added, removed, value }, index) => {
    if (added) return { kind: 'added', text: value };
    if (removed) return { kind: 'removed', text: value };
    return { kind: 'same', text: folded(value, index > 0, index < parts.length - 1) };
  });
}

function folded(text: string, keepStart: boolean, keepEnd: boolean): string {
  const words = text.split(/(?<=\s)/);
  const start = keepStart ? takeWords(words) : '';
  const end = keepEnd ? takeWords(words.toReversed(), true) : '';
  return start.length + end.length + WORTH_FOLDING > text.length ? text : `${start}…${end}`;
}

function takeWords(words: readonly string[], backwards = false): string {
  let taken = '';
  for (const word of words) {
    if (taken.length + word.length > CONTEXT) break;
    taken = backwards ? word + taken : taken + word;
  }
  return taken;
}

/** The hunks of a unified diff, without its file header; lines as they are, each with its sign. */
export function lineDiff(before: string, after: string): readonly string[] {
  const { hunks } = structuredPatch('', '', before, after, undefined, undefined, { context: 3 });
  return hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
    `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
    ...lines,
  ]);
}
