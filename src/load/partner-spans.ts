/** Where the parts of a partner file stand, in the flat form in which 100,000 files fit in memory. */
import { FILE_KEYS } from '../model/partner-fields.ts';
import type { PartnerSource } from '../model/partner-source.ts';
import type { SourceText } from '../model/source.ts';
import type { YamlMap, YamlNode } from '../yaml/tree.ts';
import { readAllows } from './allows.ts';

const NONE: readonly never[] = [];
const NOTHING_STATED: readonly number[] = FILE_KEYS.flatMap(() => [-1, -1, -1, -1]);

export function partnerSource(
  source: SourceText,
  root: YamlMap,
  additionalDomains: readonly string[],
  deployments: readonly string[],
): PartnerSource {
  const spans = [...NOTHING_STATED];
  let domainSpans: readonly number[] = NONE;
  let deploymentSpans: readonly number[] = NONE;
  for (const { key, keySpan, value } of root.entries) {
    const at = FILE_KEYS.indexOf(key) * 4;
    if (at < 0) continue;
    spans[at] = keySpan[0];
    spans[at + 1] = keySpan[1];
    spans[at + 2] = value.span[0];
    spans[at + 3] = value.span[1];
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
