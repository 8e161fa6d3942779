/** What is wrong with a YAML text, and where. */
import type { Span } from '../model/source.ts';

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
  const seen = new Set<string>();
  const kept = [...problems]
    .sort((a, b) => a.span[0] - b.span[0])
    .filter(({ kind, span }) => seen.size < seen.add(`${kind} ${span[0]}`).size);
  const first = kept[MOST];
  if (first === undefined) return kept;
  const rest = kept.length - MOST;
  return [
    ...kept.slice(0, MOST),
    syntaxProblem(`from here on there are ${rest.toLocaleString('en-US')} more problems`, 'mend the others first', [
      first.span[0],
      first.span[0],
    ]),
  ];
}
