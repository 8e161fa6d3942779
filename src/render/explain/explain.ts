/** What `explain` found, for people and machines: schemas/explain.schema.json. */
import type { Explanation } from '../../model/explain.ts';
import type { TerminalOptions } from '../options.ts';

export function renderExplainPretty(explanation: Explanation, _options: TerminalOptions): string {
  return `${explanation.domain}\n`;
}

export function renderExplainJson(explanation: Explanation): string {
  return `${JSON.stringify({ formatVersion: 1, ...explanation })}\n`;
}
