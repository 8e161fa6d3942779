/** Days between two dates, YYYY-MM-DD, UTC. */
import { thousands } from '../model/thousands.ts';

const DAY = 86_400_000;

/** Negative where `to` is the earlier one. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY);
}

export function dayCount(days: number): string {
  return days === 1 ? '1 day' : `${thousands(days)} days`;
}
