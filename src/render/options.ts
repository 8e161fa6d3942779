/** What every rendering for a terminal is told about that terminal. */

/** Wide enough for a sentence, narrow enough to be read, where nobody says how wide the terminal is. */
export const DEFAULT_COLUMNS = 100;

export interface TerminalOptions {
  readonly color: boolean;
  /** Default 100. Text is wrapped there, domains never are. */
  readonly columns?: number;
}
