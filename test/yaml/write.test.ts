import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readPartner } from '../../src/load/partner-file.ts';
import { formatPartnerYaml } from '../../src/yaml/format.ts';
import { parseYaml } from '../../src/yaml/parse.ts';
import { plainValue } from '../../src/yaml/tree.ts';
import { writePartnerYaml } from '../../src/yaml/write.ts';
import { partner } from '../support/partners.ts';
import { partnersArbitrary } from '../support/partners-arbitrary.ts';

const MODELINE = '# yaml-language-server: $schema=../schemas/partner.schema.json\n';

test('only what differs from the defaults is stated, in the order of the field table', () => {
  expect(writePartnerYaml(partner('fabrikam.com'), null)).toBe(
    `${MODELINE}domain: fabrikam.com\npartnerType: Federated\n`,
  );
  const settings = partner('fabrikam.com', {
    description: 'Corporate XMPP service of Fabrikam, noc@fabrikam.com',
    additionalDomains: ['corp.fabrikam.com', 'it.fabrikam.com'],
    partnerType: 'PublicVerified',
    tlsNegotiation: 'Optional',
    saslNegotiation: 'NotSupported',
    dialbackNegotiation: false,
    connectionLimit: 10,
    keepAlive: false,
    proxyFqdn: 'xmpp-edge.fabrikam.com',
  });
  expect(writePartnerYaml(settings, ['edge-eu', 'no'])).toBe(`${MODELINE}domain: fabrikam.com
description: Corporate XMPP service of Fabrikam, noc@fabrikam.com
additionalDomains:
  - corp.fabrikam.com
  - it.fabrikam.com
partnerType: PublicVerified
tlsNegotiation: Optional
saslNegotiation: NotSupported
dialbackNegotiation: false
connectionLimit: 10
keepAlive: false
proxyFqdn: xmpp-edge.fabrikam.com
deployments: [edge-eu, "no"]
`);
});

/** A description, and the lines that state it. */
const DESCRIPTIONS: readonly (readonly [string, string])[] = [
  ['Grüße aus Köln', 'Grüße aus Köln'],
  ['a: b', '"a: b"'],
  ['time: 12:30', '"time: 12:30"'],
  ['12:30', '"12:30"'],
  ['a #b', '"a #b"'],
  ['a#b', 'a#b'],
  ['# b', '"# b"'],
  ['- b', '"- b"'],
  ['yes', '"yes"'],
  ['null', '"null"'],
  ['0x1F', '"0x1F"'],
  ['2099-06-30', '"2099-06-30"'],
  [' x', '" x"'],
  ['x ', '"x "'],
  ['', '""'],
  ["it's", "it's"],
  ['"x"', '"\\"x\\""'],
  ['{x}', '"{x}"'],
  ['line 1\nline 2: #2', '|-\n  line 1\n  line 2: #2'],
  ['line 1\n\n  deeper\n', '|\n  line 1\n\n    deeper'],
  ['line 1\r\nline 2', '"line 1\\r\\nline 2"'],
  [' x\ny', '" x\\ny"'],
  ['x\n\n', '"x\\n\\n"'],
  ['user\u202eraka\u202c', '"user\\u202eraka\\u202c"'],
  ['a\u0000b\u0085\u2028', '"a\\u0000b\\u0085\\u2028"'],
  ['\ud800', '"\\ud800"'],
  ['\u{e0041}', '"\\U000e0041"'],
];

test.each(DESCRIPTIONS)('%j is written as %s', (description, written) => {
  const text = writePartnerYaml(partner('a.example', { description }), null);
  expect(text).toBe(`${MODELINE}domain: a.example\ndescription: ${written}\npartnerType: Federated\n`);
});

const anyCodeUnits = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) });
const yamlish = fc.string({
  unit: fc.constantFrom(...'ab1: #-\n\t"\'{}[],&*!|>%@`\\\u0085\u2028\ufeffé~?=<.0'.split('')),
});
const hostile = fc.oneof(anyCodeUnits, yamlish, fc.string({ unit: 'binary' }));

test('whatever a server calls things reads back equal, and nothing hides in the file', () => {
  fc.assert(
    fc.property(hostile, hostile, hostile, hostile, (domain, description, additional, deployment) => {
      const settings = partner(domain, { description, additionalDomains: [additional, domain], proxyFqdn: deployment });
      const text = writePartnerYaml(settings, [deployment]);
      const { root, problems } = parseYaml(text);
      expect(problems).toEqual([]);
      expect(root === null ? null : { ...(plainValue(root) as object) }).toEqual({
        domain,
        description,
        additionalDomains: [additional, domain],
        partnerType: 'Federated',
        proxyFqdn: deployment,
        deployments: [deployment],
      });
      expect(text).not.toMatch(/[^\n\P{Cc}]|\p{Cf}|\p{Cs}|\p{Zl}|\p{Zp}/u);
    }),
    { numRuns: 250 },
  );
});

test('what the loader reads back are the same settings, and fmt finds nothing to do', () => {
  fc.assert(
    fc.property(
      partnersArbitrary({ maxPartners: 2 }),
      fc.option(fc.constantFrom(['edge-eu'], ['a', 'b'])),
      (partners, deployments) => {
        for (const settings of partners) {
          const text = writePartnerYaml(settings, deployments);
          const { partner: read, diagnostics } = readPartner('partners/x.yaml', text);
          expect(diagnostics).toEqual([]);
          expect(read).toMatchObject({ settings, deployments, owner: null, expires: null });
          expect(formatPartnerYaml(text)).toEqual({ text });
        }
      },
    ),
  );
});
