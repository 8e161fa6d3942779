/** Numbers as people read them. */

import { thousands } from '../model/thousands.ts';

export { thousands };

/** `1 partner`, `4,321 partners` */
export function counted(number: number, singular: string, plural = `${singular}s`): string {
  return `${thousands(number)} ${number === 1 ? singular : plural}`;
}

/** Only what there is: `2 errors, 1 warning`. */
export function countedList(counts: readonly (readonly [number, string, string?])[]): string {
  return counts
    .filter(([number]) => number > 0)
    .map(([number, singular, plural]) => counted(number, singular, plural))
    .join(', ');
}
