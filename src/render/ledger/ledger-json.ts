/** What an apply did, for machines: schemas/ledger.schema.json. */
import type { Ledger } from '../../model/ledger.ts';

export function renderLedgersJson(ledgers: readonly Ledger[]): string {
  return `${JSON.stringify({ formatVersion: 1, ledgers })}\n`;
}
