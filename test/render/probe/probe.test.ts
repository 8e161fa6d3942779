import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DomainEvidence } from '../../../src/model/probe.ts';
import { parseProbeFile } from '../../../src/render/probe/probe-file.ts';
import { renderProbeJson } from '../../../src/render/probe/probe-json.ts';
import { renderProbeMarkdown } from '../../../src/render/probe/probe-markdown.ts';
import { renderProbePretty } from '../../../src/render/probe/probe-pretty.ts';
import { vantageLine } from '../../../src/render/probe/vantage-line.ts';
import { evidence, stream, tls } from '../../verdict/evidence.ts';
import { expectGolden } from '../support/golden.ts';
import { COMMAND, hostileText, UNSAFE } from '../support/hostile.ts';
import { expectValid } from '../support/schema.ts';
import { FINE, MIXED, reportOf, textOf } from './reports.ts';

const SCREEN = { color: false, columns: 100, textOf };

describe.each<readonly [string, readonly DomainEvidence[]]>([
  ['nothing', []],
  ['fine', FINE],
  ['mixed', MIXED],
])('%s', (name, seen) => {
  const report = reportOf(seen);

  test('for people', async () => {
    await expectGolden(`probe-${name}.txt`, renderProbePretty(report, SCREEN));
  });

  test('for a pull request', async () => {
    await expectGolden(`probe-${name}.md`, renderProbeMarkdown(report));
  });

  test('for machines, and read back', async () => {
    const text = renderProbeJson(report);
    expectValid('probe', text);
    await expectGolden(`probe-${name}.json`, text);
    const sorted = [...seen].sort((a, b) => (a.domain < b.domain ? -1 : 1));
    expect(parseProbeFile(text)).toEqual({ kind: 'evidence', evidence: sorted });
  });
});

test('--verbose shows every connection', async () => {
  await expectGolden('probe-verbose.txt', renderProbePretty(reportOf(MIXED), { ...SCREEN, verbose: true }));
});

test('--quiet leaves out what connects, and findings', () => {
  const text = renderProbePretty(reportOf(MIXED), { ...SCREEN, quiet: true });
  expect(text).not.toContain('\nfabrikam.com  connects');
  expect(text).toContain('corp.fabrikam.com  refused');
  expect(text.trimEnd()).toMatch(/5 domains: 2 refused, 1 unknown, 2 connect$/);
});

test('every rendering names the vantage', () => {
  const report = reportOf(MIXED);
  for (const text of [
    renderProbePretty(report, SCREEN),
    renderProbeMarkdown(report),
    renderProbeJson(report),
    vantageLine(report),
  ])
    expect(text).toContain('ci-runner-7');
});

test('Markdown keeps to its budget, the refused first', () => {
  const many = Array.from(
    { length: 400 },
    (_, index): DomainEvidence => ({ ...evidence(), domain: `p${index}.example` }),
  );
  const text = renderProbeMarkdown(reportOf([...many, ...MIXED]), { budget: 5000 });
  expect(text.length).toBeLessThanOrEqual(5000);
  expect(text).toContain('`corp.fabrikam.com`');
  expect(text).toMatch(/… and \d+ more/);
});

test('whatever a server sends, the output is printable, commands nothing, and keeps to the schema', () => {
  fc.assert(
    fc.property(hostileText, hostileText, (text, other) => {
      const names = { dns: [text], srv: [other], xmpp: [text], omitted: 0 };
      const [target] = evidence().targets;
      const [attempt] = target?.attempts ?? [];
      if (target === undefined || attempt === undefined) throw new Error('no attempt');
      const heard = {
        ...attempt,
        end: { kind: 'stream-error', condition: text, text: other, application: text, otherHost: other },
        tls: tls(
          { subject: text, issuer: other, names, signatureAlgorithm: text, extendedKeyUsage: [other] },
          { cipher: text, version: other },
        ),
        afterTls: stream({ mechanisms: [text, other], others: [other] }),
      } as const;
      const targets = [{ ...target, host: text, attempts: [heard] }];
      const silent = { ...heard, afterTls: null, phase: 'secure-features' } as const;
      const report = reportOf([
        evidence(targets, { vantage: { host: text, resolvers: [other], families: { ipv4: true, ipv6: true } } }),
        evidence([{ ...target, attempts: [silent] }], { domain: 'corp.fabrikam.com', addressedAs: text }),
      ]);
      for (const shown of [renderProbePretty(report, { ...SCREEN, verbose: true }), vantageLine(report)]) {
        expect(shown).not.toMatch(UNSAFE);
        expect(shown).not.toMatch(COMMAND);
      }
      expect(renderProbeMarkdown(report).replaceAll('\u2060', '')).not.toMatch(UNSAFE);
      expectValid('probe', renderProbeJson(report));
    }),
  );
});

describe('saved evidence comes from anywhere', () => {
  const text = renderProbeJson(reportOf(MIXED));

  test.each([
    ['', 'it is not JSON, or not all of it'],
    [text.slice(0, -40), 'it is not JSON, or not all of it'],
    ['[]', 'it has no formatVersion'],
    ['{"formatVersion": 2}', 'its formatVersion is not 1'],
    ['{"formatVersion": 1, "error": {}}', 'domains is no list'],
    ['{"formatVersion": 1, "domains": [{}]}', 'domains[0] has no evidence'],
    [
      text.replace('"phase": "close"', '"phase": "no"'),
      /^domains\[0\]\.evidence\.targets\[0\]\.attempts\[0\]\.phase is none of/,
    ],
    [
      text.replace('"kind": "complete"', '"kind": "constructor"'),
      'domains[0].evidence.targets[0].attempts[0].end is of no known kind',
    ],
    [text.replaceAll('"notAfter": "2', '"notAfter": "x'), /notAfter is no moment$/],
  ])('%#', (altered, message) => {
    const parsed = parseProbeFile(altered);
    if (parsed.kind !== 'problem') throw new Error('it was taken');
    if (typeof message === 'string') expect(parsed.message).toBe(message);
    else expect(parsed.message).toMatch(message);
  });
});
