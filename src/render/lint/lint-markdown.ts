/** Findings as Markdown, for a comment or a job's summary: errors first, never longer than its budget. */
import { compareDiagnostics, type Diagnostic } from '../../model/diagnostic.ts';
import { counted, countedList } from '../counts.ts';
import { markdownPhrase, type Phrase, quote, say } from '../phrase.ts';
import { fit } from '../plan/markdown-budget.ts';
import { SEVERITIES } from './lint-report.ts';

export interface LintMarkdownOptions {
  readonly files: number;
  readonly diagnostics: readonly Diagnostic[];
  readonly budget: number;
}

export function renderLintMarkdown({ files, diagnostics, budget }: LintMarkdownOptions): string {
  const sorted = [...diagnostics].sort(compareDiagnostics);
  const of = (severity: Diagnostic['severity']) => sorted.filter((each) => each.severity === severity);
  const counts = countedList([
    [of('error').length, 'error'],
    [of('warning').length, 'warning'],
    [of('info').length, 'note'],
  ]);
  const head =
    counts === '' ? `Nothing found in ${counted(files, 'file')}.` : `**${counts}** in ${counted(files, 'file')}.`;
  const sections = SEVERITIES.map((severity, rank) => ({
    open: '',
    items: of(severity).map((each) => ({ text: () => `- ${markdownPhrase(line(each))}`, rank })),
    close: '',
    more: (left: number) => `- **${counted(left, `more ${severity === 'info' ? 'note' : severity}`)} not shown here**`,
  })).filter(({ items }) => items.length > 0);
  const { text } = fit([sections], budget - head.length - 3, () => '');
  return text === '' ? `${head}\n` : `${head}\n\n${text}\n`;
}

function line({ code, severity, message, hint, range }: Diagnostic): Phrase {
  const place = range === undefined ? [] : say` ${`${range.file}:${range.start.line}:${range.start.column}`}`;
  const advice = hint === undefined ? [] : say` Hint: ${quote(hint)}`;
  return [severity, ...place, ' ', quote(message), ' (', { value: code }, ').', ...advice];
}
