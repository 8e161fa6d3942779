/** Long lists of the same kind: the first few, and how many more there are. */
import { thousands } from './counts.ts';

export interface Folded<T> {
  readonly shown: readonly T[];
  readonly more: number;
}

interface Limits {
  /** Up to so many are shown all. */
  readonly upTo: number;
  /** How many are left of a longer list. */
  readonly keep: number;
}

const ORDINARY: Limits = { upTo: 20, keep: 10 };
const DANGEROUS: Limits = { upTo: 50, keep: 40 };

export function fold<T>(
  items: readonly T[],
  options: { readonly dangerous: boolean; readonly verbose: boolean },
): Folded<T> {
  const { upTo, keep } = options.dangerous ? DANGEROUS : ORDINARY;
  if (options.verbose || items.length <= upTo) return { shown: items, more: 0 };
  return { shown: items.slice(0, keep), more: items.length - keep };
}

/** `… and 4,321 more (--verbose shows all)` */
export function moreWords(more: number, what = 'more'): string {
  return `… and ${thousands(more)} ${what} (--verbose shows all)`;
}
