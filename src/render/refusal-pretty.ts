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

/** A guard's override is a command; that of an expectation may be a sentence. */
export function wayOut({ override }: Refusal): Phrase {
  return override.startsWith('partnerctl ') ? ['if it is meant: ', command(override)] : [quote(override)];
}
