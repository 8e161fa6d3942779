/** Findings for people at a terminal, by file, and their number last. */
import { compareDiagnostics } from '../../model/diagnostic.ts';
import { counted, countedList } from '../counts.ts';
import { diagnosticPretty, severityPaint } from '../diagnostic-pretty.ts';
import { joinParagraphs } from '../layout.ts';
import type { TerminalOptions } from '../options.ts';
import { type Terminal, terminal } from '../terminal.ts';
import { countSeverities, type LintReport, SEVERITIES } from './lint-report.ts';

export interface LintPrettyOptions extends TerminalOptions {
  /** Only what must be mended, and the summary line. */
  readonly quiet?: boolean;
}

export function renderLintPretty(report: LintReport, options: LintPrettyOptions): string {
  const screen = terminal(options);
  const summary = summaryLine(report, screen);
  const told = report.diagnostics.filter(({ severity }) => options.quiet !== true || severity === 'error');
  const found = [...told].sort(compareDiagnostics);
  return joinParagraphs([...found.map((each) => diagnosticPretty(each, screen, { textOf: report.textOf })), summary]);
}

/** `2 errors, 1 warning in 15 files` */
function summaryLine({ files, diagnostics }: LintReport, screen: Terminal): string {
  const { errors, warnings, infos } = countSeverities(diagnostics);
  const worst = SEVERITIES.find((severity) => diagnostics.some((diagnostic) => diagnostic.severity === severity));
  const where = ` in ${counted(files, 'file')}`;
  if (worst === undefined) return `${screen.paint.green('nothing found')}${where}`;
  const counts = countedList([
    [errors, 'error'],
    [warnings, 'warning'],
    [infos, 'info'],
  ]);
  return severityPaint(worst, screen)(counts) + where;
}
