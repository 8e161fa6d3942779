/**
 * What a plan depends on besides the partners that it changes: who else is there, with which domains. The guards and
 * the conflicts were judged by that; the other settings of those partners are neither read nor written by it.
 */
import type { Change } from './change.ts';
import { compareText } from './diagnostic.ts';
import { textDigest } from './digest.ts';
import type { PartnerSettings } from './partner.ts';

export interface Others {
  readonly partners: number;
  /** Of a line for each, `name=domain,domain`, sorted, as it can be computed anywhere. */
  readonly digest: string;
}

export function othersOf(live: readonly PartnerSettings[], changes: readonly Pick<Change, 'domain'>[]): Others {
  const changed = new Set(changes.map(({ domain }) => domain));
  const lines = live
    .filter(({ domain }) => !changed.has(domain))
    .map(({ domain, additionalDomains }) => `${domain}=${[...additionalDomains].sort(compareText).join(',')}`)
    .sort(compareText);
  return { partners: lines.length, digest: textDigest(lines.join('\n')) };
}
