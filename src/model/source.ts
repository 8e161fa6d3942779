/**
 * Where something stands in a file. Offsets are kept while reading (cheap, 100,000 files fit in memory); lines and
 * columns are worked out only for what is shown.
 */

/** 1-based; columns count UTF-16 code units, as editors and GitHub do. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A stretch of one file; `end` is exclusive. */
export interface SourceRange {
  readonly file: string;
  readonly start: Position;
  readonly end: Position;
}

/** Offsets into a text, end exclusive. */
export type Span = readonly [start: number, end: number];

/** A file that was read: its path relative to the repository, `/`-separated, and its text without a BOM. */
export interface SourceText {
  readonly file: string;
  readonly text: string;
}

export function positionAt(text: string, offset: number): Position {
  const end = Math.min(offset, text.length);
  let line = 1;
  let lineStart = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < end; at = text.indexOf('\n', at + 1)) {
    line += 1;
    lineStart = at + 1;
  }
  return { line, column: end - lineStart + 1 };
}

export function rangeOf(source: SourceText, [start, end]: Span): SourceRange {
  return { file: source.file, start: positionAt(source.text, start), end: positionAt(source.text, end) };
}

/** The very start of a file: where a finding about the whole file points. */
export function fileStart(file: string): SourceRange {
  const start: Position = { line: 1, column: 1 };
  return { file, start, end: start };
}
