/** A job's summary: what was planned, applied or found. GitHub throws a summary of more than 1,024 KiB away, whole. */
import type { Ledger } from '../model/ledger.ts';
import type { PlanResult } from '../model/plan.ts';
import type { PolicyChange } from '../model/policy-change.ts';
import { renderLedgersMarkdown } from '../render/ledger/ledger-markdown.ts';
import type { LintFile } from '../render/lint/lint-file.ts';
import { renderLintMarkdown } from '../render/lint/lint-markdown.ts';
import { renderPlansMarkdown } from '../render/plan/plan-markdown.ts';

export const SUMMARY_BYTES = 1_000_000;

export interface SummaryOf {
  readonly plans: readonly PlanResult[];
  readonly policyChanges: readonly PolicyChange[];
  readonly ledgers: readonly Ledger[];
  readonly lint: LintFile | null;
}

export function jobSummary(of: SummaryOf, limit = SUMMARY_BYTES): string {
  for (let budget = limit; ; ) {
    const text = withBudget(of, budget);
    const bytes = Buffer.byteLength(text, 'utf8');
    // what is not ASCII takes more bytes than characters
    if (bytes <= limit || budget < 4_000) return text;
    budget = Math.min(budget - 1_000, Math.floor((budget * limit) / bytes));
  }
}

function withBudget({ plans, policyChanges, ledgers, lint }: SummaryOf, budget: number): string {
  const many = [plans.length > 0, ledgers.length > 0, lint !== null].filter(Boolean).length;
  const each = Math.floor(budget / Math.max(1, many));
  const parts = [
    ...(lint === null ? [] : [renderLintMarkdown({ ...lint, budget: each })]),
    ...(ledgers.length === 0 ? [] : [renderLedgersMarkdown(ledgers, each)]),
    ...(plans.length === 0 ? [] : [renderPlansMarkdown(plans, { policyChanges, budget: each })]),
  ];
  return parts.join('\n');
}
