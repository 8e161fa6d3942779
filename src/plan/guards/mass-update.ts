/** Many partners would be tightened or weakened at once: perhaps somebody changed a template. */
import type { PartnerSettings } from '../../model/partner.ts';
import { ownersOf } from '../domain-owners.ts';
import { exceedsPercent, type Guard, type GuardFacts, guardInfo, share } from './guard.ts';

/** Below this many live partners every change is a large share. */
const FROM_PARTNERS = 3;

export const massUpdate: Guard = {
  ...guardInfo('mass-update', 'Many live partners would be tightened or weakened.'),
  check: (facts) => {
    const { livePartners, thresholds } = facts;
    if (livePartners < FROM_PARTNERS) return undefined;
    const touched = touchedPartners(facts).size;
    if (!exceedsPercent(touched, livePartners, thresholds.updatePercent)) return undefined;
    return `${share(touched, livePartners)} live partners would be tightened or weakened: more than ${thresholds.updatePercent}%`;
  },
};

/** Also those whose domains go to another name: a renamed partner is an addition and a removal, no update. */
function touchedPartners({ changes, ownersBefore }: GuardFacts): ReadonlySet<PartnerSettings> {
  const touched = new Set<PartnerSettings>();
  for (const { before, after, effects } of changes) {
    if (!effects.some((effect) => effect === 'tightens' || effect === 'weakens')) continue;
    if (before !== null) touched.add(before);
    else if (after !== null) for (const owner of ownersOf(after, ownersBefore)) touched.add(owner);
  }
  return touched;
}
