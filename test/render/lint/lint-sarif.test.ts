import { readFileSync } from 'node:fs';
import type { AnySchemaObject } from 'ajv';
import { Ajv } from 'ajv';
import formatsModule from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import type { LintReport } from '../../../src/render/lint/lint-report.ts';
import { renderLintSarif } from '../../../src/render/lint/lint-sarif.ts';
import { many, RULE_INFOS, report } from '../support/findings.ts';
import { expectGolden } from '../support/golden.ts';
import { HOSTILE } from '../support/scenes.ts';

// The official schema has a pattern that is no regular expression under the u flag.
const ajv = new Ajv({ strict: false, unicodeRegExp: false });
formatsModule.default(ajv);
const schemaFile = new URL('../fixtures/sarif-2.1.0.schema.json', import.meta.url);
const validate = ajv.compile(JSON.parse(readFileSync(schemaFile, 'utf8')) as AnySchemaObject);

interface Result {
  readonly ruleId: string;
  readonly level: string;
  readonly locations: { physicalLocation: { artifactLocation: { uri: string }; region: object } }[];
  readonly partialFingerprints: Record<string, string>;
}

function resultsOf(given: LintReport): readonly Result[] {
  const text = renderLintSarif(given, RULE_INFOS, '1.2.3');
  const log = JSON.parse(text) as { runs: [{ results: Result[] }] };
  expect(validate(log), JSON.stringify(validate.errors)).toBe(true);
  return log.runs[0].results;
}

test('a log keeps to the official schema', async () => {
  resultsOf(report);
  await expectGolden('lint.sarif.json', renderLintSarif(report, RULE_INFOS, '1.2.3'));
});

test('levels are error, warning and note', () => {
  expect(new Set(resultsOf(report).map(({ level }) => level))).toEqual(new Set(['error', 'warning', 'note']));
});

test('a path is a relative URI, whatever its characters', () => {
  const range = { file: 'partners/a b%:ü#?\ud800.yaml', start: { line: 1, column: 2 }, end: { line: 1, column: 4 } };
  const [result] = resultsOf({ files: 1, diagnostics: [{ code: 'x', severity: 'error', message: HOSTILE, range }] });
  expect(result?.locations[0]?.physicalLocation.artifactLocation.uri).toBe(
    'partners/a%20b%25%3A%C3%BC%23%3F%EF%BF%BD.yaml',
  );
});

describe('fingerprints', () => {
  const fingerprintsOf = (given: LintReport) =>
    resultsOf(given).map(({ partialFingerprints }) => Object.values(partialFingerprints)[0]);

  test('are the same when the lines move', () => {
    const moved = many(3, 'error').map(({ range, ...others }) => ({
      ...others,
      ...(range && { range: { ...range, start: { line: 9, column: 1 }, end: { line: 9, column: 2 } } }),
    }));
    expect(fingerprintsOf({ files: 3, diagnostics: moved })).toEqual(
      fingerprintsOf({ files: 3, diagnostics: many(3, 'error') }),
    );
  });

  test('tell two equal findings in one file apart', () => {
    const twice = [...many(1, 'error'), ...many(1, 'error')];
    expect(new Set(fingerprintsOf({ files: 1, diagnostics: twice })).size).toBe(2);
  });
});

test('more than code scanning accepts: the errors stay, and the log says how many are missing', () => {
  const diagnostics = [...many(24_999, 'warning'), ...many(3, 'error')];
  const text = renderLintSarif({ files: 1, diagnostics }, [], '1');
  const log = JSON.parse(text) as { runs: [{ results: Result[] }] };
  expect(log.runs[0].results).toHaveLength(25_000);
  expect(log.runs[0].results.filter(({ level }) => level === 'error')).toHaveLength(3);
  expect(text).toContain('2 findings left out');
});
