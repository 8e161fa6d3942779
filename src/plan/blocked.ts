/** Blocks in a plan: above every file, never lifted by an apply, no drift. */
import type { Block } from '../model/block.ts';
import { compareText } from '../model/diagnostic.ts';
import type { Blocked } from '../model/plan.ts';
import type { DomainOwners } from './domain-owners.ts';

export function blockedBy(blocks: readonly Block[], ownersAfter: DomainOwners): readonly Blocked[] {
  return blocks
    .map((block) => ({ ...block, partner: ownersAfter.get(block.domain)?.domain ?? null }))
    .sort((a, b) => compareText(a.domain, b.domain));
}
