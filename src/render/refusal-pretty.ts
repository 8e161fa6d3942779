/** What holds an apply back, and what to type if it is meant. */
import type { Refusal } from '../model/guard.ts';
import { escapeTerminal } from './escape.ts';
import { command, type Phrase, quote } from './phrase.ts';
import { paragraph, type Terminal } from './terminal.ts';

export function refusalLines(refusal: Refusal, indent: number, screen: Terminal): readonly string[] {
  const name = escapeTerminal(refusal.guard);
  return [
    paragraph([`${screen.paint.yellow(`refused (${name})`)}: `, quote(refusal.message)], indent, screen),
    paragraph(wayOut(refusal), indent + 2, screen),
  ];
}

/** A guard's override is a command; that of an expectation shows what is there now, or is a sentence. */
export function wayOut({ guard, override }: Refusal): Phrase {
  if (!override.startsWith('partnerctl ')) return [quote(override)];
  return [guard === 'stale' ? 'look again: ' : 'if it is meant: ', command(override)];
}
