/** Which findings about values hold although the text has problems: nothing is said twice, and nothing guessed. */
import type { Diagnostic } from '../model/diagnostic.ts';
import { type Position, positionAt, type SourceText } from '../model/source.ts';
import type { YamlProblem } from '../yaml/problem.ts';

/** Those that end where the text was still understood, and are not about a place that a problem tells of already. */
export function soundFindings(
  found: readonly Diagnostic[],
  problems: readonly YamlProblem[],
  source: SourceText,
  soundUntil: number,
): readonly Diagnostic[] {
  if (problems.length === 0) return found;
  const limit = soundUntil < source.text.length ? positionAt(source.text, soundUntil) : undefined;
  const told = new Set(problems.map(({ span }) => placeOf(positionAt(source.text, span[0]))));
  return found.filter(
    ({ range }) =>
      range !== undefined && (limit === undefined || compare(range.end, limit) <= 0) && !told.has(placeOf(range.start)),
  );
}

function placeOf({ line, column }: Position): string {
  return `${line}:${column}`;
}

function compare(a: Position, b: Position): number {
  return a.line - b.line || a.column - b.column;
}
