/** Many live domains would lose access at once, or all of them: usually a bad input, not an intention. */
import { thousands } from '../../model/thousands.ts';
import { hasAccess } from '../effects.ts';
import { exceedsPercent, type Guard, guardInfo, share } from './guard.ts';

export const massRemoval: Guard = {
  ...guardInfo('mass-removal', 'Many live domains, or all of them, would lose access.'),
  check: ({ ownersBefore, ownersAfter, thresholds }) => {
    let live = 0;
    let closing = 0;
    for (const [domain, owner] of ownersBefore) {
      if (!hasAccess(owner)) continue;
      live += 1;
      // Moved domains still have an owner.
      if (!hasAccess(ownersAfter.get(domain))) closing += 1;
    }
    if (closing === 0) return undefined;
    if (closing === live)
      return `${live === 1 ? 'the only live domain' : `all ${thousands(live)} live domains`} would lose access`;
    if (closing <= thresholds.removals || !exceedsPercent(closing, live, thresholds.removalPercent)) return undefined;
    const limits = `more than ${thresholds.removals} and more than ${thresholds.removalPercent}%`;
    return `${share(closing, live)} live domains would lose access: ${limits}`;
  },
};
