/** From where a probe saw what it saw, as one plain line. */
import type { ProbeReport } from '../../model/probe-verdict.ts';
import { escapeCommands } from '../escape.ts';
import { terminalPhrase } from '../phrase.ts';
import { vantageWords } from './probe-words.ts';

export function vantageLine({ vantage, presented }: Pick<ProbeReport, 'vantage' | 'presented'>): string {
  return `${escapeCommands(terminalPhrase(vantageWords(vantage, presented)))}\n`;
}
