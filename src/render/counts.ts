/** Numbers as people read them. */

import { counted, thousands } from '../model/thousands.ts';

export { counted, thousands };

/** Only what there is: `2 errors, 1 warning`. */
export function countedList(counts: readonly (readonly [number, string, string?])[]): string {
  return counts
    .filter(([number]) => number > 0)
    .map(([number, singular, plural]) => counted(number, singular, plural))
    .join(', ');
}
