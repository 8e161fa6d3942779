/**
 * Who stands how with a deployment once its plan is applied: the live partners, with what the plan changes about them.
 * A plan knows only what changes, so that the live partners are handed in.
 */
import type { Change, Effect } from '../../../model/change.ts';
import { compareText } from '../../../model/diagnostic.ts';
import { type Method, permittedMethods, weakestOf } from '../../../model/negotiation.ts';
import type { PartnerSettings } from '../../../model/partner.ts';
import type { Plan } from '../../../model/plan.ts';

/** The most important first: in this order partners are drawn, and left out from the end. */
export const MARKS = [
  'weakened',
  'removed',
  'narrowed',
  'added',
  'widened',
  'tightened',
  'blocked',
  'unmanaged',
  'changed',
  'unchanged',
] as const;
export type Mark = (typeof MARKS)[number];

/** By which a partner is drawn: its weakest permitted method; `none`: no method is permitted, everybody is refused. */
export type Strength = Method | 'none';
/** Weakest first: who must be seen first. */
export const STRENGTHS: readonly Strength[] = ['tcp-dialback', 'tls-dialback', 'sasl-tls', 'none'];

export interface Standing {
  readonly domain: string;
  readonly mark: Mark;
  /** After the plan; of a removed partner: before. */
  readonly strength: Strength;
  /** Before the plan, where it is another one. */
  readonly was?: Strength;
  /** Is the whole partner cut off by a block, or some of its domains? */
  readonly blocked: 'whole' | 'part' | null;
  /** Of plan.changes; undefined where nothing changes. */
  readonly change?: number;
}

/** `live` undefined: only those that the plan names. Sorted: the most important first, then the weakest, then by name. */
export function standings(plan: Plan, live: readonly PartnerSettings[] | undefined): readonly Standing[] {
  const blocks = blockedPartners(plan);
  const changed = plan.changes.map((change, index) => ofChange(change, index, blocks));
  const before = new Set(plan.changes.flatMap((change) => change.before?.domain ?? []));
  const unmanaged = new Set(plan.unmanaged.map(({ domain }) => domain));
  const others = (live ?? plan.unmanaged.map(({ settings, domain }) => ({ ...settings, domain }))).filter(
    ({ domain }) => !before.has(domain),
  );
  const standing = others.map((partner): Standing => {
    const blocked = blocks.get(partner.domain) ?? null;
    const mark = blocked !== null ? 'blocked' : unmanaged.has(partner.domain) ? 'unmanaged' : 'unchanged';
    return { domain: partner.domain, mark, strength: strengthOf(partner), blocked };
  });
  return [...changed, ...standing].sort(compareStandings);
}

export function strengthOf(partner: PartnerSettings): Strength {
  return weakestOf(permittedMethods(partner)) ?? 'none';
}

/** Now and after the plan. */
export interface Census {
  readonly now: number;
  readonly after: number;
}

export function census(plan: Plan, live: readonly PartnerSettings[]): ReadonlyMap<Strength, Census> {
  const now = tally(live);
  const left = tally(plan.changes.flatMap(({ before }) => before ?? []));
  const come = tally(plan.changes.flatMap(({ after }) => after ?? []));
  return new Map(
    STRENGTHS.map((strength) => {
      const count = now.get(strength) ?? 0;
      return [strength, { now: count, after: count - (left.get(strength) ?? 0) + (come.get(strength) ?? 0) }];
    }),
  );
}

function tally(partners: readonly PartnerSettings[]): ReadonlyMap<Strength, number> {
  const counts = new Map<Strength, number>();
  for (const partner of partners) {
    const strength = strengthOf(partner);
    counts.set(strength, (counts.get(strength) ?? 0) + 1);
  }
  return counts;
}

const UPDATE_MARKS: Readonly<Record<Effect, Mark>> = {
  weakens: 'weakened',
  closes: 'narrowed',
  opens: 'widened',
  tightens: 'tightened',
  neutral: 'changed',
};

function ofChange(change: Change, index: number, blocks: ReadonlyMap<string, 'whole' | 'part'>): Standing {
  const { action, domain, before, after, effects } = change;
  const settings = after ?? before;
  const strength = settings === null ? 'none' : strengthOf(settings);
  const was = before === null ? strength : strengthOf(before);
  const mark = action === 'add' ? 'added' : action === 'remove' ? 'removed' : UPDATE_MARKS[effects[0] ?? 'neutral'];
  return {
    domain,
    mark,
    strength,
    blocked: blocks.get(domain) ?? null,
    change: index,
    ...(was !== strength && { was }),
  };
}

function blockedPartners({ blocked }: Plan): ReadonlyMap<string, 'whole' | 'part'> {
  const found = new Map<string, 'whole' | 'part'>();
  for (const { domain, partner } of blocked) {
    if (partner === null) continue;
    if (partner === domain || !found.has(partner)) found.set(partner, partner === domain ? 'whole' : 'part');
  }
  return found;
}

function compareStandings(a: Standing, b: Standing): number {
  return (
    (a.mark === b.mark ? 0 : MARKS.indexOf(a.mark) - MARKS.indexOf(b.mark)) ||
    (a.strength === b.strength ? 0 : STRENGTHS.indexOf(a.strength) - STRENGTHS.indexOf(b.strength)) ||
    compareText(a.domain, b.domain)
  );
}
