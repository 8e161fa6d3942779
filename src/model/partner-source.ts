/** Where the parts of one partner file stand. Flat lists of offsets: 100,000 files are held in memory at once. */
import { FILE_KEYS } from './partner-fields.ts';
import { fileStart, rangeOf, type SourceRange, type SourceText, type Span } from './source.ts';

/** A `# partnerctl-allow <rule>: <reason>` comment. */
export interface Allow {
  readonly rule: string;
  readonly reason: string;
  readonly span: Span;
}

export interface PartnerSource extends SourceText {
  /** For each of FILE_KEYS key start, key end, value start, value end; -1 where the key is not stated. */
  readonly spans: readonly number[];
  /** The file's own order of `additionalDomains`, and start and end of each item. */
  readonly additionalDomains: readonly string[];
  readonly domainSpans: readonly number[];
  /** Likewise of `deployments`. */
  readonly deployments: readonly string[];
  readonly deploymentSpans: readonly number[];
  readonly allows: readonly Allow[];
}

function span(source: PartnerSource, key: string, part: 0 | 2): Span | undefined {
  const at = FILE_KEYS.indexOf(key) * 4 + part;
  const start = source.spans[at] ?? -1;
  return start === -1 ? undefined : [start, source.spans[at + 1] ?? start];
}

/** Does the file state this key, or is its value a default? */
export function isStated(source: PartnerSource, key: string): boolean {
  return span(source, key, 0) !== undefined;
}

/** Where a key's value stands; of a key that is not stated, where `domain` stands. */
export function valueRange(source: PartnerSource, key: string): SourceRange {
  const found = span(source, key, 2) ?? span(source, 'domain', 2);
  return found === undefined ? fileStart(source.file) : rangeOf(source, found);
}

/** From the first key to the end of the last value: where a finding about a missing key points. */
export function mappingRange(source: PartnerSource): SourceRange {
  const offsets = source.spans.filter((offset) => offset !== -1);
  if (offsets.length === 0) return fileStart(source.file);
  const start = Math.min(...offsets);
  return rangeOf(source, [start, start + source.text.slice(start, Math.max(...offsets)).trimEnd().length]);
}

/** Where a domain of this partner is written; `occurrence` counts from 0 where it is written more than once. */
export function domainRange(source: PartnerSource, domain: string, occurrence = 0): SourceRange {
  return (
    itemRange(source, source.additionalDomains, source.domainSpans, domain, occurrence) ?? valueRange(source, 'domain')
  );
}

export function deploymentRange(source: PartnerSource, deployment: string): SourceRange {
  return (
    itemRange(source, source.deployments, source.deploymentSpans, deployment, 0) ?? valueRange(source, 'deployments')
  );
}

function itemRange(
  source: SourceText,
  items: readonly string[],
  spans: readonly number[],
  item: string,
  occurrence: number,
) {
  let index = items.indexOf(item);
  for (let skipped = 0; skipped < occurrence && index !== -1; skipped++) index = items.indexOf(item, index + 1);
  const start = index === -1 ? undefined : spans[index * 2];
  return start === undefined ? undefined : rangeOf(source, [start, spans[index * 2 + 1] ?? start]);
}
