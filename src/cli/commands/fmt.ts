/** `partnerctl fmt`: partner files in their usual layout; keys, values and comments stay as they are. */
import { basename, join, resolve } from 'node:path';
import { currentText, replaceFile } from '../../adopt/write-files.ts';
import { CONFIG_FILE, relativePath } from '../../load/load.ts';
import { readPartner } from '../../load/partner-file.ts';
import { listPartners, looksLikePartner } from '../../load/partners-folder.ts';
import { readText } from '../../load/read-text.ts';
import { compareDiagnostics, type Diagnostic } from '../../model/diagnostic.ts';
import { PartnerctlError } from '../../model/errors.ts';
import { rangeOf } from '../../model/source.ts';
import { counted, thousands } from '../../render/counts.ts';
import { renderFileDiff } from '../../render/file-diff.ts';
import { type FormatProblem, formatPartnerYaml } from '../../yaml/format.ts';
import { type Call, type CommandSpec, flag } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { tellFinding } from './finding.ts';

export const fmtCommand: CommandSpec = {
  name: 'fmt',
  summary: 'put partner files into their usual form',
  arguments: '[FILE...]',
  options: [{ flags: '--check', description: 'write nothing; show what would change, and fail if anything would' }],
  formats: ['pretty'],
  examples: [
    {
      command: 'partnerctl fmt',
      does: 'all partner files (never partnerctl.yaml): order of keys and white space; comments stay with their keys',
    },
    { command: 'partnerctl fmt --check', does: 'in CI: a diff of what would change, and exit 1' },
  ],
  run: formatFiles,
};

type Outcome = 'same' | 'changed' | 'left-alone';

async function formatFiles(call: Call): Promise<ExitCode> {
  const checkOnly = flag(call, 'check');
  const counts: Record<Outcome, number> = { same: 0, changed: 0, 'left-alone': 0 };
  const files = chosenFiles(call);
  for (const [index, file] of files.entries()) {
    if (index % 100 === 0) call.progress.show(`formatting ${index}/${files.length}`);
    counts[await formatFile(call, file, checkOnly)] += 1;
  }
  call.progress.clear();
  if (!call.quiet) call.io.stderr.write(summary(counts, checkOnly));
  return counts['left-alone'] > 0 || (checkOnly && counts.changed > 0) ? EXIT.failed : EXIT.ok;
}

/** What is no partner file is passed over, as `lint` does: hooks hand over whatever was changed. */
function chosenFiles(call: Call): readonly string[] {
  if (call.arguments.length > 0)
    return call.arguments
      .map((file) => relativePath(call.root, resolve(call.io.cwd, file)))
      .filter((file) => looksLikePartner(file) && !basename(file).startsWith('.') && basename(file) !== CONFIG_FILE);
  const { entries, diagnostics } = listPartners(call.root);
  const [problem] = diagnostics;
  if (problem !== undefined) throw new PartnerctlError(problem.code, problem.message, problem.hint ?? '');
  return entries.map(({ file }) => file).filter(looksLikePartner);
}

async function formatFile(call: Call, file: string, checkOnly: boolean): Promise<Outcome> {
  const read = readText(join(call.root, file), file);
  if ('finding' in read) return leaveAlone(call, file, [read.finding]);
  const formatted = formatPartnerYaml(read.text);
  if ('problems' in formatted) return leaveAlone(call, file, reasons(file, read.text, formatted.problems), read.text);
  // With its BOM, which `readText` leaves out.
  const before = (await currentText(call.root, file)) ?? read.text;
  if (before === formatted.text) return 'same';
  if (checkOnly) {
    const options = { color: call.color.stdout, columns: call.columns };
    call.io.stdout.write(renderFileDiff(file, before, formatted.text, options));
  } else {
    await replaceFile(call.root, file, before, formatted.text);
    call.io.stdout.write(`${file}\n`);
  }
  return 'changed';
}

/** In the words of `lint` where it finds the same. */
function reasons(file: string, text: string, problems: readonly FormatProblem[]): readonly Diagnostic[] {
  const { diagnostics } = readPartner(file, text);
  if (diagnostics.length > 0) return diagnostics;
  return problems.map(({ message, hint, span }) => ({
    code: 'yaml-syntax',
    severity: 'error',
    message,
    hint,
    range: rangeOf({ file, text }, span),
  }));
}

function leaveAlone(call: Call, file: string, diagnostics: readonly Diagnostic[], text?: string): Outcome {
  call.progress.clear();
  for (const diagnostic of [...diagnostics].sort(compareDiagnostics))
    tellFinding(call, diagnostic, (name) => (name === file ? text : undefined));
  return 'left-alone';
}

function summary(counts: Readonly<Record<Outcome, number>>, checkOnly: boolean): string {
  const all = counts.same + counts.changed + counts['left-alone'];
  const changed = `${thousands(counts.changed)} of ${counted(all, 'file')} ${checkOnly ? 'would change' : 'changed'}`;
  const rest =
    counts['left-alone'] === 0 ? '' : `, ${thousands(counts['left-alone'])} left alone because of the findings above`;
  return `${changed}${rest}\n`;
}
