import { expect, test } from 'vitest';
import type { Ledger } from '../../../src/model/ledger.ts';
import { renderErrorJson } from '../../../src/render/error-json.ts';
import { parseLedgerFile } from '../../../src/render/ledger/ledger-file.ts';
import { renderLedgersJson } from '../../../src/render/ledger/ledger-json.ts';
import { parseLintFile } from '../../../src/render/lint/lint-file.ts';
import { renderLintJson } from '../../../src/render/lint/lint-json.ts';
import { report } from '../support/findings.ts';

const error = { code: 'read-failed', message: 'm', hint: 'h' };
const ledger: Ledger = {
  deployment: 'edge-eu',
  plan: null,
  verified: false,
  unverified: [{ reason: 'r' }, { domain: 'a.example', reason: 's' }],
  refused: [{ guard: 'stale', message: 'm', override: 'o' }],
  error,
  results: [
    { action: 'add', domain: 'a.example', outcome: 'failed', error },
    {
      action: 'remove',
      domain: 'b.example',
      outcome: 'applied',
      endedSessions: [{ domain: 'b.example', direction: 'inbound', method: null }],
    },
  ],
  summary: { applied: 1, failed: 1, skipped: 0, unknown: 0 },
  recorded: 'abc',
};

test('what was printed is read back as it was', () => {
  expect(parseLedgerFile(renderLedgersJson([ledger]))).toEqual({ file: { ledgers: [ledger] } });
  expect(parseLedgerFile(renderErrorJson(error))).toEqual({ file: { error } });
  const lint = parseLintFile(renderLintJson(report));
  expect(lint).toMatchObject({ lint: { files: report.files } });
  expect('lint' in lint && lint.lint.diagnostics.length).toBe(report.diagnostics.length);
});

test.each([
  ['half a file', renderLedgersJson([ledger]).slice(0, -9)],
  ['another version', renderLedgersJson([ledger]).replace('"formatVersion": 1', '"formatVersion": 2')],
  ['an outcome that nobody knows', renderLedgersJson([ledger]).replace('"failed"', '"done"')],
  [
    'a key that stands twice',
    renderLedgersJson([ledger]).replace('"verified": false', '"verified": true, "verified": false'),
  ],
  ['findings', renderLintJson(report)],
])('%s is refused', (_, text) => {
  expect(parseLedgerFile(text)).toHaveProperty('problem');
});

test.each([
  ['a ledger', renderLedgersJson([ledger])],
  ['an error', renderErrorJson(error)],
  ['another version', renderLintJson(report).replace('"formatVersion": 1', '"formatVersion": 7')],
])('%s is no file of findings', (_, text) => {
  expect(parseLintFile(text)).toHaveProperty('problem');
});
