import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newPartner } from '../../src/adopt/new-partner.ts';
import { newPartnerText } from '../../src/adopt/new-partner-text.ts';
import { readPartner } from '../../src/load/partner-file.ts';
import { permittedMethods } from '../../src/model/negotiation.ts';
import { PARTNER_TYPES } from '../../src/model/partner.ts';
import { FILE_KEYS } from '../../src/model/partner-fields.ts';
import { formatPartnerYaml } from '../../src/yaml/format.ts';
import { domainArbitrary } from '../support/partners-arbitrary.ts';
import { deployments, workspaceOf } from './workspace.ts';

const EMPTY = workspaceOf({});
const WORKSPACE = workspaceOf(
  {
    'partners/fabrikam.com.yaml':
      'domain: fabrikam.com\npartnerType: Federated\nadditionalDomains: [it.fabrikam.com]\n',
    'partners/broken.example.yaml': 'domain: [\n',
    'partners/Upper.example.yaml': 'domain: Upper.example\npartnerType: Federated\n',
  },
  { localDomains: ['contoso.com'] },
);

test('the text of a new partner file', () => {
  expect(
    newPartnerText({ domain: 'fabrikam.com', partnerType: 'Federated', deployments: ['edge-eu', 'edge-us'] }),
  ).toBe(`# yaml-language-server: $schema=../schemas/partner.schema.json
domain: fabrikam.com
# Notes, a contact, anything that identifies the partner.
# description: Corporate XMPP service, noc@fabrikam.com
# Every other domain that takes part; a subdomain is not included by itself, not even for group chats.
# additionalDomains:
#   - conference.fabrikam.com
# Federated: an organisation you have an agreement with. PublicVerified: a public provider that verifies its users.
# PublicUnverified: its users can add one of yours only after being invited.
partnerType: Federated
# Encryption: Required, Optional or NotSupported.
tlsNegotiation: Required
# The partner proves itself by certificate: Required, Optional or NotSupported.
saslNegotiation: Required
# The partner is believed because DNS names its server: true or false. Has no effect while the two above are Required.
dialbackNegotiation: false
# The most streams at once, over all domains and both directions: at least two for each domain.
# connectionLimit: 10
# The host to connect to instead of what DNS says.
# proxyFqdn: xmpp.fabrikam.com
# Who answers for this partner in your organisation.
# owner: uc-team
# The agreement's last valid day, UTC.
# expires: 2099-12-31
# Only these of your deployments (without it: all).
# deployments: [edge-eu]
`);
});

test('for every domain and type it reads without findings, permits certificates only, and is in the usual layout', () => {
  fc.assert(
    fc.property(domainArbitrary, fc.constantFrom(...PARTNER_TYPES), fc.boolean(), (domain, partnerType, several) => {
      const text = newPartnerText({ domain, partnerType, deployments: several ? ['a', 'b'] : ['a'] });
      const { partner, diagnostics } = readPartner('partners/x.yaml', text);
      expect(diagnostics).toEqual([]);
      expect(partner?.settings).toMatchObject({ domain, partnerType });
      expect(partner && permittedMethods(partner.settings)).toEqual(['sasl-tls']);
      expect(formatPartnerYaml(text)).toEqual({ text });
    }),
  );
});

test('what is commented out is valid when the signs are removed', () => {
  const text = newPartnerText({
    domain: 'fabrikam.com',
    partnerType: 'Federated',
    deployments: ['edge-eu', 'edge-us'],
  });
  const isSetting = (line: string) =>
    FILE_KEYS.some((key) => line.startsWith(`# ${key}:`)) || line.startsWith('#   - ');
  const lines = text.split('\n').map((line) => (isSetting(line) ? line.slice(2) : line));
  const filled = lines.join('\n');
  const { partner, diagnostics } = readPartner('partners/fabrikam.com.yaml', filled);
  expect(diagnostics).toEqual([]);
  expect(partner).toMatchObject({
    owner: 'uc-team',
    expires: '2099-12-31',
    deployments: ['edge-eu'],
    settings: { additionalDomains: ['conference.fabrikam.com'], connectionLimit: 10, proxyFqdn: 'xmpp.fabrikam.com' },
  });
});

test.each([
  ['fabrikam.org', 'fabrikam.org', []],
  ['Fabrikam.ORG', 'fabrikam.org', ['written as fabrikam.org: it has upper-case letters']],
  ['fabrikam.org.', 'fabrikam.org', ['written as fabrikam.org: it ends in a dot']],
  [
    'bücher.example',
    'xn--bcher-kva.example',
    ['written as xn--bcher-kva.example (bücher.example): it is not written in A-labels (xn--…)'],
  ],
  ['chat.contoso.com', 'chat.contoso.com', ['it is below contoso.com, one of your own domains: lint will warn']],
])('%s becomes the file of %s', (typed, domain, notes) => {
  const made = newPartner(typed, 'PublicVerified', WORKSPACE);
  expect(made).toMatchObject({ kind: 'new', domain, file: `partners/${domain}.yaml`, notes });
  expect(made).toMatchObject({ text: expect.stringContaining(`\npartnerType: PublicVerified\n`) as unknown });
  expect(made).toMatchObject({ text: expect.not.stringContaining('deployments') as unknown });
});

test('with several deployments the text names one of them', () => {
  const made = newPartner('a.example', 'Federated', workspaceOf({}, deployments('edge-eu', 'edge-us')));
  expect(made).toMatchObject({ text: expect.stringContaining('# deployments: [edge-eu]\n') as unknown });
});

test.each([
  ['-a.b', 'domain-syntax', '"-a.b" is not a domain: the label "-a" begins or ends with a hyphen'],
  ['../../etc/passwd', 'domain-syntax', '"../../etc/passwd" is not a domain: "/" may not occur in one'],
  ['10.0.0.1', 'domain-syntax', 'it is an IP address'],
  ['localhost', 'domain-syntax', 'a single label'],
  ['xmpp:juliet@fabrikam.com', 'domain-syntax', 'is not a domain'],
  ['', 'domain-syntax', '"" is not a domain'],
  ['co.uk', 'public-suffix', 'co.uk is a public suffix'],
  ['CONTOSO.com', 'own-domain', 'contoso.com is one of your own domains'],
  ['fabrikam.com', 'duplicate-domain', 'fabrikam.com is covered by partners/fabrikam.com.yaml already'],
  [
    'IT.fabrikam.com',
    'duplicate-domain',
    'it.fabrikam.com is covered by partners/fabrikam.com.yaml already, as an additional domain of fabrikam.com',
  ],
  ['upper.example', 'duplicate-domain', 'upper.example is covered by partners/Upper.example.yaml already'],
  ['broken.example', 'file-name', 'partners/broken.example.yaml exists already'],
  [`${'a.'.repeat(124)}exam`, 'file-name', 'too long for the name of a file'],
])('%s is refused (%s)', (typed, code, message) => {
  expect(newPartner(typed, 'Federated', WORKSPACE)).toMatchObject({
    kind: 'refused',
    diagnostic: {
      code,
      severity: 'error',
      message: expect.stringContaining(message) as unknown,
      hint: expect.any(String) as unknown,
    },
  });
});

test('whatever is typed, the file stays directly in partners/', () => {
  const typed = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('.', '/', '\\', 'a', 'A', '-', ':', '0', 'é') }),
  );
  fc.assert(
    fc.property(typed, (text) => {
      const made = newPartner(text, 'Federated', EMPTY);
      if (made.kind === 'new') expect(made.file).toMatch(/^partners\/[a-z0-9][a-z0-9.-]*\.yaml$/);
    }),
  );
});
