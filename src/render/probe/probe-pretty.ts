/**
 * A probe for people at a terminal: domain by domain whether the settings connect, why not, and what would; then what
 * else was found; then from where it was seen, and the counts.
 */
import type { Diagnostic } from '../../model/diagnostic.ts';
import { compareDiagnostics } from '../../model/diagnostic.ts';
import { displayDomain } from '../../model/domain-name.ts';
import type { DomainVerdict, OutcomeKind, ProbeReport, StreamOutcome, Suggestion } from '../../model/probe-verdict.ts';
import { overall } from '../../model/probe-verdict.ts';
import type { Paint } from '../colors.ts';
import { counted, countedList } from '../counts.ts';
import { diagnosticPretty } from '../diagnostic-pretty.ts';
import { escapeTerminal } from '../escape.ts';
import { fold, moreWords } from '../fold.ts';
import { joinParagraphs, padEnd, wrap } from '../layout.ts';
import { METHOD_MEANINGS } from '../method-words.ts';
import type { TerminalOptions } from '../options.ts';
import { type Phrase, say, terminalPhrase } from '../phrase.ts';
import { paragraph, type Terminal, terminal } from '../terminal.ts';
import { attemptLines } from './attempt-pretty.ts';
import {
  certificateWords,
  countsOf,
  forcibleWords,
  outcomeWords,
  reasons,
  serverWords,
  vantageWords,
} from './probe-words.ts';

export interface ProbePrettyOptions extends TerminalOptions {
  /** Every connection, and nothing folded. */
  readonly verbose?: boolean;
  /** Only the domains that do not connect, and the counts. */
  readonly quiet?: boolean;
  readonly textOf?: (file: string) => string | undefined;
}

/** Verdicts tell these themselves. */
const TOLD: ReadonlySet<string> = new Set(['probe-refused', 'probe-not-listed', 'probe-unknown']);
const ORDER: readonly OutcomeKind[] = ['refused', 'unknown', 'connects'];
const LABEL_WIDTH = 11;
const MAX_SUGGESTIONS = 3;

export function renderProbePretty(report: ProbeReport, options: ProbePrettyOptions): string {
  const screen = terminal(options);
  const quiet = options.quiet === true;
  const verdicts = ORDER.flatMap((kind) => ofKind(report, kind, screen, quiet));
  const findings = quiet ? [] : findingParagraphs(report.diagnostics, screen, options.textOf);
  const vantage = paragraph(vantageWords(report.vantage, report.presented), 0, screen);
  return joinParagraphs([...verdicts, ...findings, `${vantage}\n${summaryLine(report, screen)}`]);
}

function ofKind({ verdicts }: ProbeReport, kind: OutcomeKind, screen: Terminal, quiet: boolean): readonly string[] {
  const those = verdicts.filter((verdict) => overall(verdict) === kind);
  if (kind === 'connects' && quiet) return [];
  const { shown, more } = fold(those, { dangerous: kind === 'refused', verbose: screen.verbose });
  return [
    ...shown.map((verdict) => domainParagraph(verdict, kind, screen)),
    ...(more > 0 ? [moreWords(more, `${kind === 'connects' ? 'that connect' : kind}`)] : []),
  ];
}

function domainParagraph(verdict: DomainVerdict, kind: OutcomeKind, screen: Terminal): string {
  const { paint } = screen;
  const name = paint.bold(terminalPhrase(say`${displayDomain(verdict.domain)}`));
  const where = verdict.file === null ? 'no file: judged as a new one' : terminalPhrase(say`${verdict.file}`);
  const lines = [`${name}  ${kindPaint(kind, screen)(kind)}  ${paint.dim(where)}`];
  lines.push(...outcomeLines('outbound', verdict.outbound, '', screen));
  if (isSame(verdict)) lines.push(labelled('inbound', ['the same, inferred from that'], screen));
  else lines.push(...outcomeLines('inbound', verdict.inbound, ', inferred from what its server offers', screen));
  const server = serverWords(verdict);
  if (server !== undefined) lines.push(labelled('server', server, screen));
  const certificate = certificateWords(verdict);
  if (certificate !== undefined) lines.push(labelled('certificate', certificate, screen));
  // Where something was not seen, weaker settings are no advice.
  if (kind === 'refused') lines.push(...suggestionLines(verdict.suggestions, screen));
  if (screen.verbose) lines.push(...attemptLines(verdict.evidence, screen));
  return lines.join('\n');
}

