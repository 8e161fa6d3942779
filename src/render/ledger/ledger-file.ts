/** What `apply --format json` has printed, read back: schemas/ledger.schema.json, member by member. */
import { either, hasMember, listOf, nullable, object, oneOf, text, truth, wholeNumber } from '../../json/decode.ts';
import { readJson } from '../../json/read.ts';
import type { ErrorReport } from '../../model/errors.ts';
import { GUARDS } from '../../model/guard.ts';
import type { Ledger } from '../../model/ledger.ts';
import { METHODS } from '../../model/negotiation.ts';
import { FORMAT_VERSION } from '../json-text.ts';

export type LedgerFile = { readonly ledgers: readonly Ledger[] } | { readonly error: ErrorReport };

const error = object({ code: text, message: text, hint: text });
const count = wholeNumber(0);
const session = object({
  domain: text,
  direction: oneOf(['inbound', 'outbound']),
  method: nullable(oneOf(METHODS)),
});
const ledger = object(
  {
    deployment: text,
    plan: nullable(text),
    verified: truth,
    unverified: listOf(object({ reason: text }, { domain: text })),
    refused: listOf(object({ guard: oneOf([...GUARDS, 'stale', 'unreviewed']), message: text, override: text })),
    results: listOf(
      object(
        {
          action: oneOf(['add', 'update', 'remove']),
          domain: text,
          outcome: oneOf(['applied', 'failed', 'skipped', 'unknown']),
        },
        { error, endedSessions: listOf(session), warnings: listOf(text) },
      ),
    ),
    summary: object({ applied: count, failed: count, skipped: count, unknown: count }),
    recorded: nullable(text),
  },
  { error },
);
const ledgerFile = either(
  hasMember('error'),
  object({ formatVersion: count, error }),
  object({ formatVersion: count, ledgers: listOf(ledger) }),
);

/** `problem` completes "FILE cannot be used: ". */
export function parseLedgerFile(json: string): { readonly file: LedgerFile } | { readonly problem: string } {
  const read = readJson(json, ledgerFile);
  if ('problem' in read) return read;
  if (read.value.formatVersion !== FORMAT_VERSION) return { problem: `its formatVersion is not ${FORMAT_VERSION}` };
  return { file: 'error' in read.value ? { error: read.value.error } : { ledgers: read.value.ledgers } };
}
