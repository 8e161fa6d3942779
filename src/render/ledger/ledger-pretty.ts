/** What an apply did, for people at a terminal. */
import type { Ledger } from '../../model/ledger.ts';
import type { TerminalOptions } from '../options.ts';

export interface LedgerPrettyOptions extends TerminalOptions {
  /** Nothing is folded. */
  readonly verbose?: boolean;
}

export function renderLedgersPretty(ledgers: readonly Ledger[], options: LedgerPrettyOptions): string {
  return `${ledgers.length} ${options.verbose === true}\n`;
}
