/** What one deployment's plan says in Markdown, as sections that can be cut to a budget. */
import type { Cause, Change } from '../../model/change.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { displayDomain } from '../../model/domain-name.ts';
import { type FailedPlan, type Plan, pinnedCommand } from '../../model/plan.ts';
import { counted, thousands } from '../counts.ts';
import { command, markdownPhrase, type Phrase, quote, say } from '../phrase.ts';
import { wayOut } from '../refusal-pretty.ts';
import { changeRow, type Place, TABLE_HEAD } from './change-markdown.ts';
import type { Item, Part, Section } from './markdown-budget.ts';
import { blockedWords, byDoing, headlineCounts, ownDiagnostics, UNMANAGED_WORDS } from './plan-words.ts';

/** Lower goes first. */
const RANK = { stop: 0, danger: 1, proposed: 2, finding: 3, waiting: 4, drift: 5, blocked: 6, unmanaged: 7 } as const;

export function failedPart({ deployment, error }: FailedPlan): Part {
  const lines = [
    heading(deployment),
    `**Could not be planned:** ${markdownPhrase([quote(error.message)])}`,
    ...(error.hint === '' ? [] : [`Hint: ${markdownPhrase([quote(error.hint)])}`]),
  ];
  return [fixed(lines.join('\n\n'))];
}

export function planPart(plan: Plan, comparedToBase: boolean, place?: Place): Part {
  return [
    fixed(`${heading(plan.deployment)}\n\n${headLine(plan)}`),
    refusalSection(plan),
    findingSection(ownDiagnostics(plan).filter(isError), 'Errors: nothing of this can be applied', RANK.stop),
    ...changeSections(plan, comparedToBase, place),
    unmanagedSection(plan),
    blockedSection(plan),
    findingSection(
      ownDiagnostics(plan).filter((each) => !isError(each)),
      'Findings',
      RANK.finding,
    ),
    fixed(plan.changes.length === 0 ? '' : digestLine(plan)),
  ].filter(({ open, items }) => open !== '' || items.length > 0);
}

function heading(deployment: string): string {
  return `### ${markdownPhrase([quote(deployment)])}`;
}

function headLine({ changes, summary }: Plan): string {
  if (changes.length > 0) return `${headlineCounts(summary)}.`;
  const { unchanged, unmanaged, blocked } = summary;
  const also = headlineCounts({ add: 0, update: 0, remove: 0, unchanged: 0, unmanaged, blocked });
  return `No changes, ${counted(unchanged, 'partner')} in place${also === '' ? '' : `, ${also}`}.`;
}

function changeSections(plan: Plan, comparedToBase: boolean, place?: Place): readonly Section[] {
  const { own, waiting, drift } = byDoing(plan, comparedToBase);
  const foreign = comparedToBase ? ' Not the doing of this pull request.' : '';
  const rows = (title: string, some: readonly Change[], causes: readonly Cause[], rest: number) =>
    table(
      title,
      some.map((change) => changeRow(change, causes, { danger: RANK.danger, rest }, place)),
    );
  return [
    rows('', own, comparedToBase ? ['proposed'] : ['pending'], RANK.proposed),
    fixed(endingSessions(own)),
    rows(`**Waiting**: committed, but not applied yet.${foreign}`, waiting, ['pending'], RANK.waiting),
    rows(`**Drift**: somebody changed the server by hand.${foreign}`, drift, ['drift'], RANK.drift),
  ];
}

/** The sessions themselves are named with each change. */
function endingSessions(changes: readonly Change[]): string {
  const ending = changes.filter(({ endsSessions = [] }) => endsSessions.length > 0);
  const sessions = ending.reduce((sum, { endsSessions = [] }) => sum + endsSessions.length, 0);
  if (sessions === 0) return '';
  return `**This ends ${counted(sessions, 'live session')}** with ${counted(ending.length, 'partner')}.`;
}

function table(title: string, items: readonly Item[]): Section {
  if (items.length === 0) return fixed('');
  return {
    open: title === '' ? TABLE_HEAD : `${title}\n\n${TABLE_HEAD}`,
    items,
    close: '',
    more: (left) => `|  |  |  | **${counted(left, 'more change')} not shown here** |`,
  };
}

function refusalSection({ refusals }: Plan): Section {
  return listSection(
    '**An apply will be refused:**',
    refusals.map((refusal) => say`${quote(refusal.message)} (${refusal.guard}); ${wayOut(refusal)}`),
    RANK.stop,
  );
}

function findingSection(diagnostics: readonly Diagnostic[], title: string, rank: number): Section {
  const lines = diagnostics.map(({ code, severity, message, hint, range }): Phrase => {
    const place = range === undefined ? [] : say` ${`${range.file}:${range.start.line}:${range.start.column}`}`;
    const advice = hint === undefined ? [] : say` Hint: ${quote(hint)}`;
    return [severity, ...place, ' ', quote(message), ' (', { value: code }, ').', ...advice];
  });
  return listSection(`**${title}:**`, lines, rank);
}

function unmanagedSection({ unmanaged, deployment }: Plan): Section {
  const title = `${counted(unmanaged.length, 'live partner')} that no file declares: unmanaged, kept`;
  const lines = unmanaged.map(({ domain, reason }) => say`${displayDomain(domain)}: ${[UNMANAGED_WORDS[reason]]}`);
  const write = say`To write files for them: ${command(`partnerctl import --deployment ${deployment}`)}`;
  const section = listSection(`<details><summary>${title}</summary>`, lines, RANK.unmanaged);
  return { ...section, close: `\n${markdownPhrase(write)}\n\n</details>` };
}

function blockedSection({ blocked }: Plan): Section {
  return listSection('**Blocked**, whatever the files say:', blocked.map(blockedWords), RANK.blocked);
}

function digestLine(plan: Plan): string {
  const { digest, partial, desired } = plan;
  const how = plan.byScript === true ? 'As a script' : 'Exactly this';
  const lines = [
    ...(partial ? ['Only what was selected: other partners differ, too.'] : []),
    ...(desired.uncommitted ? ['Planned from files that are not committed.'] : []),
    markdownPhrase(say`Plan ${digest}. ${[how]}: ${command(pinnedCommand(plan))}`),
  ];
  return lines.join('<br>');
}

function listSection(title: string, lines: readonly Phrase[], rank: number): Section {
  if (lines.length === 0) return fixed('');
  const items = lines.map((line): Item => ({ text: () => `- ${markdownPhrase(line)}`, rank }));
  return { open: `${title}\n`, items, close: '', more: (left) => `- ${thousands(left)} more` };
}

/** Always there. */
function fixed(text: string): Section {
  return { open: text, items: [], close: '', more: () => '' };
}

function isError({ severity }: Diagnostic): boolean {
  return severity === 'error';
}

/** The key is ours, the values are the repository's. */
export function policySection(
  changes: readonly { path: string; before: string | null; after: string | null }[],
): Section {
  return listSection(
    `**Policy changes**, in effect after the merge:`,
    changes.map(({ path, before, after }) => say`${path}: ${value(before)} → ${value(after)}`),
    RANK.stop,
  );
}

function value(text: string | null): Phrase {
  return text === null ? ['none'] : [{ value: text }];
}
