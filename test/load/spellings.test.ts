/** Keys from the cmdlets and from guesses are recognised, and translated. */
import { describe, expect, test } from 'vitest';
import { readPartner } from '../../src/load/partner-file.ts';
import { FILE_KEYS, PARTNER_FIELDS } from '../../src/model/partner-fields.ts';

function hintFor(key: string): string | undefined {
  const [found, ...others] = readPartner(
    'x.yaml',
    `domain: a.example\npartnerType: Federated\n${key}: x\n`,
  ).diagnostics;
  expect(others).toEqual([]);
  expect(found).toMatchObject({ code: 'schema', message: `unknown key "${key}"` });
  expect(found?.range).toMatchObject({ start: { line: 3, column: 1 }, end: { line: 3, column: key.length + 1 } });
  return found?.hint;
}

describe('the cmdlet’s parameters', () => {
  const spellings = PARTNER_FIELDS.flatMap(({ cmdlet, field }) =>
    [cmdlet, `${cmdlet.charAt(0).toLowerCase()}${cmdlet.slice(1)}`, cmdlet.toUpperCase()]
      .filter((spelling) => spelling !== field)
      .map((spelling) => [spelling, field]),
  );

  test.each(spellings)('%s is %s', (spelling, field) => {
    expect(hintFor(spelling)).toBe(`did you mean \`${field}\`?`);
  });
});

test.each([
  ['tls', 'tlsNegotiation'],
  ['sasl', 'saslNegotiation'],
  ['dialback', 'dialbackNegotiation'],
  ['subdomains', 'additionalDomains'],
  ['type', 'partnerType'],
  ['tlsNegotation', 'tlsNegotiation'],
  ['additionalDomain', 'additionalDomains'],
  ['keepalive', 'keepAlive'],
  ['expire', 'expires'],
  ['deployment', 'deployments'],
])('%s is %s', (spelling, field) => {
  expect(hintFor(spelling)).toBe(`did you mean \`${field}\`?`);
});

test('what nobody can mean: all keys are named', () => {
  expect(hintFor('zzzzzzzzzzzz')).toBe(`known keys are ${FILE_KEYS.join(', ')}`);
});
