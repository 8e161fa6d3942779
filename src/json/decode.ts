/**
 * Values of unknown origin → values of a known shape, or an Unreadable that says where and why. Objects are closed:
 * a member that nobody expects is as wrong as one that is missing.
 */

/** Never leaves the module that decodes. */
export class Unreadable extends Error {}

/** `at` names the place, such as `plans[0].changes[3].before`. */
export type Read<T> = (value: unknown, at: string) => T;

type Shape = Readonly<Record<string, Read<unknown>>>;
type Shaped<S extends Shape> = { readonly [K in keyof S]: S[K] extends Read<infer T> ? T : never };

export function object<S extends Shape, O extends Shape = Record<never, never>>(
  required: S,
  optional?: O,
): Read<Shaped<S> & Partial<Shaped<O>>> {
  const known = new Map<string, Read<unknown>>([...Object.entries(required), ...Object.entries(optional ?? {})]);
  return (value, at) => {
    const name = at === '' ? 'it' : at;
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new Unreadable(`${name} is no object`);
    for (const key of Object.keys(required))
      if (!Object.hasOwn(value, key)) throw new Unreadable(`${name} has no ${key}`);
    const entries = Object.entries(value).map(([key, member]: [string, unknown]) => {
      const read = known.get(key);
      if (read === undefined) throw new Unreadable(`${name} has an unknown member ${JSON.stringify(key.slice(0, 40))}`);
      return [key, read(member, at === '' ? key : `${at}.${key}`)] as const;
    });
    return Object.fromEntries(entries) as Shaped<S> & Partial<Shaped<O>>;
  };
}

/** Only these members are looked at: for the answers of others, which may say more tomorrow. */
export function members<S extends Shape>(wanted: S): Read<Shaped<S>> {
  return (value, at) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new Unreadable(`${at === '' ? 'it' : at} is no object`);
    const given = value as Readonly<Record<string, unknown>>;
    const entries = Object.entries(wanted).map(([key, read]) => {
      const place = at === '' ? key : `${at}.${key}`;
      return [key, read(Object.hasOwn(given, key) ? given[key] : undefined, place)] as const;
    });
    return Object.fromEntries(entries) as Shaped<S>;
  };
}

export function listOf<T>(read: Read<T>): Read<readonly T[]> {
  return (value, at) => {
    if (!Array.isArray(value)) throw new Unreadable(`${at} is no list`);
    return value.map((item, index) => read(item, `${at}[${index}]`));
  };
}

export function setOf<T extends string>(read: Read<T>): Read<readonly T[]> {
  return (value, at) => {
    const items = listOf(read)(value, at);
    if (new Set(items).size < items.length) throw new Unreadable(`${at} has something twice`);
    return items;
  };
}

export function nullable<T>(read: Read<T>): Read<T | null> {
  return (value, at) => (value === null ? null : read(value, at));
}

export function either<A, B>(isFirst: (value: unknown) => boolean, first: Read<A>, second: Read<B>): Read<A | B> {
  return (value, at) => (isFirst(value) ? first(value, at) : second(value, at));
}

export function oneOf<const T extends string | number | boolean>(values: readonly T[]): Read<T> {
  return (value, at) => {
    const found = values.find((candidate) => candidate === value);
    if (found === undefined) throw new Unreadable(`${at} is none of ${values.join(', ')}`);
    return found;
  };
}

export const text: Read<string> = (value, at) => {
  if (typeof value !== 'string') throw new Unreadable(`${at} is no text`);
  return value;
};

/** Without lone surrogates, of which no digest can be made (RFC 8785). */
export const wellFormed: Read<string> = (value, at) => {
  if (/\p{Cs}/u.test(text(value, at))) throw new Unreadable(`${at} is no well-formed text`);
  return text(value, at);
};

export function matching(pattern: RegExp, what: string): Read<string> {
  return (value, at) => {
    if (!pattern.test(text(value, at))) throw new Unreadable(`${at} is no ${what}`);
    return text(value, at);
  };
}

export const truth: Read<boolean> = oneOf([true, false]);

export function wholeNumber(least: number): Read<number> {
  return (value, at) => {
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < least)
      throw new Unreadable(`${at} is no whole number from ${least} up`);
    return value;
  };
}

export function hasMember(key: string): (value: unknown) => boolean {
  return (value) => typeof value === 'object' && value !== null && Object.hasOwn(value, key);
}
