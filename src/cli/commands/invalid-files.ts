/** Errors in the files: no plan at all, and the reader is told which errors. */
import type { ErrorReport } from '../../model/errors.ts';
import { policyChanges } from '../../reconcile/base.ts';
import type { Checked } from '../../reconcile/check.ts';
import { renderLintPretty } from '../../render/lint/lint-pretty.ts';
import type { Call } from '../command.ts';
import { errorRenderer } from '../error-output.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';

export async function tellInvalid(call: Call, checked: Checked): Promise<ExitCode> {
  const { files, diagnostics, textOf, workspace, ownConfig } = checked;
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  call.progress.clear();
  const renderError = await errorRenderer(call.format);
  if (renderError !== undefined) call.io.stdout.write(renderError(report(errors.length), errors));
  const options = { color: call.color.stderr, columns: call.columns, quiet: call.quiet };
  call.io.stderr.write(renderLintPretty({ files, diagnostics: errors, textOf }, options));
  if (policyChanges(workspace.config, ownConfig).length > 0)
    call.io.stderr.write('note: the configuration at --base is what counts; changes to it count after the merge\n');
  call.io.stderr.write('nothing was planned or written: the errors come first\n');
  return EXIT.failed;
}

function report(errors: number): ErrorReport {
  return {
    code: 'invalid-files',
    message: `the files have ${errors} ${errors === 1 ? 'error' : 'errors'}: nothing was planned or written`,
    hint: 'see `partnerctl lint`',
  };
}
