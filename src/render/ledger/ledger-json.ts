/** What an apply did, for machines: schemas/ledger.schema.json. */
import type { ErrorReport } from '../../model/errors.ts';
import type { Ledger, LedgerEntry } from '../../model/ledger.ts';
import { versionedJson } from '../json-text.ts';
import { sessionJson } from '../settings-json.ts';

export function renderLedgersJson(ledgers: readonly Ledger[]): string {
  return versionedJson({ ledgers: ledgers.map(ledgerJson) });
}

function ledgerJson(ledger: Ledger): object {
  const { summary } = ledger;
  return {
    deployment: ledger.deployment,
    plan: ledger.plan,
    verified: ledger.verified,
    unverified: ledger.unverified.map(({ domain, reason }) => ({ ...(domain !== undefined && { domain }), reason })),
    refused: ledger.refused.map(({ guard, message, override }) => ({ guard, message, override })),
    ...errorMember(ledger.error),
    results: ledger.results.map(entryJson),
    summary: {
      applied: summary.applied,
      failed: summary.failed,
      skipped: summary.skipped,
      unknown: summary.unknown,
    },
    recorded: ledger.recorded,
  };
}

function entryJson({ action, domain, outcome, error, endedSessions, warnings }: LedgerEntry): object {
  return {
    action,
    domain,
    outcome,
    ...errorMember(error),
    ...(endedSessions !== undefined && { endedSessions: endedSessions.map(sessionJson) }),
    ...(warnings !== undefined && { warnings }),
  };
}

function errorMember(error: ErrorReport | undefined): object {
  return error === undefined ? {} : { error: { code: error.code, message: error.message, hint: error.hint } };
}
