/**
 * What is drawn: each partner, or, where there are too many, the most important ones and the others as counted groups.
 * Nobody is left out: every partner is a spot or is counted in one.
 */
import { displayDomain } from '../../../model/domain-name.ts';
import { counted, thousands } from '../../counts.ts';
import { METHOD_WORDS } from '../../method-words.ts';
import type { Mark, Standing, Strength } from './standing.ts';

/** Up to so many are all drawn one by one. */
const MOST = 30;
/** Of more than that, so many. */
const KEPT = 18;
const MOST_GROUPS = 10;

export interface Spot {
  /** A domain, or a count. */
  readonly label: string;
  /** What the plan does to it; empty where that is nothing. */
  readonly note: string;
  readonly mark: Mark;
  readonly strength: Strength;
  readonly blocked: 'whole' | 'part' | null;
  /** How many partners; more than one: a group. */
  readonly count: number;
  readonly change?: number;
}

export interface Spots {
  readonly spots: readonly Spot[];
  /** How many partners are only counted. */
  readonly grouped: number;
}

export function spotsOf(standings: readonly Standing[]): Spots {
  if (standings.length <= MOST) return { spots: standings.map(single), grouped: 0 };
  const rest = standings.slice(KEPT);
  return { spots: [...standings.slice(0, KEPT).map(single), ...groups(rest)], grouped: rest.length };
}

/** A spot in words, for whoever does not see it. */
export function spotWords({ label, note, strength, count }: Spot): string {
  const method = strengthWords(strength);
  if (count > 1) return `${label}: ${note}`;
  return `${label}: ${note === '' ? 'unchanged' : note}; weakest method ${method}`;
}

export function strengthWords(strength: Strength): string {
  return strength === 'none' ? 'none, refused' : METHOD_WORDS[strength];
}

export const MARK_WORDS: Readonly<Record<Mark, string>> = {
  weakened: 'WEAKENED',
  removed: 'REMOVED',
  narrowed: 'LOSES domains',
  added: 'new',
  widened: 'gains domains',
  tightened: 'tightened',
  blocked: 'BLOCKED',
  unmanaged: 'unmanaged',
  changed: 'details change',
  unchanged: '',
};

function single({ domain, mark, strength, was, blocked, change }: Standing): Spot {
  const parts = [
    MARK_WORDS[mark],
    ...(blocked === 'part'
      ? ['one of its domains BLOCKED']
      : blocked === 'whole' && mark !== 'blocked'
        ? ['BLOCKED']
        : []),
    ...(was === undefined ? [] : [`was ${strengthWords(was)}`]),
  ];
  const note = parts.filter((part) => part !== '' && !(part === 'BLOCKED' && blocked === 'part')).join(' · ');
  return {
    label: displayDomain(domain),
    note,
    mark,
    strength,
    blocked,
    count: 1,
    ...(change !== undefined && { change }),
  };
}

/** By mark and strength, in their order; the last ones together where there are many. */
function groups(standings: readonly Standing[]): readonly Spot[] {
  const byKind = new Map<string, Standing[]>();
  for (const standing of standings) {
    const key = `${standing.mark} ${standing.strength}`;
    const kind = byKind.get(key) ?? [];
    kind.push(standing);
    byKind.set(key, kind);
  }
  const kinds = [...byKind.values()];
  const apart = kinds.length > MOST_GROUPS ? kinds.slice(0, MOST_GROUPS - 1) : kinds;
  const together = kinds.slice(apart.length).flat();
  return [
    ...apart.map((kind) => group(kind)),
    ...(together.length > 0 ? [{ ...group(together), note: 'of several kinds' }] : []),
  ];
}

function group(kind: readonly Standing[]): Spot {
  const [first] = kind;
  if (first === undefined) throw new TypeError('a group without anybody');
  if (kind.length === 1) return single(first);
  const { mark, strength, blocked } = first;
  const what = MARK_WORDS[mark] === '' ? 'unchanged' : MARK_WORDS[mark];
  return {
    label: `${thousands(kind.length)} more`,
    note: `${what} · ${strengthWords(strength)}`,
    mark,
    strength,
    blocked,
    count: kind.length,
  };
}

/** What the picture shows, in a sentence. */
export function pictureWords(deployment: string, { spots, grouped }: Spots, total: number): string {
  if (total === 0) return `${deployment} has no partners.`;
  const drawn = spots.filter(({ count }) => count === 1).length;
  const all = `${counted(total, 'partner')} around ${deployment}`;
  if (grouped === 0) return `${all}, each with the weakest method it may authenticate by.`;
  return `${all}: ${thousands(drawn)} drawn one by one, the most important first; ${thousands(total - drawn)} only counted, in groups.`;
}
