/** What is wrong with a YAML text, and where. */

import type { Span } from '../model/source.ts';
import { thousands } from '../model/thousands.ts';

/** `syntax`: not YAML. `plain`: YAML, but more than plain data. */
export interface YamlProblem {
  readonly kind: 'syntax' | 'plain';
  readonly message: string;
  readonly hint: string;
  readonly span: Span;
  readonly related?: { readonly message: string; readonly span: Span };
}

export function syntaxProblem(message: string, hint: string, span: Span): YamlProblem {
  return { kind: 'syntax', message, hint, span };
}

export function plainProblem(message: string, hint: string, span: Span): YamlProblem {
  return { kind: 'plain', message, hint, span };
}

/** A file may hold tens of thousands of faults; nobody reads more than these. */
const MOST = 100;

/** Sorted by place; of two of a kind at one place the first; what is too much is counted. */
export function tidyProblems(problems: readonly YamlProblem[]): readonly YamlProblem[] {
  if (problems.length < 2) return problems;
  const byPlace = new Map<string, YamlProblem>();
  for (const problem of [...problems].sort((a, b) => a.span[0] - b.span[0])) {
    const place = `${problem.kind} ${problem.span[0]}`;
    if (!byPlace.has(place)) byPlace.set(place, problem);
  }
  const kept = [...byPlace.values()];
  const next = kept[MOST];
  if (next === undefined) return kept;
  const more = thousands(kept.length - MOST);
  const rest = { ...next, message: `from here on there are ${more} more problems`, hint: 'mend the others first' };
  return [...kept.slice(0, MOST), rest];
}
