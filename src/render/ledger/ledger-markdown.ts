/** What an apply did, as Markdown for a job's summary: what went wrong first, never longer than its budget. */
import type { Action } from '../../model/change.ts';
import { displayDomain } from '../../model/domain-name.ts';
import type { ErrorReport } from '../../model/errors.ts';
import type { Ledger, LedgerEntry, Outcome } from '../../model/ledger.ts';
import { counted, thousands } from '../counts.ts';
import { markdownPhrase, type Phrase, quote, say } from '../phrase.ts';
import { fit, type Part, type Section } from '../plan/markdown-budget.ts';
import { ACTION_SIGNS, sessionWords } from '../plan/plan-words.ts';
import { wayOut } from '../refusal-pretty.ts';

const OUTCOMES: readonly Outcome[] = ['failed', 'unknown', 'skipped', 'applied'];
const SHOWN_SESSIONS = 5;
const SIGNS: Readonly<Record<Action, string>> = ACTION_SIGNS;

export function renderLedgersMarkdown(ledgers: readonly Ledger[], budget: number): string {
  const { text } = fit(ledgers.map(ledgerPart), budget, (left) => `**${counted(left, 'more deployment')} not shown.**`);
  return `${text}\n`;
}

function ledgerPart(ledger: Ledger): Part {
  const { deployment, refused, unverified, error, results } = ledger;
  const head = [
    `### ${markdownPhrase([quote(deployment)])}: ${headline(ledger)}`,
    ...(error === undefined ? [] : [errorLine(error)]),
    ...(ledger.recorded === null ? [] : [markdownPhrase(say`Recorded commit ${ledger.recorded.slice(0, 12)}.`)]),
  ];
  const told = results.length === 0 && (refused.length > 0 || error !== undefined);
  return [
    { open: head.join('\n\n'), items: [], close: '', more: () => '' },
    list(
      '**Refused, nothing was written:**',
      refused.map((each) => say`${quote(each.message)} (${each.guard}); ${wayOut(each)}`),
      0,
    ),
    ...OUTCOMES.map((outcome, rank) =>
      list('', results.filter((entry) => entry.outcome === outcome).map(entryLine), rank),
    ),
    list(
      '**Not verified:**',
      told
        ? []
        : unverified.map(({ domain, reason }) => [
            ...(domain === undefined ? [] : say`${displayDomain(domain)}: `),
            quote(reason),
          ]),
      1,
    ),
  ].filter(({ open, items }) => open !== '' || items.length > 0);
}

function headline({ results, summary, refused, error, verified }: Ledger): string {
  if (results.length === 0 && refused.length > 0) return '**refused**, nothing was written';
  if (results.length === 0 && error !== undefined) return '**failed**, nothing was written';
  const counts = OUTCOMES.filter((outcome) => summary[outcome] > 0).map((outcome) => {
    const words = `${thousands(summary[outcome])} ${outcome}`;
    return outcome === 'failed' || outcome === 'unknown' ? `**${words.toUpperCase()}**` : words;
  });
  return `${counts.length === 0 ? 'nothing to do' : counts.join(', ')}, ${verified ? 'verified' : '**NOT VERIFIED**'}`;
}

function errorLine({ message, hint }: ErrorReport): string {
  return markdownPhrase([quote(message), ...(hint === '' ? [] : say` Hint: ${quote(hint)}`)]);
}

function entryLine({ action, domain, outcome, error, endedSessions = [], warnings = [] }: LedgerEntry): Phrase {
  return [
    outcome === 'failed' || outcome === 'unknown' ? `**${outcome.toUpperCase()}** ` : `${outcome} `,
    { value: `${SIGNS[action]} ${displayDomain(domain)}` },
    ...(error === undefined ? [] : say`: ${quote(error.message)} Hint: ${quote(error.hint)}`),
    ...(endedSessions.length === 0 ? [] : [', ', ...sessionWords(endedSessions, 'ended', SHOWN_SESSIONS)]),
    ...warnings.flatMap((warning) => say`, it warns: ${quote(warning)}`),
  ];
}

function list(title: string, lines: readonly Phrase[], rank: number): Section {
  return {
    open: lines.length === 0 || title === '' ? '' : `${title}\n`,
    items: lines.map((line) => ({ text: () => `- ${markdownPhrase(line)}`, rank })),
    close: '',
    more: (left) => `- **${thousands(left)} more not shown here**`,
  };
}
