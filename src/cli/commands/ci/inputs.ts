/** What `ci` commands are fed with: plans, ledgers and findings in files. They may come from a stranger's run. */

import { compareText } from '../../../model/diagnostic.ts';
import type { ErrorReport } from '../../../model/errors.ts';
import { UsageError } from '../../../model/errors.ts';
import type { Ledger } from '../../../model/ledger.ts';
import type { PlanResult } from '../../../model/plan.ts';
import type { PolicyChange } from '../../../model/policy-change.ts';
import { parseLedgerFile } from '../../../render/ledger/ledger-file.ts';
import { type LintFile, parseLintFile } from '../../../render/lint/lint-file.ts';
import { type Call, many, type OptionSpec, one } from '../../command.ts';
import { readInput } from '../../input-file.ts';
import { checkedPlans } from '../plan-file.ts';

export const PLAN_OPTION: OptionSpec = {
  flags: '--plan <file...>',
  description: 'plans: files of `plan --format json`, or of `plan --out`',
};
export const LINT_OPTION: OptionSpec = {
  flags: '--lint <file>',
  description: 'findings: a file of `lint --format json`',
};
export const LEDGER_OPTION: OptionSpec = {
  flags: '--ledger <file>',
  description: 'what an apply did: a file of `apply --format json`',
};

export interface PlanInputs {
  /** Sorted by deployment. */
  readonly results: readonly PlanResult[];
  readonly policyChanges: readonly PolicyChange[];
  /** Why nothing was planned at all, where that is so. */
  readonly failed: ErrorReport | null;
}

export function planInputs(call: Call): PlanInputs {
  const results = new Map<string, PlanResult>();
  const policyChanges = new Map<string, PolicyChange>();
  let failed: ErrorReport | null = null;
  for (const path of many(call, 'plan')) {
    const file = checkedPlans(path, call.io.cwd);
    if ('failed' in file) {
      failed ??= file.failed;
      continue;
    }
    for (const result of file.plans) {
      if (results.has(result.deployment))
        throw new UsageError(`${path}: ${result.deployment} is planned twice`, 'name each plan once');
      results.set(result.deployment, result);
    }
    for (const change of file.policyChanges) policyChanges.set(change.path, change);
  }
  const byName = [...results.values()].sort((a, b) => compareText(a.deployment, b.deployment));
  const byPath = [...policyChanges.values()].sort((a, b) => compareText(a.path, b.path));
  return { results: byName, policyChanges: byPath, failed };
}

/** What a stranger's run can send us is no larger. */
const MAX_LINT_BYTES = 8 * 1024 * 1024;
const LINT_HINT = 'name a file that `partnerctl lint --format json` has written';

export function lintInput(call: Call): LintFile | null {
  const path = one(call, 'lint');
  if (path === undefined) return null;
  const parsed = parseLintFile(readInput(path, call.io.cwd, LINT_HINT, MAX_LINT_BYTES));
  if ('problem' in parsed) throw new UsageError(`${path} cannot be used: ${parsed.problem}`, LINT_HINT);
  return parsed.lint;
}

const LEDGER_HINT = 'name a file that `partnerctl apply --format json` has written';

export function ledgerInput(call: Call): { readonly ledgers: readonly Ledger[]; readonly failed: ErrorReport | null } {
  const path = one(call, 'ledger');
  if (path === undefined) return { ledgers: [], failed: null };
  const parsed = parseLedgerFile(readInput(path, call.io.cwd, LEDGER_HINT));
  if ('problem' in parsed) throw new UsageError(`${path} cannot be used: ${parsed.problem}`, LEDGER_HINT);
  return 'error' in parsed.file
    ? { ledgers: [], failed: parsed.file.error }
    : { ledgers: parsed.file.ledgers, failed: null };
}

/** Without any input the answer would look like "nothing there". */
export function needInput(call: Call, names: readonly string[]): void {
  if (names.some((name) => many(call, name).length > 0)) return;
  const options = names.map((name) => `--${name} FILE`).join(' or ');
  throw new UsageError('there is nothing to tell', `add ${options}`);
}
