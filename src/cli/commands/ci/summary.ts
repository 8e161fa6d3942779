/** `partnerctl ci summary`: what was planned, applied or found, as Markdown for a job's summary. */
import { jobSummary } from '../../../ci/summary.ts';
import { markdownPhrase, quote, say } from '../../../render/phrase.ts';
import type { Call, CommandSpec } from '../../command.ts';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import { LEDGER_OPTION, LINT_OPTION, ledgerInput, lintInput, needInput, PLAN_OPTION, planInputs } from './inputs.ts';

export const summaryCommand: CommandSpec = {
  name: 'ci summary',
  summary: 'the same as Markdown, for the summary of a job',
  options: [PLAN_OPTION, LINT_OPTION, LEDGER_OPTION],
  formats: ['pretty'],
  examples: [
    { command: 'partnerctl ci summary --plan plan.json >> "$GITHUB_STEP_SUMMARY"', does: 'at most 1,000,000 bytes' },
    { command: 'partnerctl ci summary --ledger ledger.json', does: 'what an apply did, what went wrong first' },
  ],
  run: (call) => Promise.resolve(summary(call)),
};

function summary(call: Call): ExitCode {
  needInput(call, ['plan', 'lint', 'ledger']);
  const { results, policyChanges, failed } = planInputs(call);
  const applied = ledgerInput(call);
  for (const error of [failed, applied.failed])
    if (error !== null)
      call.io.stdout.write(
        `${markdownPhrase(say`**Nothing was planned or applied:** ${quote(error.message)}. ${quote(error.hint)}`)}\n`,
      );
  call.io.stdout.write(jobSummary({ plans: results, policyChanges, ledgers: applied.ledgers, lint: lintInput(call) }));
  return EXIT.ok;
}