function isSame({ outbound, inbound }: DomainVerdict): boolean {
  return outbound.kind !== 'connects' && JSON.stringify(outbound) === JSON.stringify(inbound);
}

function outcomeLines(label: string, outcome: StreamOutcome, basis: string, screen: Terminal): readonly string[] {
  const lines = [labelled(label, [...outcomeWords(outcome), basis], screen)];
  if (outcome.kind === 'connects') {
    if (outcome.forcible.length > 0) lines.push(below(forcibleWords(outcome.forcible), screen));
    return lines;
  }
  for (const { message, remedy } of reasons(outcome)) lines.push(below(message, screen), below(remedy, screen, 2));
  return lines;
}

function labelled(label: string, phrase: Phrase, { columns }: Terminal): string {
  const first = `  ${padEnd(label, LABEL_WIDTH)}  `;
  return wrap(terminalPhrase(phrase), { first, indent: first.length, columns });
}

function below(phrase: Phrase, { columns }: Terminal, more = 0): string {
  const margin = ' '.repeat(LABEL_WIDTH + 4 + more);
  return wrap(terminalPhrase(phrase), { first: margin, indent: margin.length, columns });
}

function suggestionLines(suggestions: readonly Suggestion[], screen: Terminal): readonly string[] {
  const useful = suggestions.filter(({ lines }) => lines.length > 0).slice(0, MAX_SUGGESTIONS);
  if (useful.length === 0) return [];
  return useful.flatMap(({ lines, methods }, index) => {
    const means = methods.map((method) => METHOD_MEANINGS[method]).join(', or ');
    const title = `${index === 0 ? 'these lines would connect' : 'or these'} (${means}):`;
    return [
      labelled('', [title], screen),
      ...lines.map((line) => `${' '.repeat(LABEL_WIDTH + 6)}${screen.paint.green(escapeTerminal(line))}`),
    ];
  });
}

function findingParagraphs(
  diagnostics: readonly Diagnostic[],
  screen: Terminal,
  textOf: ProbePrettyOptions['textOf'],
): readonly string[] {
  const found = [...diagnostics].filter(({ code }) => !TOLD.has(code)).sort(compareDiagnostics);
  const { shown, more } = fold(found, { dangerous: true, verbose: screen.verbose });
  return [
    ...shown.map((each) => diagnosticPretty(each, screen, { textOf })),
    ...(more > 0 ? [moreWords(more, 'findings')] : []),
  ];
}

function summaryLine(report: ProbeReport, { paint }: Terminal): string {
  const { connects, refused, unknown } = countsOf(report);
  const domains = report.verdicts.length;
  if (domains === 0) return 'no domain was probed';
  const parts = [
    ...(refused > 0 ? [paint.bold(paint.red(`${refused} refused`))] : []),
    ...(unknown > 0 ? [paint.yellow(`${unknown} unknown`)] : []),
    ...(connects > 0 ? [paint.green(countedList([[connects, 'connects', 'connect']]))] : []),
  ];
  return `${counted(domains, 'domain')}: ${parts.join(', ')}`;
}

function kindPaint(kind: OutcomeKind, { paint }: Terminal): Paint {
  if (kind === 'refused') return (text) => paint.bold(paint.red(text));
  return kind === 'unknown' ? paint.yellow : paint.green;
}
