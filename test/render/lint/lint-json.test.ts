import { expect, test } from 'vitest';
import { renderErrorJson } from '../../../src/render/error-json.ts';
import { renderLintJson } from '../../../src/render/lint/lint-json.ts';
import { report } from '../support/findings.ts';
import { expectGolden } from '../support/golden.ts';
import { UNSAFE } from '../support/hostile.ts';
import { HOSTILE } from '../support/scenes.ts';
import { expectValid, problems, SCHEMA_NAMES } from '../support/schema.ts';

test('findings keep to the schema, sorted by file, line, column and code', async () => {
  const text = renderLintJson({ ...report, diagnostics: report.diagnostics.toReversed() });
  expectValid('diagnostics', text);
  expect(text).toBe(renderLintJson(report));
  await expectGolden('lint.json', text);
});

test('nothing found is complete, too', () => {
  const text = renderLintJson({ files: 3, diagnostics: [] });
  expectValid('diagnostics', text);
  expect(JSON.parse(text)).toEqual({
    formatVersion: 1,
    summary: { files: 3, errors: 0, warnings: 0, infos: 0 },
    diagnostics: [],
  });
});

test('text is carried whole, and is harmless where it is printed', () => {
  const diagnostic = { code: 'x', severity: 'error', message: HOSTILE } as const;
  const text = renderLintJson({ files: 1, diagnostics: [diagnostic] });
  expect(text).not.toMatch(UNSAFE);
  const parsed = JSON.parse(text) as { diagnostics: { message: string }[] };
  expect(parsed.diagnostics[0]?.message).toBe(HOSTILE);
});

test.each(SCHEMA_NAMES)('a failure of the whole command keeps to the schema of %s', (name) => {
  const text = renderErrorJson({ code: 'usage', message: 'unknown option', hint: 'see --help' });
  expectValid(name, text);
  expect(JSON.parse(text)).toEqual({
    formatVersion: 1,
    error: { code: 'usage', message: 'unknown option', hint: 'see --help' },
  });
  expect(problems(name, '{"formatVersion": 2}')).not.toEqual([]);
  expect(problems(name, '{"formatVersion": 1}')).not.toEqual([]);
});
