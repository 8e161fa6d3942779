/**
 * What the stand-in keeps: partners in a folder, one file for each, so that several stand-ins can serve one
 * "Central Management Store" at a time; how it is to misbehave; and what it was asked to do.
 */
import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** As Get-CsXmppAllowedPartner gives it, properties by their documented names. */
export interface Stored {
  readonly Identity: string;
  readonly [property: string]: unknown;
}

/**
 * How the stand-in misbehaves. Each is named after what happens, and holds until the folder says otherwise; `once`
 * removes it as soon as it happened.
 */
export interface Faults {
  readonly once?: true;
  /** Of PowerShell. */
  readonly version?: string;
  /** No module at all, or one that cannot be loaded. */
  readonly module?: 'missing' | 'broken';
  /** Says things before, between and after the answers. */
  readonly noise?: true;
  /** Of the next read: the cmdlet throws; the process dies; nothing comes; the answer is cut off. */
  readonly read?: 'throw' | 'die' | 'hang' | 'cut';
  /**
   * Of the next write: the cmdlet throws before it wrote, or after it; it writes and warns; it writes something else
   * than it was told; the process dies before or after writing, or writes and never says so.
   */
  readonly write?: 'throw' | 'throw-after' | 'warn' | 'differ' | 'die-before' | 'die-after' | 'hang-after';
  /** So many writes go well first. */
  readonly spared?: number;
  /** Another administrator writes between the reading and the next write. */
  readonly meanwhile?: Stored;
  /** What a session that is looked at says: facts by what is asked, or an error. */
  readonly looks?: Readonly<Record<string, readonly string[] | { readonly error: string }>>;
  /** ConnectionLimit is a UInt32 that takes no null. */
  readonly limitTakesNoNull?: true;
}

/** A name of fixed length: domains may be longer than file names. */
const fileOf = (folder: string, identity: string): string =>
  join(folder, 'partners', `${createHash('sha256').update(identity.toLowerCase()).digest('hex')}.json`);

export function prepare(folder: string): void {
  mkdirSync(join(folder, 'partners'), { recursive: true });
}

/** In no order that anybody promises. */
export function storedPartners(folder: string): readonly Stored[] {
  const names = readdirSync(join(folder, 'partners'));
  return names.map((name) => JSON.parse(readFileSync(join(folder, 'partners', name), 'utf8')) as Stored);
}

/** Names are compared without regard to case. */
export function storedPartner(folder: string, identity: string): Stored | undefined {
  return storedPartners(folder).find((each) => each.Identity.toLowerCase() === identity.toLowerCase());
}

export function store(folder: string, partner: Stored): void {
  writeFileSync(fileOf(folder, partner.Identity), JSON.stringify(partner));
}

export function discard(folder: string, identity: string): void {
  rmSync(fileOf(folder, identity), { force: true });
}

export function setFaults(folder: string, faults: Faults): void {
  writeFileSync(join(folder, 'faults.json'), JSON.stringify(faults));
}

export function faultsOf(folder: string): Faults {
  try {
    return JSON.parse(readFileSync(join(folder, 'faults.json'), 'utf8')) as Faults;
  } catch {
    return {};
  }
}

/** The fault of this write; counts down to it. */
export function writeFault(folder: string): Faults['write'] {
  const faults = faultsOf(folder);
  const { spared = 0, write } = faults;
  if (write === undefined) return undefined;
  if (spared === 0) return write;
  setFaults(folder, { ...faults, spared: spared - 1 });
  return undefined;
}

/** A fault that happens once has happened. */
export function happened(folder: string, faults: Faults): void {
  if (faults.once === true) setFaults(folder, {});
}

export function note(folder: string, what: string): void {
  appendFileSync(join(folder, 'notes.txt'), `${what}\n`);
}

/** `start <pid>` for each process, then each call of a writing cmdlet with its parameters. */
export function notesOf(folder: string): readonly string[] {
  try {
    return readFileSync(join(folder, 'notes.txt'), 'utf8').trimEnd().split('\n');
  } catch {
    return [];
  }
}
