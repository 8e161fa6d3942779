/** `partnerctl lint`: every finding of every file, in one run. */
import { basename, resolve } from 'node:path';
import { CONFIG_FILE, relativePath } from '../../load/load.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { hasErrors } from '../../model/diagnostic.ts';
import { ALL_RULES, check } from '../../reconcile/check.ts';
import { renderLintGithub } from '../../render/lint/lint-github.ts';
import { renderLintJson } from '../../render/lint/lint-json.ts';
import { renderLintPretty } from '../../render/lint/lint-pretty.ts';
import type { LintReport } from '../../render/lint/lint-report.ts';
import { type Call, type CommandSpec, one } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';

export const lintCommand: CommandSpec = {
  name: 'lint',
  summary: 'check the partner files',
  arguments: '[FILE...]',
  options: [
    {
      flags: '--max-warnings <n>',
      description: 'fail when there are more warnings than this',
      invalid: (value) => (/^\d{1,9}$/.test(value) ? undefined : 'a whole number'),
    },
  ],
  formats: ['pretty', 'json', 'sarif', 'github'],
  examples: [
    { command: 'partnerctl lint', does: 'all files of partners/, and partnerctl.yaml' },
    {
      command: 'partnerctl lint partners/fabrikam.com.yaml',
      does: 'one file; rules that compare files see only that one',
    },
    { command: 'partnerctl lint --format github --max-warnings 0', does: 'in CI: annotations, and warnings fail too' },
  ],
  run: lintFiles,
};

async function lintFiles(call: Call): Promise<ExitCode> {
  const { io, root, today } = call;
  const files = chosenFiles(call);
  const checked = check(
    { root, today, ...(call.config !== undefined && { config: call.config }), ...(files !== undefined && { files }) },
    call.progress.show,
  );
  call.progress.clear();
  const { diagnostics } = checked;
  io.stdout.write(await rendered(call, { files: checked.files, diagnostics, textOf: checked.textOf }));
  if (files !== undefined && !call.quiet) {
    io.stderr.write(
      `note: rules that compare files saw only ${files.length === 1 ? 'this file' : `these ${files.length} files`}\n`,
    );
  }
  return exitCode(call, diagnostics);
}

/** Undefined: all of them. The configuration is always read. */
function chosenFiles(call: Call): readonly string[] | undefined {
  if (call.arguments.length === 0) return undefined;
  return call.arguments
    .filter(
      (file) => basename(file) !== CONFIG_FILE && basename(file) !== 'README.md' && !basename(file).startsWith('.'),
    )
    .map((file) => relativePath(call.root, resolve(call.io.cwd, file)));
}

async function rendered(call: Call, report: LintReport): Promise<string> {
  switch (call.format) {
    case 'json':
      return renderLintJson(report);
    case 'sarif': {
      // only its fingerprints need cryptography, whose loading costs the others 3 ms
      const { renderLintSarif } = await import('../../render/lint/lint-sarif.ts');
      return renderLintSarif(report, ALL_RULES, call.version);
    }
    case 'github':
      return renderLintGithub(report);
    default:
      return renderLintPretty(report, { color: call.color.stdout, columns: call.columns, quiet: call.quiet });
  }
}

function exitCode(call: Call, diagnostics: readonly Diagnostic[]): ExitCode {
  if (hasErrors(diagnostics)) return EXIT.failed;
  const limit = one(call, 'maxWarnings');
  const warnings = diagnostics.filter(({ severity }) => severity === 'warning').length;
  if (limit === undefined || warnings <= Number(limit)) return EXIT.ok;
  call.io.stderr.write(`${warnings} ${warnings === 1 ? 'warning' : 'warnings'}: more than --max-warnings ${limit}\n`);
  return EXIT.failed;
}
