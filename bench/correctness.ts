/** What is measured must be right: every corpus lints without errors, and its plan has the changes it was made with. */
import { deepStrictEqual } from 'node:assert/strict';
import { measure } from './child.ts';
import type { Corpus, Counts } from './corpus.ts';
import { PROGRAM, planOf } from './goals.ts';
import type { Repository } from './repository.ts';

interface LintOutput {
  readonly summary: { readonly files: number; readonly errors: number };
}

interface PlanOutput {
  readonly plans: readonly { readonly summary: Counts; readonly unmanaged: readonly unknown[] }[];
}

/** Throws AssertionError. */
export function verify(repository: Repository, corpus: Corpus): void {
  const linted = json<LintOutput>(
    measure({ args: [PROGRAM, 'lint', '-C', repository.root, '--format', 'json'], memory: false }),
  );
  deepStrictEqual(
    { files: linted.summary.files, errors: linted.summary.errors },
    { files: corpus.files.length + 1, errors: 0 },
    'lint',
  );
  deepStrictEqual(planned(repository), corpus.expected.inGit, 'plan');
  deepStrictEqual(
    repository.outsideGit(() => planned(repository)),
    corpus.expected.outsideGit,
    'plan outside Git',
  );
}

function planned(repository: Repository): Counts | undefined {
  return json<PlanOutput>(measure(planOf(repository, '--format', 'json'))).plans[0]?.summary;
}

function json<T>({ stdout }: { readonly stdout: string }): T {
  return JSON.parse(stdout) as T;
}
