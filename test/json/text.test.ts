/** Where a JSON text is wrong; and keys that stand twice, about which JSON.parse keeps silent. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countKeys, findJsonProblem } from '../../src/json/text.ts';

function place(text: string): string | undefined {
  const found = findJsonProblem(text);
  return found && `${found.position.line}:${found.position.column} ${found.message}`;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('findJsonProblem', () => {
  it.each([
    ['', '1:1 the text ends in the middle'],
    ['{"a": 1', '1:8 the text ends in the middle'],
    ['{"a": "x', '1:7 "x where a value belongs'],
    ['{\n  "a": }', '2:8 } where a value belongs'],
    ['{"a": 1,}', '1:9 } where a key belongs'],
    ['{"a" 1}', '1:6 1 where a colon belongs'],
    ['{"a": 1 "b": 2}', '1:9 "b" where a comma or the end belongs'],
    ['[1 2]', '1:4 2 where a comma or the end belongs'],
    ['[1, ]', '1:5 ] where a value belongs'],
    ['[}', '1:2 } where a value or ] belongs'],
    ['{]', '1:2 ] where a key or } belongs'],
    ['{} {}', '1:4 { where nothing more belongs'],
    ['{"a": 01}', '1:7 01 where a value belongs'],
    ['{"a": True}', '1:7 True where a value belongs'],
    ["{'a': 1}", "1:2 ' where a key or } belongs"],
    ['{a: 1}', '1:2 a where a key or } belongs'],
    ['[1] // note', '1:5 / where nothing more belongs'],
    ['{"a": "\t"}', '1:7 "\t" where a value belongs'],
    ['{"a": "\\x"}', '1:7 "\\x" where a value belongs'],
    ['{"a": 1, "a": 2}', '1:10 the key "a" stands twice'],
    ['{"a": 1, "\\u0061": 2}', '1:10 the key "\\u0061" stands twice'],
    ['[{"a": 1},\n {"b": {"a": 1}, "b": 1}]', '2:18 the key "b" stands twice'],
  ])('%j: %s', (text, problem) => {
    expect(place(text)).toBe(problem);
  });

  it('finds nothing exactly where JSON.parse succeeds, in texts of JSON with a wrong character', () => {
    const texts = fc
      .json({ maxDepth: 3 })
      .chain((text) =>
        fc
          .tuple(fc.nat(text.length), fc.nat(2), fc.constantFrom(...'{}[]:,"\\ a1-.tn\n\0'.split('')))
          .map(([at, cut, wrong]) => text.slice(0, at) + wrong + text.slice(at + cut)),
      );
    fc.assert(
      fc.property(fc.oneof(fc.json(), texts), (text) => {
        const found = findJsonProblem(text);
        if (found?.message.endsWith('stands twice')) return;
        expect(found === undefined).toBe(isJson(text));
      }),
      { numRuns: 500 },
    );
  });

  it('is not impressed by depth', () => {
    expect(place('['.repeat(200_000))).toBe('1:200001 the text ends in the middle');
  });
});

describe('countKeys', () => {
  it('counts the keys of any JSON', () => {
    const keysIn = (value: unknown): number => {
      if (typeof value !== 'object' || value === null) return 0;
      const inside = Object.values(value).reduce((sum: number, each) => sum + keysIn(each), 0);
      return inside + (Array.isArray(value) ? 0 : Object.keys(value).length);
    };
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 2, '\t'), (value, indent) => {
        expect(countKeys(JSON.stringify(value, null, indent))).toBe(keysIn(JSON.parse(JSON.stringify(value))));
      }),
    );
  });

  it.each([
    ['{"a": 1, "a": 2}', 2],
    ['{"a\\"b" : ":", "\\\\": "\\":"}', 2],
    ['["a", "b"]', 0],
    ['"never closed', 0],
  ])('%s: %d', (text, keys) => {
    expect(countKeys(text)).toBe(keys);
  });
});
