/** A probe as GitHub-flavoured Markdown, for a comment or a job's summary; it never exceeds its budget. */
import { compareDiagnostics, type Diagnostic } from '../../model/diagnostic.ts';
import { displayDomain } from '../../model/domain-name.ts';
import type { DomainVerdict, OutcomeKind, ProbeReport } from '../../model/probe-verdict.ts';
import { overall } from '../../model/probe-verdict.ts';
import { counted } from '../counts.ts';
import { markdownCode } from '../escape-markdown.ts';
import { METHOD_MEANINGS } from '../method-words.ts';
import { markdownPhrase, quote } from '../phrase.ts';
import { fit, type Item, type Section } from '../plan/markdown-budget.ts';
import { countsOf, forcibleWords, outcomeBrief, reasons, vantageWords } from './probe-words.ts';

/** GitHub refuses comments of more than 65,536 characters. */
const DEFAULT_BUDGET = 60_000;
const TOLD: ReadonlySet<string> = new Set(['probe-refused', 'probe-not-listed', 'probe-unknown']);
const RANKS: Readonly<Record<OutcomeKind, number>> = { refused: 0, unknown: 1, connects: 2 };
const TABLE_HEAD =
  '| Domain | To the partner | From the partner (inferred) | Why, and what would connect |\n| --- | --- | --- | --- |';

export function renderProbeMarkdown(report: ProbeReport, { budget = DEFAULT_BUDGET } = {}): string {
  const vantage = markdownPhrase(vantageWords(report.vantage, report.presented));
  const head = `${sentence(report)}\n\n${vantage.charAt(0).toUpperCase()}${vantage.slice(1)}.\n\n`;
  const parts = [[domainSection(report)], [findingSection(report.diagnostics)]];
  const { text: rest } = fit(parts, budget - head.length - 1, () => '**Findings are not shown.**');
  return `${head}${rest}\n`.replace(/\n+$/, '\n');
}

function sentence(report: ProbeReport): string {
  const { connects, refused, unknown } = countsOf(report);
  const total = report.verdicts.length;
  if (total === 0) return 'No domain was probed.';
  if (refused > 0)
    return `**${refused} of ${counted(total, 'domain')} will not connect with the settings of the file.**${unknownWords(unknown)}`;
  if (unknown > 0) return `${connects} of ${counted(total, 'domain')} would connect.${unknownWords(unknown)}`;
  return total === 1 ? 'The domain would connect.' : `All ${counted(total, 'domain')} would connect.`;
}

function unknownWords(unknown: number): string {
  return unknown === 0 ? '' : ` Of ${unknown} it cannot be said from here.`;
}

function domainSection({ verdicts }: ProbeReport): Section {
  const items = [...verdicts]
    .sort((a, b) => RANKS[overall(a)] - RANKS[overall(b)])
    .map((verdict): Item => ({ text: () => row(verdict), rank: RANKS[overall(verdict)] }));
  return {
    open: items.length === 0 ? '' : TABLE_HEAD,
    items,
    close: '',
    more: (left) => `| … and ${left} more | | | |`,
  };
}

function row(verdict: DomainVerdict): string {
  const { domain, outbound, inbound } = verdict;
  const cells = [
    markdownCode(displayDomain(domain)),
    bold(outcomeBrief(outbound)),
    bold(outcomeBrief(inbound)),
    why(verdict),
  ];
  return `| ${cells.join(' | ')} |`;
}

function bold(words: string): string {
  return words === 'refused' ? `**${words}**` : words;
}

function why(verdict: DomainVerdict): string {
  const { outbound, inbound, suggestions } = verdict;
  const told = reasons(outbound).length > 0 ? reasons(outbound) : reasons(inbound);
  const lines = told.map(({ message, remedy }) => `${markdownPhrase(message)}. ${markdownPhrase(remedy)}`);
  if (outbound.kind === 'connects' && outbound.forcible.length > 0)
    lines.push(markdownPhrase(forcibleWords(outbound.forcible)));
  const strongest = suggestions.find((each) => each.lines.length > 0);
  if (overall(verdict) === 'refused' && strongest !== undefined) {
    const means = strongest.methods.map((method) => METHOD_MEANINGS[method]).join(', or ');
    lines.push(`${strongest.lines.map(markdownCode).join(' and ')} would connect (${means})`);
  }
  return lines.join('<br>');
}

function findingSection(diagnostics: readonly Diagnostic[]): Section {
  const found = [...diagnostics].filter(({ code }) => !TOLD.has(code)).sort(compareDiagnostics);
  const items = found.map(
    (finding): Item => ({ text: () => findingLine(finding), rank: finding.severity === 'info' ? 4 : 3 }),
  );
  return {
    open: items.length === 0 ? '' : '**Found besides:**\n',
    items,
    close: '',
    more: (left) => `- … and ${left} more`,
  };
}

function findingLine({ severity, code, message, hint, range }: Diagnostic): string {
  const place = range === undefined ? '' : ` (${markdownCode(`${range.file}:${range.start.line}`)})`;
  const advice = hint === undefined ? '' : ` Hint: ${markdownPhrase([quote(hint)])}`;
  return `- ${severity} ${markdownCode(code)}: ${markdownPhrase([quote(message)])}${place}.${advice}`;
}
