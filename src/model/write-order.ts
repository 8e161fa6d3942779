/**
 * In which order changes are written: who gives a domain up comes before who takes it. Where a batch is not atomic, a
 * cycle (two partners swap domains) is broken by splitting an update in two: first it only gives up, later the rest
 * follows. The half-way state covers fewer domains than either end, never more. Pure.
 */
import type { WriteChange } from './adapter.ts';
import type { PartnerSettings } from './partner.ts';
import { domainsOf } from './partner.ts';

/** A domain that another step must have given up first. */
export interface Need {
  readonly step: number;
  readonly domain: string;
}

export interface Step {
  /** The change's place in the plan; a split change has two steps. */
  readonly change: number;
  readonly part: 'whole' | 'release' | 'rest';
  readonly write: WriteChange;
  /** Only steps that stand before this one in the list. */
  readonly needs: readonly Need[];
}

/** The places of the changes, givers first; cycles cannot be ordered and stay as they come. For atomic batches. */
export function writeOrder(changes: readonly WriteChange[]): readonly number[] {
  return search(neededChanges(changes)).order;
}

/** The changes as single writes, givers first, cycles broken. */
export function orderedSteps(changes: readonly WriteChange[]): readonly Step[] {
  const needed = neededChanges(changes);
  const { order, split } = search(needed);
  const steps: Step[] = [];
  /** Change → the step after which its domains are free. */
  const freedBy = new Map<number, number>();
  for (const [change, write] of pick(changes, split)) {
    freedBy.set(change, steps.length);
    steps.push({ change, part: 'release', write: { ...write, after: released(write) }, needs: [] });
  }
  for (const [change, write] of pick(changes, order)) {
    const own = freedBy.get(change);
    const needs = (needed[change] ?? []).map(({ giver, domain }) => ({ step: freedBy.get(giver) ?? 0, domain }));
    if (own === undefined) {
      freedBy.set(change, steps.length);
      steps.push({ change, part: 'whole', write, needs });
    } else {
      const rest: WriteChange = { ...write, before: released(write) };
      steps.push({ change, part: 'rest', write: rest, needs: [{ step: own, domain: write.domain }, ...needs] });
    }
  }
  return steps;
}

/** What a split update leaves half-way: the partner as it was, without the domains that it gives up. */
export function released({ before, after }: WriteChange): PartnerSettings | null {
  if (before === null || after === null) return null;
  const kept = new Set(domainsOf(after));
  return { ...before, additionalDomains: before.additionalDomains.filter((domain) => kept.has(domain)) };
}

interface NeededChange {
  readonly giver: number;
  readonly domain: string;
}

function neededChanges(changes: readonly WriteChange[]): readonly (readonly NeededChange[])[] {
  const givers = new Map<string, number[]>();
  for (const [place, { before, after }] of changes.entries())
    for (const domain of without(before, after)) givers.set(domain, [...(givers.get(domain) ?? []), place]);
  return changes.map(({ before, after }) =>
    without(after, before).flatMap((domain) => (givers.get(domain) ?? []).map((giver) => ({ giver, domain }))),
  );
}

/** The domains of one that the other does not cover. */
function without(one: PartnerSettings | null, other: PartnerSettings | null): readonly string[] {
  if (one === null) return [];
  const covered = new Set(other === null ? [] : domainsOf(other));
  return domainsOf(one).filter((domain) => !covered.has(domain));
}

/**
 * Depth first, in the given order, without recursion (a chain of moves may be long). A need that leads back to a
 * change still being searched closes a cycle; splitting that change opens it. Only updates both give and take.
 */
function search(needed: readonly (readonly NeededChange[])[]) {
  const order: number[] = [];
  const split = new Set<number>();
  const seen = new Set<number>();
  const open = new Set<number>();
  for (const root of needed.keys()) {
    const path = seen.has(root) ? [] : [{ change: root, next: 0 }];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      seen.add(top.change);
      open.add(top.change);
      const giver = needed[top.change]?.[top.next]?.giver;
      top.next += 1;
      if (giver === undefined) {
        open.delete(top.change);
        order.push(top.change);
        path.pop();
      } else if (open.has(giver)) split.add(giver);
      else if (!seen.has(giver)) path.push({ change: giver, next: 0 });
    }
  }
  return { order, split };
}

function* pick(changes: readonly WriteChange[], places: Iterable<number>): Generator<[number, WriteChange]> {
  for (const place of places) {
    const change = changes[place];
    if (change !== undefined) yield [place, change];
  }
}
