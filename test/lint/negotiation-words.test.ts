/** What the rules about negotiation say, and where they point: stated and unstated settings are told apart. */
import { describe, expect, test } from 'vitest';
import { lintTexts, partnerText, quotedBy } from './lint-texts.ts';

const FILE = 'partners/fabrikam.com.yaml';

function only(code: string, lines: readonly string[], weakestMethod = 'tcp-dialback') {
  const texts = {
    [FILE]: partnerText('fabrikam.com', ...lines),
    'partnerctl.yaml': `weakestMethod: ${weakestMethod}\n`,
  };
  const [found, ...others] = lintTexts(texts).filter((finding) => finding.code === code);
  if (found === undefined || others.length > 0) throw new Error(`${code} was not found once`);
  return { ...found, at: quotedBy(found, texts) };
}

describe('plaintext-permitted says what does not hold, and by which default', () => {
  test.each([
    [['tlsNegotiation: Optional'], /saslNegotiation: Required \(the default\) is not enforced.*true by default/],
    [
      ['tlsNegotiation: Optional', 'saslNegotiation: Required', 'dialbackNegotiation: true'],
      /saslNegotiation: Required is not enforced, because dialbackNegotiation: true lets/,
    ],
    [['tlsNegotiation: Optional', 'saslNegotiation: Optional'], /^(?!.*not enforced)/],
    [['tlsNegotiation: NotSupported', 'saslNegotiation: NotSupported'], /^(?!.*not enforced)/],
  ])('%j', (lines, message) => {
    const found = only('plaintext-permitted', lines);
    expect(found.message).toMatch(message);
    expect(found.at).toMatch(/^(?:Optional|NotSupported)$/);
    expect(found.hint).toBe('write tlsNegotiation: Required');
  });
});

describe('weakest-method points at a setting that must change, and says how', () => {
  test.each([
    [['tlsNegotiation: Optional'], 'tls-dialback', 'Optional', 'write tlsNegotiation: Required'],
    [['tlsNegotiation: Optional'], 'sasl-tls', 'Optional', 'write tlsNegotiation: Required'],
    [['saslNegotiation: Optional'], 'sasl-tls', 'Optional', 'write saslNegotiation: Required'],
    [['saslNegotiation: NotSupported'], 'sasl-tls', 'NotSupported', 'write saslNegotiation: Required'],
    [
      ['tlsNegotiation: NotSupported', 'saslNegotiation: NotSupported'],
      'sasl-tls',
      'NotSupported',
      'write tlsNegotiation: Required and saslNegotiation: Required',
    ],
  ])('%j under %s', (lines, weakest, at, hint) => {
    expect(only('weakest-method', lines, weakest)).toMatchObject({ at, hint, severity: 'error' });
  });

  test('what it says to write is right', () => {
    const lines = ['tlsNegotiation: NotSupported', 'saslNegotiation: NotSupported', 'dialbackNegotiation: true'];
    const { hint = '' } = only('weakest-method', lines, 'tls-dialback');
    const mended = hint.replace('write ', '').split(' and ');
    const kept = lines.filter((line) => !mended.some((other) => other.split(':')[0] === line.split(':')[0]));
    const texts = {
      'partnerctl.yaml': 'weakestMethod: tls-dialback\n',
      [FILE]: partnerText('fabrikam.com', ...kept, ...mended),
    };
    expect(lintTexts(texts)).toEqual([]);
  });
});

describe('sasl-requires-tls points at the setting that somebody wrote', () => {
  test('both stated', () => {
    const found = only('sasl-requires-tls', ['saslNegotiation: Optional', 'tlsNegotiation: NotSupported']);
    expect(found).toMatchObject({
      at: 'Optional',
      message: 'saslNegotiation: Optional needs TLS, but tlsNegotiation: NotSupported',
      related: [{ message: 'TLS is ruled out here', start: { line: 6, column: 17 } }],
    });
  });

  test('SASL by default', () => {
    const found = only('sasl-requires-tls', ['tlsNegotiation: NotSupported']);
    expect(found.at).toBe('NotSupported');
    expect(found.message).toBe('saslNegotiation: Required (the default) needs TLS, but tlsNegotiation: NotSupported');
    expect(found.related).toBeUndefined();
  });
});
