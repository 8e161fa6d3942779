/** Many partners would be tightened or weakened at once: perhaps somebody changed a template. */
import { type Guard, guardInfo, percent, share } from './guard.ts';

/** Below this many live partners every change is a large share. */
const FROM_PARTNERS = 3;

export const massUpdate: Guard = {
  ...guardInfo('mass-update', 'Many live partners would be tightened or weakened.'),
  check: ({ changes, livePartners, thresholds }) => {
    if (livePartners < FROM_PARTNERS) return undefined;
    const touched = changes.filter(
      ({ action, effects }) =>
        action === 'update' && effects.some((effect) => effect === 'tightens' || effect === 'weakens'),
    );
    if (percent(touched.length, livePartners) <= thresholds.updatePercent) return undefined;
    return `${share(touched.length, livePartners)} live partners would be tightened or weakened: more than ${thresholds.updatePercent}%`;
  },
};
