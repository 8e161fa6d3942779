/**
 * What an apply did, for people at a terminal. What went wrong comes first, and "verified" is said only where the
 * ledger says it.
 */
import type { Action } from '../../model/change.ts';
import { shortDigest } from '../../model/digest-prefix.ts';
import { displayDomain } from '../../model/domain-name.ts';
import type { ErrorReport } from '../../model/errors.ts';
import type { Ledger, LedgerEntry, Outcome } from '../../model/ledger.ts';
import type { Colors, Paint } from '../colors.ts';
import { thousands } from '../counts.ts';
import { errorLines } from '../error-pretty.ts';
import { escapeTerminal } from '../escape.ts';
import { fold, moreWords } from '../fold.ts';
import { joinParagraphs } from '../layout.ts';
import type { TerminalOptions } from '../options.ts';
import { quote, say, terminalPhrase } from '../phrase.ts';
import { ACTION_SIGNS, sessionWords } from '../plan/plan-words.ts';
import { refusalLines } from '../refusal-pretty.ts';
import { paragraph, type Terminal, terminal } from '../terminal.ts';

export interface LedgerPrettyOptions extends TerminalOptions {
  /** Nothing is folded. */
  readonly verbose?: boolean;
}

const OUTCOMES: readonly Outcome[] = ['failed', 'unknown', 'skipped', 'applied'];
const OUTCOME_WIDTH = 8;
const DETAIL_INDENT = 13;
const SHOWN_SESSIONS = 5;

export function renderLedgersPretty(ledgers: readonly Ledger[], options: LedgerPrettyOptions): string {
  const screen = terminal(options);
  return joinParagraphs(ledgers.flatMap((ledger) => ledgerParagraphs(ledger, screen)));
}

function ledgerParagraphs(ledger: Ledger, screen: Terminal): readonly string[] {
  const head = `${screen.paint.bold(escapeTerminal(ledger.deployment))}: ${headline(ledger, screen.paint)}`;
  const error = ledger.error === undefined ? [] : errorLines(ledger.error, 2, screen);
  const refused = ledger.refused.flatMap((refusal) => refusalLines(refusal, 2, screen));
  return [
    [head, ...error, ...refused].join('\n'),
    ...OUTCOMES.map((outcome) => outcomeParagraph(ledger, outcome, screen)),
    unverifiedParagraph(ledger, screen),
    recordParagraph(ledger, screen),
  ];
}

function headline({ results, summary, refused, error, verified }: Ledger, paint: Colors): string {
  const counts = OUTCOMES.filter((outcome) => summary[outcome] > 0)
    .map((outcome) => outcomePaint(outcome, paint)(`${thousands(summary[outcome])} ${outcome}`))
    .join(', ');
  if (results.length === 0 && refused.length > 0) return paint.yellow('refused, nothing was written');
  if (results.length === 0 && error !== undefined) return paint.red('failed, nothing was written');
  const done = counts === '' ? 'nothing to do' : counts;
  return `${done}, ${verified ? paint.green('verified') : paint.red('NOT VERIFIED')}`;
}

function outcomeParagraph(ledger: Ledger, outcome: Outcome, screen: Terminal): string {
  const entries = ledger.results.filter((entry) => entry.outcome === outcome);
  const dangerous = outcome === 'failed' || outcome === 'unknown';
  const { shown, more } = fold(entries, { dangerous, verbose: screen.verbose });
  const common = commonError(entries);
  const isSaidElsewhere = ({ error }: LedgerEntry) => common !== undefined || isTold(error?.message ?? '', ledger);
  const lines = shown.map((entry) => entryPretty(isSaidElsewhere(entry) ? withoutError(entry) : entry, screen));
  if (more > 0) lines.push(`           ${moreWords(more)}`);
  if (common !== undefined && !isTold(common.message, ledger))
    lines.push(...errorLines({ ...common, message: `each: ${common.message}` }, DETAIL_INDENT, screen));
  return lines.join('\n');
}

/** What went wrong in the same way with every one of several is said once. */
function commonError([first, ...others]: readonly LedgerEntry[]): ErrorReport | undefined {
  if (first?.error === undefined || others.length === 0) return undefined;
  const { message, hint } = first.error;
  const isSame = others.every(({ error }) => error?.message === message && error.hint === hint);
  return isSame ? first.error : undefined;
}

function withoutError(entry: LedgerEntry): LedgerEntry {
  const { error, ...others } = entry;
  return error === undefined ? entry : others;
}

/** Below the headline already. */
function isTold(message: string, { error }: Ledger): boolean {
  return error !== undefined && (message === error.message || message === `nothing was written: ${error.message}`);
}

function entryPretty(entry: LedgerEntry, screen: Terminal): string {
  const { action, domain, outcome, error, endedSessions = [], warnings = [] } = entry;
  const { paint, verbose } = screen;
  const word = outcome === 'failed' || outcome === 'unknown' ? outcome.toUpperCase() : outcome;
  const mark = outcomePaint(outcome, paint)(word.padEnd(OUTCOME_WIDTH));
  const lines = [`  ${mark} ${actionSign(action, paint)} ${paint.bold(escapeTerminal(displayDomain(domain)))}`];
  if (error !== undefined) lines.push(...errorLines(error, DETAIL_INDENT, screen));
  if (endedSessions.length > 0) {
    const ended = sessionWords(endedSessions, 'ended', verbose ? Number.POSITIVE_INFINITY : SHOWN_SESSIONS);
    lines.push(paragraph(ended, DETAIL_INDENT, screen));
  }
  for (const warning of warnings) lines.push(paragraph(say`it warns: ${quote(warning)}`, DETAIL_INDENT, screen));
  return lines.join('\n');
}

function unverifiedParagraph(ledger: Ledger, screen: Terminal): string {
  const { results, refused, error } = ledger;
  const unverified = ledger.unverified.filter(({ domain, reason }) => domain !== undefined || !isTold(reason, ledger));
  const told = results.length === 0 && (refused.length > 0 || error !== undefined);
  if (unverified.length === 0 || told) return '';
  const { shown, more } = fold(unverified, { dangerous: true, verbose: screen.verbose });
  const lines = shown.map(({ domain, reason }) => {
    const about = domain === undefined ? [] : say`${displayDomain(domain)}: `;
    return paragraph([...about, quote(reason)], 4, screen);
  });
  return ['  not verified:', ...lines, ...(more > 0 ? [`    ${moreWords(more)}`] : [])].join('\n');
}

function recordParagraph({ plan, recorded, results }: Ledger, { paint }: Terminal): string {
  if (plan === null) return '';
  const record = recorded === null ? '' : `recorded commit ${terminalPhrase(say`${recorded.slice(0, 7)}`)}`;
  const ofPlan = results.length > 0 ? `plan sha256:${escapeTerminal(shortDigest(plan))}` : '';
  const words = [ofPlan, record].filter((text) => text !== '').join(' · ');
  return words === '' ? '' : paint.dim(`  ${words}`);
}

function outcomePaint(outcome: Outcome, paint: Colors): Paint {
  if (outcome === 'failed' || outcome === 'unknown') return (text) => paint.bold(paint.red(text));
  return outcome === 'applied' ? paint.green : paint.yellow;
}

function actionSign(action: Action, paint: Colors): string {
  return { add: paint.green, update: paint.yellow, remove: paint.red }[action](ACTION_SIGNS[action]);
}
