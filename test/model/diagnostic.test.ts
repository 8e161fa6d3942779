/** The order of findings, and what counts as an error. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareDiagnostics, compareText, type Diagnostic, hasErrors } from '../../src/model/diagnostic.ts';

function finding(code: string, file?: string, line = 1, column = 1, message = 'm'): Diagnostic {
  const at = { line, column };
  return { code, severity: 'warning', message, ...(file !== undefined && { range: { file, start: at, end: at } }) };
}

describe('the order of findings', () => {
  const sorted: readonly Diagnostic[] = [
    finding('a'),
    finding('b'),
    finding('z', 'a.yaml', 1, 1),
    finding('a', 'a.yaml', 1, 2),
    finding('b', 'a.yaml', 1, 2, 'first'),
    finding('b', 'a.yaml', 1, 2, 'second'),
    finding('a', 'a.yaml', 2, 1),
    finding('a', 'a.yaml', 10, 1),
    finding('a', 'b.yaml', 1, 1),
  ];

  it('is by file, line, column, code, message; without a file first', () => {
    const shuffled = fc.shuffledSubarray([...sorted], { minLength: sorted.length });
    fc.assert(
      fc.property(shuffled, (list) => {
        expect(list.sort(compareDiagnostics)).toEqual(sorted);
      }),
    );
  });
});

describe('the order of texts', () => {
  it('is that of UTF-16 code units, on every machine', () => {
    expect(['ä', 'z', 'a', 'B', '10', '9', '-'].sort(compareText)).toEqual(['-', '10', '9', 'B', 'a', 'z', 'ä']);
    expect(compareText('same', 'same')).toBe(0);
  });
});

describe('hasErrors', () => {
  it('is about severity error only', () => {
    const warning = finding('w');
    expect(hasErrors([])).toBe(false);
    expect(hasErrors([warning, { ...warning, severity: 'info' }])).toBe(false);
    expect(hasErrors([warning, { ...warning, severity: 'error' }])).toBe(true);
  });
});
