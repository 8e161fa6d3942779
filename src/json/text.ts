/**
 * What is wrong with a JSON text, and where. JSON.parse is fast, but does not always say where, and keeps silent about
 * a key that stands twice (RFC 8259 §4): the last one wins, and half a state would be read. Pure, and without
 * recursion, since the text is hostile.
 */
import { type Position, positionAt } from '../model/source.ts';

export interface JsonProblem {
  readonly message: string;
  readonly position: Position;
}

/** How many keys stand in a text that is known to be JSON. About 2 ms per megabyte. */
export function countKeys(text: string): number {
  let keys = 0;
  for (let start = text.indexOf('"'); start !== -1; ) {
    const end = endOfString(text, start);
    const next = skipSpace(text, end);
    if (text[next] === ':') keys += 1;
    start = text.indexOf('"', next);
  }
  return keys;
}

/** How many keys stand in a value: fewer than in its text where one stands twice. For values of a known depth. */
export function keysIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  let keys = Array.isArray(value) ? 0 : Object.keys(value).length;
  for (const member of Object.values(value)) keys += keysIn(member);
  return keys;
}

/** After the closing quote; the length of the text where there is none. */
function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let backslashes = 0;
    while (text[at - 1 - backslashes] === '\\') backslashes += 1;
    if (backslashes % 2 === 0) return at + 1;
  }
  return text.length;
}

function skipSpace(text: string, start: number): number {
  let at = start;
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') at += 1;
  return at;
}

type Expected = 'a value' | 'a value or ]' | 'a key' | 'a key or }' | 'a colon' | 'a comma or the end' | 'nothing more';

interface Container {
  readonly keys: Set<string> | null;
}

/** The first problem in the order of the text; undefined where it is JSON in which no key stands twice. */
export function findJsonProblem(text: string): JsonProblem | undefined {
  const open: Container[] = [];
  let expected: Expected = 'a value';
  for (let at = skipSpace(text, 0); at < text.length; ) {
    const end = endOfToken(text, at);
    const token = text.slice(at, end);
    const inside = open.at(-1)?.keys;
    if (isKey(token) && expected.startsWith('a key')) {
      const key = JSON.parse(token) as string;
      if (inside?.has(key)) return problem(text, at, `the key ${shorten(token)} stands twice`);
      inside?.add(key);
      expected = 'a colon';
    } else if (token === ':' && expected === 'a colon') expected = 'a value';
    else if (token === ',' && expected === 'a comma or the end') expected = inside ? 'a key' : 'a value';
    else if (token === '{' && expected.startsWith('a value')) {
      open.push({ keys: new Set() });
      expected = 'a key or }';
    } else if (token === '[' && expected.startsWith('a value')) {
      open.push({ keys: null });
      expected = 'a value or ]';
    } else if (closes(token, inside, expected)) {
      open.pop();
      expected = open.length === 0 ? 'nothing more' : 'a comma or the end';
    } else if (expected.startsWith('a value') && isScalar(token))
      expected = open.length === 0 ? 'nothing more' : 'a comma or the end';
    else return problem(text, at, `${shorten(token)} where ${expected} belongs`);
    at = skipSpace(text, end);
  }
  return expected === 'nothing more' ? undefined : problem(text, text.length, 'the text ends in the middle');
}

function closes(token: string, inside: Set<string> | null | undefined, expected: Expected): boolean {
  if (token === '}') return inside instanceof Set && (expected === 'a key or }' || expected === 'a comma or the end');
  return token === ']' && inside === null && (expected === 'a value or ]' || expected === 'a comma or the end');
}

const WORD = /[A-Za-z0-9+.-]+/y;

function endOfToken(text: string, at: number): number {
  if (text[at] === '"') return endOfString(text, at);
  WORD.lastIndex = at;
  return WORD.test(text) ? WORD.lastIndex : at + 1;
}

function isKey(token: string): boolean {
  return token.startsWith('"') && isScalar(token);
}

/** A token on its own can be judged by the parser itself. */
function isScalar(token: string): boolean {
  if ('{}[]:,'.includes(token)) return false;
  try {
    JSON.parse(token);
    return true;
  } catch {
    return false;
  }
}

function shorten(token: string): string {
  return token.length > 40 ? `${token.slice(0, 40)}…` : token;
}

function problem(text: string, at: number, message: string): JsonProblem {
  return { message, position: positionAt(text, at) };
}
