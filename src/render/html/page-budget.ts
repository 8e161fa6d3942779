/**
 * A page of a limited size: what is urgent is put in in full, within half of the room; then every other item briefly,
 * the most important first; then as many of those in full as there is room for. Only whole items are left out, and each
 * section says how many, and how many are there only briefly.
 */
import { type Html, NOTHING } from './markup.ts';

export interface PageItem {
  readonly full: () => Html;
  /** Without it: in full or not at all. */
  readonly brief?: () => Html;
  /** Lower goes first. */
  readonly rank: number;
  /** In full before others are there at all. */
  readonly urgent?: boolean;
}

export interface PageSection {
  readonly open: Html;
  readonly items: readonly PageItem[];
  readonly close: Html;
  /** What is said of items that are missing, and of those that are there only briefly. */
  readonly less: (missing: number, brief: number) => Html;
}

/** A deployment: it is there with the frames of all its sections, or not at all. */
export type PagePart = readonly PageSection[];

export interface FittedPage {
  readonly parts: readonly Html[];
  /** How many parts are missing. */
  readonly missing: number;
}

interface Taken {
  /** In the places of the section's items. */
  readonly texts: (string | undefined)[];
  brief: number;
  closed: boolean;
}

/** `budget` in bytes of UTF-8. */
export function fitPage(parts: readonly PagePart[], budget: number): FittedPage {
  const kept: PagePart[] = [];
  let left = budget;
  for (const part of parts) {
    const frame = part.reduce((sum, section) => sum + frameSize(section), 0);
    if (frame > left) break;
    left -= frame;
    kept.push(part);
  }
  const taken = new Map<PageSection, Taken>();
  for (const section of kept.flat()) taken.set(section, { texts: [], brief: 0, closed: false });
  takeItems(taken, left);
  return {
    parts: kept.map((part) => ({ markup: part.map((section) => sectionMarkup(section, taken.get(section))).join('') })),
    missing: parts.length - kept.length,
  };
}

interface Place {
  readonly item: PageItem;
  readonly index: number;
  readonly taken: Taken;
}

function takeItems(taken: ReadonlyMap<PageSection, Taken>, budget: number): void {
  const queue = [...taken].flatMap(([{ items }, each]) =>
    items.map((item, index): Place => ({ item, index, taken: each })),
  );
  queue.sort((a, b) => a.item.rank - b.item.rank);
  const forUrgent = budget / 2;
  let left = budget;
  const briefly: Place[] = [];
  for (const place of queue) {
    const { item, index, taken: section } = place;
    if (section.closed) continue;
    const full = item.brief === undefined || item.urgent === true ? item.full().markup : undefined;
    const isFull = full !== undefined && (item.brief === undefined || left - sizeOf(full) >= forUrgent);
    const text = isFull ? full : (item.brief ?? item.full)().markup;
    const size = sizeOf(text);
    if (size > left) {
      section.closed = true;
      continue;
    }
    left -= size;
    section.texts[index] = text;
    if (isFull) continue;
    section.brief += 1;
    briefly.push(place);
  }
  for (const { item, index, taken: section } of briefly) {
    const text = item.full().markup;
    const more = sizeOf(text) - sizeOf(section.texts[index] ?? '');
    // the next one may be smaller, but whoever reads expects that the details end somewhere
    if (more > left) break;
    left -= more;
    section.texts[index] = text;
    section.brief -= 1;
  }
}

function sectionMarkup({ open, items, close, less }: PageSection, taken: Taken | undefined): string {
  const texts = (taken?.texts ?? []).filter((text) => text !== undefined);
  const brief = taken?.brief ?? 0;
  const missing = items.length - texts.length;
  const note = missing + brief > 0 ? less(missing, brief) : NOTHING;
  return [open.markup, ...texts, close.markup, note.markup].join('');
}

function frameSize({ open, items, close, less }: PageSection): number {
  const note = items.length > 0 ? less(items.length, items.length) : NOTHING;
  return sizeOf(open.markup) + sizeOf(close.markup) + sizeOf(note.markup);
}

function sizeOf(text: string): number {
  return Buffer.byteLength(text);
}
