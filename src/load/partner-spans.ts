/** Where the parts of a partner file stand, in the flat form in which 100,000 files fit in memory. */
import { FILE_KEYS } from '../model/partner-fields.ts';
import type { PartnerSource } from '../model/partner-source.ts';
import type { SourceText } from '../model/source.ts';
import type { YamlMap, YamlNode } from '../yaml/tree.ts';
import { readAllows } from './allows.ts';

const NONE: readonly never[] = [];

export function partnerSource(
  source: SourceText,
  root: YamlMap,
  additionalDomains: readonly string[],
  deployments: readonly string[],
): PartnerSource {
  const spans = new Array<number>(FILE_KEYS.length * 4).fill(-1);
  let domainSpans: readonly number[] = NONE;
  let deploymentSpans: readonly number[] = NONE;
  for (const { key, keySpan, value } of root.entries) {
    const at = FILE_KEYS.indexOf(key) * 4;
    if (at < 0) continue;
    [spans[at], spans[at + 1]] = keySpan;
    [spans[at + 2], spans[at + 3]] = value.span;
    if (key === 'additionalDomains') domainSpans = itemSpans(value);
    else if (key === 'deployments') deploymentSpans = itemSpans(value);
  }
  return {
    file: source.file,
    text: source.text,
    spans,
    additionalDomains,
    domainSpans,
    deployments,
    deploymentSpans,
    allows: source.text.includes('partnerctl-allow') ? readAllows(source.text) : NONE,
  };
}

function itemSpans(value: YamlNode): readonly number[] {
  if (value.kind !== 'list' || value.items.length === 0) return NONE;
  const spans: number[] = [];
  for (const { span } of value.items) spans.push(span[0], span[1]);
  return spans;
}
