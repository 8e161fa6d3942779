/**
 * The values of PowerShell that our scripts use, as far as they use them: what is not here is an error, never a guess.
 * Arrays are arrays, texts, numbers and truths are themselves, `null` is $null; `undefined` is no value at all.
 */

/** What a script can catch. */
export class ScriptFailure extends Error {
  /** FullyQualifiedErrorId, where it is another text than the message. */
  readonly id: string | undefined;

  constructor(message: string, id?: string) {
    super(message);
    this.id = id;
  }
}

/** System.Collections.Generic.List. */
export class List {
  readonly items: unknown[] = [];
}

/** System.Collections.Generic.Dictionary with ordinal keys. */
export class Dictionary {
  readonly entries = new Map<string, unknown>();
}

/** A hash table: its keys know no upper case. */
export class Hash {
  readonly #entries = new Map<string, readonly [key: string, value: unknown]>();

  constructor(entries: Iterable<readonly [string, unknown]> = []) {
    for (const [key, value] of entries) this.set(key, value);
  }

  has(key: string): boolean {
    return this.#entries.has(key.toLowerCase());
  }

  get(key: string): unknown {
    return this.#entries.get(key.toLowerCase())?.[1] ?? null;
  }

  set(key: string, value: unknown): void {
    this.#entries.set(key.toLowerCase(), [this.#entries.get(key.toLowerCase())?.[0] ?? key, value]);
  }

  keys(): string[] {
    return [...this.#entries.values()].map(([key]) => key);
  }
}

/** An object with properties, as a cmdlet gives it. */
export class Thing {
  readonly properties: Hash;

  constructor(properties: Hash) {
    this.properties = properties;
  }
}

/** A member of an enumeration: its text is its name. */
export class Member {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** A type, or a member of one that is only handed on. */
export class TypeName {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** Standard input, line by line, and standard output. */
export interface Terminal {
  /** Null: there is no more. */
  readonly readLine: () => string | null;
  readonly write: (text: string) => void;
  /** A whole file, in ASCII. */
  readonly writeFile?: (path: string, text: string) => void;
}

/** System.Text.StringBuilder. */
export class Builder {
  text = '';
}

export class Char {
  readonly code: number;

  constructor(code: number) {
    this.code = code;
  }
}

export function thing(properties: Readonly<Record<string, unknown>>): Thing {
  return new Thing(new Hash(Object.entries(properties)));
}

export function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (value instanceof Member) return value.name;
  if (value instanceof Char) return String.fromCharCode(value.code);
  if (Array.isArray(value)) return value.map(textOf).join(' ');
  throw new Error(`the text of ${typeOf(value)} is not known here`);
}

export function isTrue(value: unknown): boolean {
  if (value === null || value === undefined || value === '' || value === 0) return false;
  if (typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.length === 1 ? isTrue(value[0]) : value.length > 0;
  return true;
}

/** Arrays and lists are unrolled when they leave a pipeline or are gone through; tables are not. */
export function unrolled(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value;
  return value instanceof List ? [...value.items] : [value];
}

/** What a variable becomes of what came out of a pipeline. */
export function collected(output: readonly unknown[]): unknown {
  return output.length > 1 ? [...output] : output[0];
}

export function typeOf(value: unknown): string {
  return value === null ? '$null' : typeof value === 'object' ? value.constructor.name : typeof value;
}
