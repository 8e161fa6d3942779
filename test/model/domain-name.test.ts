import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalDomain, checkDomain, displayDomain, isBelow, unicodeForm } from '../../src/model/domain-name.ts';

const LABEL_63 = 'a'.repeat(63);
const NAME_253 = `${`${'a'.repeat(49)}.`.repeat(5)}com`;

describe('a domain in its one form', () => {
  test.each([
    'fabrikam.com',
    'corp.it.fabrikam.co.uk',
    '0nl1ne.at',
    '5222.de',
    'a--b.example',
    'a.b',
    'xn--bcher-kva.example',
    'fabrikam.xn--p1ai',
    `${LABEL_63}.com`,
    NAME_253,
  ])('%s', (domain) => {
    expect(checkDomain(domain)).toEqual({ kind: 'ok' });
    expect(canonicalDomain(domain)).toBe(domain);
  });
});

describe('a domain in another form: what to write', () => {
  test.each([
    ['Fabrikam.COM', 'fabrikam.com', 'it has upper-case letters'],
    ['fabrikam.com.', 'fabrikam.com', 'it ends in a dot'],
    ['bücher.example', 'xn--bcher-kva.example', 'it is not written in A-labels (xn--…)'],
    ['BÜCHER.example.', 'xn--bcher-kva.example', 'it is not written in A-labels (xn--…)'],
    ['XN--BCHER-KVA.example', 'xn--bcher-kva.example', 'it has upper-case letters'],
    ['faß.de', 'xn--fa-hia.de', 'it is not written in A-labels (xn--…)'],
    // a Cyrillic а: the A-label gives it away
    ['fаbrikam.com', 'xn--fbrikam-2fg.com', 'it is not written in A-labels (xn--…)'],
    ['fabrikam。com', 'fabrikam.com', 'it has characters that stand for others, or that cannot be seen'],
    ['fabrikam.com。', 'fabrikam.com', 'it has characters that stand for others, or that cannot be seen'],
    ['ｆａｂ.com', 'fab.com', 'it has characters that stand for others, or that cannot be seen'],
    ['\ufefffabrikam.com', 'fabrikam.com', 'it has characters that stand for others, or that cannot be seen'],
    ['fabri\u00adkam.com', 'fabrikam.com', 'it has characters that stand for others, or that cannot be seen'],
  ])('%s', (text, canonical, reason) => {
    expect(checkDomain(text)).toEqual({ kind: 'form', canonical, reason });
    expect(canonicalDomain(text)).toBe(canonical);
  });
});

describe('not a domain, and why', () => {
  test.each([
    ['', 'it is empty'],
    ['.', 'it is empty'],
    ['localhost', 'it is a single label'],
    ['-a.b', 'the label "-a" begins or ends with a hyphen'],
    ['a-.b', 'the label "a-" begins or ends with a hyphen'],
    ['a..b', 'it has an empty label'],
    ['.a.b', 'it has an empty label'],
    ['a.b..', 'it has an empty label'],
    ['a_b.c', '"_" may not occur in one'],
    ['fabri kam.com', '" " may not occur in one'],
    ['fabrikam.com, it.fabrikam.com', '"," may not occur in one'],
    ['a\nb.com', '"\\n" may not occur in one'],
    ['%41.com', '"%" may not occur in one'],
    ['10.0.0.1', 'it is an IP address'],
    ['[::1]', 'it is an IP address'],
    ['2001:db8::1', 'it is an IP address'],
    ['１.２.３.４', 'it is an IP address'],
    ['fabrikam.123', 'its last label is a number, as in an IP address'],
    ['0x7f.1', 'its last label is a number, as in an IP address'],
    ['https://fabrikam.com/chat', 'it is a URL'],
    ['noc@fabrikam.com/phone', 'it is an address'],
    ['fabrikam.com:5269', 'it has a port'],
    ['*.fabrikam.com', 'wildcards do not exist here'],
    [`${LABEL_63}a.com`, 'the label "aaaaaaaaaaaa…" has 64 characters'],
    [`${NAME_253}m`, 'it has 254 characters'],
    ['xn--a.example', '"xn--a" is not a valid A-label'],
    ['xn--fabrikam.com', '"xn--fabrikam" is not a valid A-label'],
    ['ü_a.com', '"_" may not occur in one'],
    ['-ü.com', '"xn----eha" is not a valid A-label'],
    ['\u202eü.com', 'it has a character that no domain may have (IDNA2008)'],
    ['\ud800.com', 'it has a character that no domain may have (IDNA2008)'],
  ])('%j', (text, reason) => {
    expect(checkDomain(text)).toMatchObject({ kind: 'syntax', reason });
    expect(canonicalDomain(text)).toBeUndefined();
  });

  test.each([
    ['https://fabrikam.com:5280/chat?x', 'write only the domain: fabrikam.com'],
    ['noc@fabrikam.com/phone', 'write only the domain: fabrikam.com'],
    ['xmpp:noc@fabrikam.com', 'write only the domain: fabrikam.com'],
    ['fabrikam.com:5269', 'write only the domain: fabrikam.com'],
    ['noc@\u001b[31mx', 'write only the domain: \\u001b[31mx'],
  ])('%j: %s', (text, hint) => {
    expect(checkDomain(text)).toMatchObject({ hint });
  });
});

const anything = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.domain(),
  fc
    .array(fc.constantFrom('xn--', 'a', '-', '.', 'ü', 'ß', '。', '1', '_', '\u200d', 'A'))
    .map((parts) => parts.join('')),
);

test('the canonical form is canonical', () => {
  fc.assert(
    fc.property(anything, (text) => {
      const canonical = canonicalDomain(text);
      if (canonical === undefined) return;
      expect(checkDomain(canonical)).toEqual({ kind: 'ok' });
      expect(canonical).toMatch(/^(?:[a-z0-9-]{1,63}\.)+[a-z0-9-]{1,63}$/);
      expect(canonical.length).toBeLessThanOrEqual(253);
    }),
    { numRuns: 2000 },
  );
});

test('what is said of a text can be shown', () => {
  fc.assert(
    fc.property(anything, (text) => {
      expect(JSON.stringify(checkDomain(text))).not.toMatch(/[\x00-\x1f\x7f-\x9f\u2028]/);
    }),
  );
});

test('the U-label form stands beside the A-label form', () => {
  expect(unicodeForm('xn--bcher-kva.example')).toBe('bücher.example');
  expect(unicodeForm('fabrikam.com')).toBeUndefined();
  expect(unicodeForm('xn--a.example')).toBeUndefined();
  expect(displayDomain('xn--bcher-kva.example')).toBe('xn--bcher-kva.example (bücher.example)');
  expect(displayDomain('fabrikam.com')).toBe('fabrikam.com');
});

test.each([
  ['corp.fabrikam.com', 'fabrikam.com', true],
  ['fabrikam.com', 'fabrikam.com', false],
  ['notfabrikam.com', 'fabrikam.com', false],
  ['fabrikam.com', 'corp.fabrikam.com', false],
])('%s is below %s: %s', (domain, parent, expected) => {
  expect(isBelow(domain, parent)).toBe(expected);
});
