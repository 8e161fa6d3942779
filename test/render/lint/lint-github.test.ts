import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Diagnostic } from '../../../src/model/diagnostic.ts';
import { renderLintGithub } from '../../../src/render/lint/lint-github.ts';
import { many, report } from '../support/findings.ts';
import { expectGolden } from '../support/golden.ts';
import { hostileText } from '../support/hostile.ts';

const linesOf = (diagnostics: readonly Diagnostic[]) =>
  renderLintGithub({ files: 1, diagnostics }).split('\n').slice(0, -1);

test('each finding is a command, the errors first', async () => {
  await expectGolden('lint.github.txt', renderLintGithub(report));
});

test('columns are given within one line only, as GitHub wants them', () => {
  const range = { file: 'f', start: { line: 1, column: 3 }, end: { line: 2, column: 9 } };
  expect(linesOf([{ code: 'x', severity: 'error', message: 'm', range }])).toEqual([
    '::error file=f,line=1,endLine=2,title=x::m',
  ]);
});

test('ten of each kind are annotated, and the rest is counted', () => {
  const lines = linesOf([...many(12, 'warning'), ...many(11, 'error'), ...many(10, 'info')]);
  const starting = (text: string) => lines.filter((line) => line.startsWith(text)).length;
  expect([starting('::error '), starting('::warning '), starting('::notice ')]).toEqual([10, 10, 10]);
  expect(lines.findIndex((line) => line.startsWith('::warning'))).toBe(10);
  expect(lines.at(-1)).toBe('not annotated: 1 error, 2 warnings; run `partnerctl lint` to see them all');
});

test('nothing found says nothing', () => {
  expect(renderLintGithub({ files: 3, diagnostics: [] })).toBe('');
});

test('no finding makes a second command', () => {
  fc.assert(
    fc.property(hostileText, hostileText, (file, message) => {
      const position = { line: 1, column: 1 };
      const lines = linesOf([
        { code: 'x', severity: 'warning', message, hint: message, range: { file, start: position, end: position } },
      ]);
      expect(lines).toHaveLength(1);
      expect(lines[0]).toMatch(/^::warning file=[^:,]*,line=1,col=1,endLine=1,endColumn=1,title=x::/);
      expect(lines[0]?.match(/##\[/)).toBeNull();
    }),
  );
});
