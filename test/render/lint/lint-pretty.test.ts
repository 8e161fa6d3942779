import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../../src/model/diagnostic.ts';
import { renderLintPretty } from '../../../src/render/lint/lint-pretty.ts';
import { report } from '../support/findings.ts';
import { expectGolden } from '../support/golden.ts';
import { COMMAND, hostileText, UNSAFE } from '../support/hostile.ts';

const plain = { color: false };

test.each([80, 120])('findings by file, with the line and a caret, at %i columns', async (columns) => {
  await expectGolden(`lint-${columns}.txt`, renderLintPretty(report, { color: false, columns }));
});

test('without the files at hand there are no lines to show', () => {
  const { textOf: _, ...others } = report;
  const text = renderLintPretty(others, plain);
  expect(text).not.toContain('^');
  expect(text).toContain('partners/fabrikam.com.yaml:4:17');
});

describe('the last line', () => {
  const last = (diagnostics: readonly Diagnostic[], files: number) =>
    renderLintPretty({ files, diagnostics }, plain).trimEnd().split('\n').at(-1);
  const finding = (severity: Diagnostic['severity']): Diagnostic => ({ code: 'x', severity, message: 'y' });

  test('counts, and leaves out what there is none of', () => {
    expect(last([finding('error'), finding('error'), finding('warning')], 15)).toBe('2 errors, 1 warning in 15 files');
    expect(last([finding('info')], 1)).toBe('1 info in 1 file');
    expect(last([], 10_000)).toBe('nothing found in 10,000 files');
  });

  test('counts what --quiet leaves out, too; without errors it is all there is', () => {
    const quietly = (diagnostics: readonly Diagnostic[]) =>
      renderLintPretty({ files: 2, diagnostics }, { color: false, quiet: true });
    const warnings = [finding('warning'), finding('info')];
    expect(quietly(warnings)).toBe('1 warning, 1 info in 2 files\n');
    expect(quietly([...warnings, { ...finding('error'), message: 'wrong' }])).toBe(
      'error wrong (x)\n\n1 error, 1 warning, 1 info in 2 files\n',
    );
  });
});

test('colours add nothing but colours', () => {
  const painted = renderLintPretty(report, { color: true, columns: 80 });
  expect(painted).toContain('\u001b[31m');
  expect(painted.replace(/\u001b\[\d+m/g, '')).toBe(renderLintPretty(report, { color: false, columns: 80 }));
});

test('the caret stands under the range, whatever stands before it', () => {
  const textOf = () => 'a: 你好\t\u202e"x"\n';
  const range = { file: 'f', start: { line: 1, column: 8 }, end: { line: 1, column: 11 } };
  const text = renderLintPretty(
    { files: 1, diagnostics: [{ code: 'c', severity: 'error', message: 'm', range }], textOf },
    plain,
  );
  expect(text).toContain('    1 | a: 你好\\t\\u{202e}"x"\n      |                  ^^^\n');
});

test('no file, name or message reaches the terminal as it is', () => {
  const position = fc
    .record({ line: fc.nat(3), column: fc.nat(30) })
    .map(({ line, column }) => ({ line: line + 1, column: column + 1 }));
  fc.assert(
    fc.property(hostileText, hostileText, hostileText, position, position, (file, message, text, start, end) => {
      const diagnostic: Diagnostic = {
        code: 'x',
        severity: 'error',
        message,
        hint: message,
        range: { file, start, end },
        related: [{ file, message, start, end }],
      };
      const shown = renderLintPretty(
        { files: 1, diagnostics: [diagnostic], textOf: () => text },
        { color: false, columns: 60 },
      );
      expect(shown).not.toMatch(UNSAFE);
      expect(shown).not.toMatch(COMMAND);
    }),
  );
});
