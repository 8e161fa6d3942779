/** The domains of a partner as its file writes them, in its order, the primary one first. */
import type { DeclaredPartner } from '../model/declared-partner.ts';
import { valueRange } from '../model/partner-source.ts';
import { rangeOf, type SourceRange } from '../model/source.ts';

export function writtenDomains({ settings, source }: DeclaredPartner): readonly string[] {
  return source.additionalDomains.length === 0 ? [settings.domain] : [settings.domain, ...source.additionalDomains];
}

/** Where the domain at this place of `writtenDomains` stands. */
export function writtenRange({ source }: DeclaredPartner, index: number): SourceRange {
  const start = index === 0 ? undefined : source.domainSpans[index * 2 - 2];
  if (start === undefined) return valueRange(source, 'domain');
  return rangeOf(source, [start, source.domainSpans[index * 2 - 1] ?? start]);
}
