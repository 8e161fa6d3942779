/** Blocks in a plan: above every file, never lifted by an apply, no drift. */
import type { Block } from '../model/block.ts';
import { compareText } from '../model/diagnostic.ts';
import type { PartnerSettings } from '../model/partner.ts';
import type { Blocked } from '../model/plan.ts';

/** `coveredBy` tells the partner that covers a domain, the one that will before the one that did. Sorted by domain. */
export function blockedBy(
  blocks: readonly Block[],
  coveredBy: (domain: string) => PartnerSettings | undefined,
): readonly Blocked[] {
  return blocks
    .map((block) => ({ ...block, partner: coveredBy(block.domain)?.domain ?? null }))
    .sort((a, b) => compareText(a.domain, b.domain));
}
