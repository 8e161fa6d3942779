/**
 * Markdown of a limited length: whole items are left out, the least important first, and every list says how many of
 * its items are missing. What opens and closes a list is never left out, so that every element is balanced.
 */

export interface Item {
  /** One or more whole lines; asked for only where there may be room. */
  readonly text: () => string;
  /** What can stand in its place where there is little. */
  readonly short?: () => string;
  /** Items of a lower rank go first. */
  readonly rank: number;
  /** What it shows, for whoever must know what was shown. */
  readonly shows?: string;
}

export interface Section {
  readonly open: string;
  readonly items: readonly Item[];
  readonly close: string;
  /** What is said of those that are missing. */
  readonly more: (left: number) => string;
}

/** A deployment, for instance: it is there with the frames of all its sections, or not at all. */
export type Part = readonly Section[];

/** No item takes more than this share of the budget, or one long text would hide all the others. */
const ITEM_SHARE = 12;

export interface Fitted {
  readonly text: string;
  /** Of the items that are in it, in the order of the text. */
  readonly shown: readonly string[];
}

export function fit(parts: readonly Part[], budget: number, morePartsLine: (left: number) => string): Fitted {
  const kept: Part[] = [];
  let used = morePartsLine(parts.length).length + 2;
  for (const part of parts) {
    const frame = part.reduce((sum, section) => sum + frameLength(section), 0);
    if (used + frame > budget) break;
    used += frame;
    kept.push(part);
  }
  const sections = kept.flat();
  const taken = chooseItems(sections, budget - used, Math.floor(budget / ITEM_SHARE));
  const text = sections.map((section) => sectionText(section, taken.get(section) ?? []));
  if (kept.length < parts.length) text.push(morePartsLine(parts.length - kept.length));
  const shown = sections.flatMap((section) => section.items.slice(0, taken.get(section)?.length ?? 0));
  return {
    text: text.filter((each) => each !== '').join('\n\n'),
    shown: shown.flatMap(({ shows }) => (shows === undefined ? [] : [shows])),
  };
}

/** Longer than what it becomes, since fewer missing items have no longer a number. */
function frameLength(section: Section): number {
  return sectionText(section, []).length + 2;
}

function sectionText({ open, items, close, more }: Section, taken: readonly string[]): string {
  const left = items.length - taken.length;
  const lines = [open, ...taken, ...(left > 0 ? [more(left)] : []), close];
  return lines.filter((line) => line !== '').join('\n');
}

/** Of each section the first items, as many as there is room for. */
function chooseItems(sections: readonly Section[], budget: number, most: number): Map<Section, string[]> {
  const taken = new Map(sections.map((section) => [section, [] as string[]]));
  const full = new Set<Section>();
  const queue = sections.flatMap((section) => section.items.map((item) => ({ section, item })));
  queue.sort((a, b) => a.item.rank - b.item.rank);
  let left = budget;
  for (const { section, item } of queue) {
    if (full.has(section)) continue;
    const room = Math.min(most, left - 1);
    const fitting = firstFitting([item.text, ...(item.short === undefined ? [] : [item.short])], room);
    if (fitting === undefined) {
      full.add(section);
      continue;
    }
    left -= fitting.length + 1;
    taken.get(section)?.push(fitting);
  }
  return taken;
}

function firstFitting(texts: readonly (() => string)[], room: number): string | undefined {
  for (const text of texts) {
    const made = text();
    if (made.length <= room) return made;
  }
  return undefined;
}
