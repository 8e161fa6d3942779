/** What is wrong with a plan of which a script was made: for whoever sent the script itself into a file. */
import type { Refusal } from '../../model/guard.ts';
import { isFailed, type Plan, type PlanResult } from '../../model/plan.ts';
import { scriptOverride } from '../../model/script-override.ts';
import { diagnosticPretty } from '../diagnostic-pretty.ts';
import { errorLines } from '../error-pretty.ts';
import type { TerminalOptions } from '../options.ts';
import { refusalLines } from '../refusal-pretty.ts';
import { terminal } from '../terminal.ts';

/** Why an apply of this plan would be refused, and so why the script will refuse, until it is told what to tell it. */
export function scriptRefusals(result: PlanResult): readonly Refusal[] {
  if (isFailed(result) || result.changes.length === 0) return [];
  const { refusals, desired } = result;
  const guards = refusals.map((refusal) => ({ ...refusal, override: scriptOverride(result) }));
  return desired.uncommitted ? [UNCOMMITTED, ...guards] : guards;
}

const UNCOMMITTED: Refusal = {
  guard: 'unreviewed',
  message: 'the partner files differ from HEAD: nobody has reviewed them',
  override: 'commit them; if it is meant, run the script with -AllowUncommitted',
};

/** Empty where nothing is. */
export function renderScriptProblems(result: PlanResult, options: TerminalOptions): string {
  const screen = terminal(options);
  const lines = isFailed(result)
    ? errorLines(result.error, 0, screen)
    : [
        ...errorsOf(result).map((error) => diagnosticPretty(error, screen)),
        ...scriptRefusals(result).flatMap((refusal) => refusalLines(refusal, 0, screen)),
      ];
  return lines.map((line) => `${line}\n`).join('');
}

function errorsOf({ diagnostics }: Plan): Plan['diagnostics'] {
  return diagnostics.filter(({ severity }) => severity === 'error');
}
