/**
 * Plans for people at a terminal. Whoever reads must see in five seconds whether something dangerous happens: the
 * counts come first, then in one line what weakens and whom it cuts off, then the changes, the dangerous ones first.
 */
import { type Change, EFFECTS } from '../../model/change.ts';
import { displayDomain } from '../../model/domain-name.ts';
import { type FailedPlan, isFailed, type Plan, type PlanResult } from '../../model/plan.ts';
import type { PolicyChange } from '../../model/policy-change.ts';
import { counted } from '../counts.ts';
import { errorLines } from '../error-pretty.ts';
import { escapeTerminal } from '../escape.ts';
import { fold, moreWords } from '../fold.ts';
import { displayWidth, GLUE, joinParagraphs } from '../layout.ts';
import type { TerminalOptions } from '../options.ts';
import { quote, say } from '../phrase.ts';
import { paragraph, type Terminal, terminal } from '../terminal.ts';
import { CHANGE_INDENT, changePretty } from './change-pretty.ts';
import { planNotes } from './plan-notes-pretty.ts';
import { causeWords, dangerWords, headlineCounts, isDangerous, overviewWords } from './plan-words.ts';

export interface PlanPrettyOptions extends TerminalOptions {
  /** Nothing is folded. */
  readonly verbose?: boolean;
  /** Rendered first. */
  readonly policyChanges?: readonly PolicyChange[];
}

export function renderPlansPretty(results: readonly PlanResult[], options: PlanPrettyOptions): string {
  const screen = terminal(options);
  const paragraphs = [policyParagraph(options.policyChanges ?? [], screen)];
  if (results.length > 1) paragraphs.push(overviewWords(results));
  for (const result of results)
    paragraphs.push(...(isFailed(result) ? [failedParagraph(result, screen)] : planParagraphs(result, screen)));
  return joinParagraphs(paragraphs);
}

function policyParagraph(changes: readonly PolicyChange[], screen: Terminal): string {
  if (changes.length === 0) return '';
  const lines = changes.map(({ path, before, after }) =>
    paragraph(say`${path}: ${quote(before ?? 'none')} → ${quote(after ?? 'none')}`, 2, screen),
  );
  return [screen.paint.bold('policy changes, in effect after the merge:'), ...lines].join('\n');
}

function failedParagraph({ deployment, error }: FailedPlan, screen: Terminal): string {
  const name = screen.paint.bold(escapeTerminal(deployment));
  return [`${name}: ${screen.paint.red('could not be planned')}`, ...errorLines(error, 2, screen)].join('\n');
}

function planParagraphs(plan: Plan, screen: Terminal): readonly string[] {
  const causes = commonCauses(plan.changes);
  return [
    headParagraph(plan, causes, screen),
    ...changeParagraphs(plan.changes, causes === undefined, screen),
    ...planNotes(plan, screen),
  ];
}

function headParagraph(plan: Plan, causes: string | undefined, screen: Terminal): string {
  const { paint } = screen;
  const name = paint.bold(escapeTerminal(plan.deployment));
  if (plan.changes.length === 0) {
    const { unchanged, unmanaged, blocked } = plan.summary;
    const also = headlineCounts({ add: 0, update: 0, remove: 0, unchanged: 0, unmanaged, blocked });
    return `${name}: no changes, ${counted(unchanged, 'partner')} in place${also === '' ? '' : `, ${also}`}`;
  }
  const danger = dangerWords(plan.changes);
  const lines = [
    paragraph(`${name}: ${unbroken(headlineCounts(plan.summary))}`, 0, screen),
    `  ${danger.length === 0 ? 'nothing weakens, nobody is cut off' : paint.bold(paint.red(danger.join(', ')))}`,
  ];
  const errors = plan.diagnostics.filter(({ severity }) => severity === 'error').length;
  if (errors > 0) lines.push(`  ${paint.red(`${counted(errors, 'error')}: nothing of this can be applied`)}`);
  if (plan.refusals.length > 0) lines.push(`  ${paint.yellow(`an apply will be refused: ${guardNames(plan)}`)}`);
  if (causes !== undefined && causes !== '') lines.push(`  all ${causes}`);
  return lines.join('\n');
}

/** A line may end behind a comma only. */
function unbroken(counts: string): string {
  return counts.replace(/(?<!,) /g, GLUE);
}

function guardNames({ refusals }: Plan): string {
  return refusals.map(({ guard }) => escapeTerminal(guard)).join(', ');
}

/** What every change has for its causes, or undefined where they differ. */
function commonCauses(changes: readonly Change[]): string | undefined {
  const found = new Set(changes.map(({ causes }) => causeWords(causes)));
  return found.size === 1 ? [...found][0] : undefined;
}

const ACTION_ORDER = ['remove', 'update', 'add'] as const;

function changeParagraphs(changes: readonly Change[], showCauses: boolean, screen: Terminal): readonly string[] {
  return EFFECTS.flatMap((effect) => {
    const ofEffect = changes.filter((change) => change.effects[0] === effect);
    return ACTION_ORDER.flatMap((action) => {
      const kind = ofEffect.filter((change) => change.action === action);
      return kind.length === 0 ? [] : [kindParagraph(kind, showCauses, screen)];
    });
  });
}

function kindParagraph(kind: readonly Change[], showCauses: boolean, screen: Terminal): string {
  const { shown, more } = fold(kind, { dangerous: kind.some(isDangerous), verbose: screen.verbose });
  const domainColumn = domainColumnOf(shown, screen);
  const lines = shown.map((change) => changePretty(change, { domainColumn, showCauses }, screen));
  if (more > 0) lines.push(`           ${moreWords(more)}`);
  return lines.join('\n');
}

/** One very long domain must not push everything to the right. */
const MAX_DOMAIN_WIDTH = 36;
/** Narrower than this, text beside the domains would be a strip. */
const MIN_TEXT_WIDTH = 42;

function domainColumnOf(shown: readonly Change[], { columns }: Terminal): number {
  const widths = shown.map(({ domain }) => displayWidth(escapeTerminal(displayDomain(domain))));
  const widest = widths.filter((width) => width <= MAX_DOMAIN_WIDTH).reduce((a, b) => Math.max(a, b), 0);
  return columns - CHANGE_INDENT - widest - 2 < MIN_TEXT_WIDTH ? 0 : widest;
}
