/** What is wrong with a state: as data, so that codecs throw nothing. */

export interface Problem {
  /** Where, and what. */
  readonly message: string;
  readonly hint: string;
}

/** A value of a hostile text as a message can bear it. */
export function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function areSame(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}

/** Exactly these keys: a missing or an unknown one is a problem. Own keys only, so `__proto__` is unknown too. */
export function keyProblem(
  value: Readonly<Record<string, unknown>>,
  keys: readonly string[],
  place: () => string,
): Problem | undefined {
  const found = Object.keys(value);
  // the order in which they are written by us, and so nearly always
  if (areSame(found, keys)) return undefined;
  const unknown = found.find((key) => !keys.includes(key));
  if (unknown !== undefined)
    return { message: `${place()}: the key ${quote(unknown)} is unknown`, hint: `the keys are ${keys.join(', ')}` };
  if (found.length === keys.length) return undefined;
  const missing = keys.find((key) => !Object.hasOwn(value, key)) ?? '';
  return { message: `${place()}: "${missing}" is missing`, hint: `every one is stated: ${keys.join(', ')}` };
}
