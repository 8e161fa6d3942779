/**
 * Findings as GitHub workflow commands, which become annotations. GitHub shows ten of each kind in one step and
 * drops the others silently, so that these are the most important ones, and a last line tells of the others.
 */
import { compareDiagnostics, type Diagnostic } from '../../model/diagnostic.ts';
import { counted } from '../counts.ts';
import { commandMessage, commandProperty } from '../escape-workflow-command.ts';
import { type LintReport, SEVERITIES } from './lint-report.ts';

const SHOWN_PER_KIND = 10;
const COMMANDS = { error: 'error', warning: 'warning', info: 'notice' } as const;

const SEE_ALL = 'run `partnerctl lint` to see them all';

export function renderLintGithub({ diagnostics }: LintReport, seeAll = SEE_ALL): string {
  const sorted = [...diagnostics].sort(compareDiagnostics);
  const lines: string[] = [];
  const left: string[] = [];
  for (const severity of SEVERITIES) {
    const found = sorted.filter((diagnostic) => diagnostic.severity === severity);
    lines.push(...found.slice(0, SHOWN_PER_KIND).map(command));
    if (found.length > SHOWN_PER_KIND) left.push(counted(found.length - SHOWN_PER_KIND, severity));
  }
  if (left.length > 0) lines.push(`not annotated: ${left.join(', ')}; ${seeAll}`);
  return lines.map((line) => `${line}\n`).join('');
}

function command({ code, severity, message, hint, range }: Diagnostic): string {
  const properties: [string, string | number][] = [];
  if (range !== undefined) {
    const { file, start, end } = range;
    properties.push(['file', file], ['line', start.line]);
    // GitHub takes columns only within one line.
    if (start.line === end.line) properties.push(['col', start.column]);
    properties.push(['endLine', end.line]);
    if (start.line === end.line) properties.push(['endColumn', end.column]);
  }
  properties.push(['title', code]);
  const named = properties.map(([name, value]) => `${name}=${commandProperty(String(value))}`).join(',');
  const text = hint === undefined ? message : `${message} (hint: ${hint})`;
  return `::${COMMANDS[severity]} ${named}::${commandMessage(text)}`;
}
