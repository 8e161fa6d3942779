/** For any bytes, reading and lint end with findings, and never throw; every range lies inside its file. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readConfig } from '../../src/load/config-file.ts';
import { decodeText } from '../../src/load/decode-text.ts';
import { FILE_KEYS } from '../../src/model/partner-fields.ts';
import { positionAt, type SourceRange } from '../../src/model/source.ts';
import { lintTexts, type Texts } from './lint-texts.ts';

const FILE = 'partners/fabrikam.com.yaml';

/** Pieces from which mistakes are made. */
const piece = fc.constantFrom(
  ...FILE_KEYS.map((key) => `${key}:`),
  'domain: fabrikam.com\n',
  'partnerType: Federated\n',
  'additionalDomains:\n',
  '  - a..b\n',
  '- x\n',
  '[a, ',
  '{a: ',
  ']',
  '}',
  '&a ',
  '*a',
  '!!str ',
  '!',
  '? ',
  ': ',
  '"',
  "'",
  '|\n',
  '>+2\n',
  '# partnerctl-allow expired: x\n',
  '#',
  '---\n',
  '...\n',
  '%YAML 1.1\n',
  '\t',
  '\r\n',
  '\r',
  '\n',
  ' ',
  '\0',
  '\u0085',
  '\u2028',
  '\ufeff',
  '\ud83d\ude00',
  '\\u0000',
  '__proto__:',
  '<<: ',
  'null',
  '~',
  '0x10',
  '.nan',
  '2020-01-01',
  'Required',
  'bücher.example',
  '10.0.0.1',
  'x'.repeat(1100),
);
const assembled = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));
const text = fc.oneof({ weight: 4, arbitrary: assembled }, fc.string({ unit: 'binary', maxLength: 200 }));

function expectInside(range: SourceRange | undefined, texts: Texts): void {
  if (range === undefined) throw new Error('a finding without a place');
  const content = texts[range.file] ?? '';
  const lengths = content.split('\n').map((line) => line.length);
  for (const { line, column } of [range.start, range.end]) {
    expect(line).toBeGreaterThanOrEqual(1);
    expect(column).toBeGreaterThanOrEqual(1);
    expect(column).toBeLessThanOrEqual((lengths[line - 1] ?? -1) + 1);
  }
  const { start, end } = range;
  expect(end.line > start.line || (end.line === start.line && end.column >= start.column)).toBe(true);
}

test('of a partner file', () => {
  fc.assert(
    fc.property(text, (content) => {
      const texts = { [FILE]: content };
      for (const finding of lintTexts(texts, { weakestMethod: 'sasl-tls', localDomains: ['fabrikam.com'] })) {
        expectInside(finding.range, texts);
        for (const related of finding.related ?? []) expectInside(related, texts);
        expect(`${finding.message}${finding.hint}`).not.toMatch(/[\x00-\x1f\x7f-\x9f\u2028\ufeff]/);
        expect(finding.message.length).toBeLessThan(500);
      }
    }),
    { numRuns: 1500 },
  );
});

test('of partnerctl.yaml', () => {
  const word = fc.constantFrom(
    'deployments:',
    'local:',
    ' { adapter: file, path: ',
    'rules:',
    'workspace: ',
    'guards:',
    '\n  ',
  );
  const config = fc.array(fc.oneof(word, piece), { maxLength: 30 }).map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(config, (content) => {
      const { diagnostics, config: read } = readConfig('partnerctl.yaml', content, []);
      expect(diagnostics.length > 0).toBe(read === undefined);
      for (const finding of diagnostics) expectInside(finding.range, { 'partnerctl.yaml': content });
    }),
    { numRuns: 1500 },
  );
});

test('bytes are either text or a finding that points into them', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), fc.constantFrom('', 'ä\n', '\ufeff', '\ufffd'), (bytes, before) => {
      const all = Buffer.concat([Buffer.from(before), bytes]);
      const decoded = decodeText(all, FILE);
      const shown = all.toString('utf8').replace(/^\ufeff/, '');
      if ('text' in decoded) expect(decoded.text).toBe(shown);
      else expectInside(decoded.finding.range, { [FILE]: shown });
    }),
  );
});

test('a place in the text and its line and column say the same', () => {
  fc.assert(
    fc.property(text, fc.nat(300), (content, at) => {
      const offset = Math.min(at, content.length);
      const { line, column } = positionAt(content, offset);
      const lines = content.split('\n');
      expect(lines.slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0) + column - 1).toBe(offset);
    }),
  );
});
