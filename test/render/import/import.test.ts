import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ImportReport } from '../../../src/model/import-report.ts';
import { renderImportJson, renderImportPretty } from '../../../src/render/import/import.ts';
import { expectGolden } from '../support/golden.ts';
import { COMMAND, hostileText, UNSAFE } from '../support/hostile.ts';
import { expectValid } from '../support/schema.ts';

const nothing: ImportReport = { deployment: 'edge-eu', written: [], updated: [], different: [], diagnostics: [] };

const mixed: ImportReport = {
  deployment: 'edge-eu',
  written: [
    { file: 'partners/tailspintoys.com.yaml', domain: 'tailspintoys.com' },
    { file: 'partners/xn--bcher-kva.example.yaml', domain: 'xn--bcher-kva.example' },
  ],
  updated: [{ file: 'partners/fabrikam.com.yaml', domain: 'fabrikam.com' }],
  different: [
    {
      domain: 'northwind.example',
      file: 'partners/northwind.example.yaml',
      fields: [
        { field: 'additionalDomains', file: [], live: ['chat.northwind.example'] },
        { field: 'tlsNegotiation', file: 'Required', live: 'Optional' },
        { field: 'connectionLimit', file: null, live: 10 },
      ],
    },
  ],
  diagnostics: [
    {
      code: 'plaintext-permitted',
      severity: 'error',
      message: 'tailspintoys.com may connect unencrypted',
      hint: 'set tlsNegotiation: Required',
      range: { file: 'partners/tailspintoys.com.yaml', start: { line: 3, column: 1 }, end: { line: 3, column: 9 } },
    },
  ],
};

const seen = {
  direction: 'inbound',
  method: 'sasl-tls',
  tls: 'TLSv1.3',
  certificate: 'valid',
  streams: 12,
  firstSeen: '2030-01-01T08:00:00Z',
  lastSeen: '2030-01-04T08:00:00Z',
  refusal: null,
} as const;
const dialback = { ...seen, method: 'tls-dialback', certificate: 'invalid', refusal: 'not a partner' } as const;

const observed: ImportReport = {
  ...nothing,
  written: [{ file: 'partners/tailspintoys.com.yaml', domain: 'tailspintoys.com' }],
  observed: {
    dropped: 1200,
    domains: [
      {
        domain: 'contoso.com',
        outcome: 'own',
        file: null,
        refused: [],
        observations: [{ ...seen, domain: 'contoso.com' }],
      },
      {
        domain: 'fabrikam.com',
        outcome: 'covered',
        file: 'partners/fabrikam.com.yaml',
        refused: ['tls-dialback'],
        observations: [
          { ...seen, domain: 'fabrikam.com' },
          { ...dialback, domain: 'fabrikam.com' },
        ],
      },
      {
        domain: 'tailspintoys.com',
        outcome: 'written',
        file: 'partners/tailspintoys.com.yaml',
        refused: [],
        observations: [{ ...seen, domain: 'tailspintoys.com' }],
      },
    ],
  },
};

describe.each<[string, ImportReport]>([
  ['nothing', nothing],
  ['mixed', mixed],
  ['observed', observed],
])('%s', (name, report) => {
  test('for people', async () => {
    await expectGolden(`import-${name}.txt`, renderImportPretty(report, { color: false, columns: 80 }));
  });

  test('for machines', async () => {
    const text = renderImportJson(report);
    expectValid('import', text);
    await expectGolden(`import-${name}.json`, text);
  });
});

test('many files are folded', () => {
  const written = Array.from({ length: 1000 }, (_, index) => ({
    file: `partners/p${index}.yaml`,
    domain: `p${index}`,
  }));
  const text = renderImportPretty({ ...nothing, written }, { color: false });
  expect(text).toContain('edge-eu: 1,000 files written');
  expect(text).toContain('… and 990 more (--verbose shows all)');
});

test('whatever a server says, the output is printable and keeps to the schema', () => {
  fc.assert(
    fc.property(hostileText, hostileText, (text, other) => {
      const entry = { file: text, domain: other };
      const report: ImportReport = {
        deployment: text,
        written: [entry],
        updated: [entry],
        different: [{ ...entry, fields: [{ field: 'description', file: other, live: text }] }],
        diagnostics: [{ code: 'x', severity: 'error', message: text }],
        observed: {
          dropped: 1,
          domains: [
            {
              domain: text,
              outcome: 'covered',
              file: other,
              refused: ['sasl-tls'],
              observations: [{ ...seen, domain: text, tls: other, lastSeen: text, refusal: other }],
            },
          ],
        },
      };
      const shown = renderImportPretty(report, { color: false, columns: 60 });
      expect(shown).not.toMatch(UNSAFE);
      expect(shown).not.toMatch(COMMAND);
      expectValid('import', renderImportJson(report));
    }),
  );
});
