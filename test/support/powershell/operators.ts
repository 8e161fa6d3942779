/** The operators that our scripts use. A comparison of texts is exact here: scripts must not depend on a culture. */
import { Dictionary, Hash, List, ScriptFailure, Thing, textOf, typeOf, unrolled } from './values.ts';

export function arithmetic(operator: '+' | '-' | '-f', left: unknown, right: unknown): unknown {
  if (operator === '-f') return formatted(textOf(left), Array.isArray(right) ? right : [right]);
  if (operator === '+' && typeof left === 'string') return left + textOf(right);
  if (operator === '+' && Array.isArray(left)) return [...unrolled(left), ...unrolled(right)];
  if (typeof left === 'number' && typeof right === 'number') return operator === '+' ? left + right : left - right;
  throw new ScriptFailure(`${typeOf(left)} ${operator} ${typeOf(right)}`);
}

function formatted(format: string, values: readonly unknown[]): string {
  return format.replace(/\{(\d+)\}/g, (_, place: string) => {
    if (!(Number(place) in values)) throw new ScriptFailure('Error formatting a string: index out of range.');
    return textOf(values[Number(place)]);
  });
}

export function comparison(operator: string, left: unknown, right: unknown): unknown {
  switch (operator) {
    case '-eq':
    case '-ne':
      if (typeof left === 'number') return (left === numeric(right)) === (operator === '-eq');
      // anything else than $null is compared by culture, or filters an array
      if (left !== null) throw new Error(`${operator} without $null on its left`);
      return (right === null || right === undefined) === (operator === '-eq');
    case '-join':
      return unrolled(left).map(textOf).join(textOf(right));
    case '-ceq':
      return scalar(left) === scalar(right);
    case '-cne':
      return scalar(left) !== scalar(right);
    case '-lt':
      return numeric(left) < numeric(right);
    case '-gt':
      return numeric(left) > numeric(right);
    case '-cmatch':
      return new RegExp(pattern(right)).test(textOf(left));
    case '-ccontains':
      return (left as readonly unknown[]).some((item) => scalar(item) === scalar(right));
    case '-replace':
    case '-creplace':
      return replaced(left, right, operator === '-replace' ? 'gi' : 'g');
  }
  throw new Error(`${operator} is not known here`);
}

function replaced(left: unknown, right: unknown, flags: string): unknown {
  const [from, to] = Array.isArray(right) ? (right as readonly unknown[]) : [right, ''];
  const one = (text: unknown) => textOf(text).replace(new RegExp(pattern(from), flags), textOf(to));
  return Array.isArray(left) ? left.map(one) : one(left);
}

function pattern(value: unknown): string {
  return textOf(value).replace(/^\\A/, '^').replace(/\\z$/, '$');
}

function scalar(value: unknown): string {
  if (Array.isArray(value) || [List, Hash, Dictionary, Thing].some((type) => value instanceof type))
    throw new Error(`${typeOf(value)} compared as a text`);
  return textOf(value);
}

function numeric(value: unknown): number {
  if (typeof value !== 'number') throw new Error(`${typeOf(value)} compared as a number`);
  return value;
}
