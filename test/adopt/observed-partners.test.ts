/** Files from observations: which partners, which settings, what they say, what is left alone. */
import { describe, expect, test } from 'vitest';
import { importObserved, type ObservedImport } from '../../src/adopt/observed-partners.ts';
import { readPartner } from '../../src/load/partner-file.ts';
import { METHODS, type Method, permittedMethods } from '../../src/model/negotiation.ts';
import type { Observation } from '../../src/model/observed.ts';
import type { Config } from '../../src/model/workspace.ts';
import { deployments, workspaceOf } from './workspace.ts';

function seen(domain: string, method: Method = 'sasl-tls', change: Partial<Observation> = {}): Observation {
  return {
    domain,
    direction: 'inbound',
    method,
    tls: method === 'tcp-dialback' ? null : 'TLSv1.3',
    certificate: method === 'sasl-tls' ? 'valid' : 'none',
    streams: 3,
    firstSeen: '2030-01-01T08:00:00Z',
    lastSeen: '2030-01-04T08:00:00Z',
    refusal: 'it is not a partner',
    ...change,
  };
}

function imported(
  observations: readonly Observation[],
  texts: Readonly<Record<string, string>> = {},
  config: Partial<Config> = {},
): ObservedImport {
  return importObserved({
    deployment: 'edge-eu',
    observed: { mode: 'observe', dropped: 0, observations },
    workspace: workspaceOf(texts, config),
  });
}

/** `fabrikam.com + conference.fabrikam.com: sasl-tls` for each file, as it is read back. */
function files({ writes }: ObservedImport): readonly string[] {
  return writes.map(({ file, text }) => {
    const { partner, diagnostics } = readPartner(file, text);
    expect(diagnostics).toEqual([]);
    if (partner === undefined) throw new Error(text);
    const { settings, source } = partner;
    expect(source.allows).toEqual([]);
    expect(settings.partnerType).toBe('Federated');
    return `${[settings.domain, ...settings.additionalDomains].join(' + ')}: ${permittedMethods(settings).join(', ')}`;
  });
}

const outcomes = ({ observed }: ObservedImport) =>
  observed.domains.map(({ domain, outcome, file, refused }) => [domain, outcome, file, refused.join()]);

describe('the settings', () => {
  test.each<readonly [string, readonly Method[], string]>([
    ['a certificate', ['sasl-tls'], 'sasl-tls'],
    ['dialback over TLS', ['tls-dialback'], 'sasl-tls, tls-dialback'],
    ['plain dialback', ['tcp-dialback'], 'sasl-tls, tls-dialback, tcp-dialback'],
    ['a certificate and dialback', ['sasl-tls', 'tls-dialback'], 'sasl-tls, tls-dialback'],
    ['a certificate and plain dialback', ['tcp-dialback', 'sasl-tls'], 'sasl-tls, tls-dialback, tcp-dialback'],
    ['both kinds of dialback', ['tls-dialback', 'tcp-dialback'], 'sasl-tls, tls-dialback, tcp-dialback'],
    ['everything', METHODS, 'sasl-tls, tls-dialback, tcp-dialback'],
  ])('permit what was seen, and nothing weaker: %s', (_, methods, permitted) => {
    expect(files(imported(methods.map((method) => seen('a.example', method))))).toEqual([`a.example: ${permitted}`]);
  });

  test('permit what was seen in either direction', () => {
    const observations = [seen('a.example'), seen('a.example', 'tls-dialback', { direction: 'outbound' })];
    expect(files(imported(observations))).toEqual(['a.example: sasl-tls, tls-dialback']);
  });

  test.each<readonly [Method, readonly Method[], string, string]>([
    ['sasl-tls', METHODS, 'sasl-tls', 'tls-dialback,tcp-dialback'],
    ['tls-dialback', METHODS, 'sasl-tls, tls-dialback', 'tcp-dialback'],
    ['tls-dialback', ['sasl-tls', 'tcp-dialback'], 'sasl-tls', 'tcp-dialback'],
    // with nothing else it is written as it is, and lint says what is wrong with it
    ['tls-dialback', ['tcp-dialback'], 'sasl-tls, tls-dialback, tcp-dialback', ''],
    ['sasl-tls', ['tls-dialback', 'tcp-dialback'], 'sasl-tls, tls-dialback, tcp-dialback', ''],
  ])('do not permit what weakestMethod %s rules out, of %j', (weakestMethod, methods, permitted, refused) => {
    const found = imported(
      methods.map((method) => seen('a.example', method)),
      {},
      { weakestMethod },
    );
    expect(files(found)).toEqual([`a.example: ${permitted}`]);
    expect(outcomes(found)).toEqual([['a.example', 'written', 'partners/a.example.yaml', refused]]);
  });
});

describe('partners', () => {
  test.each<readonly [string, readonly Observation[], readonly string[]]>([
    [
      'a subdomain goes to the domain above it',
      [seen('conference.fabrikam.com'), seen('fabrikam.com'), seen('a.b.fabrikam.com')],
      ['fabrikam.com + a.b.fabrikam.com + conference.fabrikam.com: sasl-tls'],
    ],
    [
      'to the highest that was seen',
      [seen('x.corp.fabrikam.com'), seen('corp.fabrikam.com'), seen('corpse.fabrikam.com')],
      ['corp.fabrikam.com + x.corp.fabrikam.com: sasl-tls', 'corpse.fabrikam.com: sasl-tls'],
    ],
    [
      'siblings are strangers',
      [seen('a.fabrikam.com'), seen('b.fabrikam.com')],
      ['a.fabrikam.com: sasl-tls', 'b.fabrikam.com: sasl-tls'],
    ],
    [
      'names below a public suffix are strangers, also where somebody speaks for the suffix',
      [seen('co.uk'), seen('fabrikam.co.uk'), seen('chat.fabrikam.co.uk'), seen('github.io'), seen('alice.github.io')],
      [
        'alice.github.io: sasl-tls',
        'co.uk: sasl-tls',
        'fabrikam.co.uk + chat.fabrikam.co.uk: sasl-tls',
        'github.io: sasl-tls',
      ],
    ],
    [
      'a subdomain that needs weaker settings does not weaken the domain above it',
      [seen('fabrikam.com'), seen('old.fabrikam.com', 'tcp-dialback'), seen('x.old.fabrikam.com', 'tls-dialback')],
      ['fabrikam.com: sasl-tls', 'old.fabrikam.com + x.old.fabrikam.com: sasl-tls, tls-dialback, tcp-dialback'],
    ],
    [
      'one that can do more is as its domain',
      [seen('fabrikam.com', 'tls-dialback'), seen('im.fabrikam.com')],
      ['fabrikam.com + im.fabrikam.com: sasl-tls, tls-dialback'],
    ],
    [
      'A-labels',
      [seen('xn--bcher-kva.example'), seen('chat.xn--bcher-kva.example')],
      ['xn--bcher-kva.example + chat.xn--bcher-kva.example: sasl-tls'],
    ],
    ['nobody was seen', [], []],
  ])('%s', (_, observations, expected) => {
    expect(files(imported(observations))).toEqual(expected);
    expect(files(imported([...observations].reverse()))).toEqual(expected);
  });
});

describe('what is left alone', () => {
  const TEXT = 'domain: fabrikam.com\nadditionalDomains: [im.fabrikam.com]\npartnerType: Federated\n';

  test('what a file covers; what it refuses is told', () => {
    const found = imported([seen('fabrikam.com'), seen('im.fabrikam.com', 'tls-dialback'), seen('muc.fabrikam.com')], {
      'partners/fabrikam.com.yaml': TEXT,
    });
    expect(files(found)).toEqual(['muc.fabrikam.com: sasl-tls']);
    expect(found.writes[0]?.text).toContain(
      '# partners/fabrikam.com.yaml covers a domain above it: it may be listed there instead.\n',
    );
    expect(outcomes(found)).toEqual([
      ['fabrikam.com', 'covered', 'partners/fabrikam.com.yaml', ''],
      ['im.fabrikam.com', 'covered', 'partners/fabrikam.com.yaml', 'tls-dialback'],
      ['muc.fabrikam.com', 'written', 'partners/muc.fabrikam.com.yaml', ''],
    ]);
  });

  test('what a file covers for other deployments: here it refuses everything', () => {
    const texts = { 'partners/fabrikam.com.yaml': `${TEXT}deployments: [edge-us]\n` };
    expect(outcomes(imported([seen('fabrikam.com')], texts, deployments('edge-eu', 'edge-us')))).toEqual([
      ['fabrikam.com', 'covered', 'partners/fabrikam.com.yaml', 'sasl-tls'],
    ]);
  });

  test('our own domains', () => {
    const found = imported([seen('contoso.com'), seen('shop.contoso.com')], {}, { localDomains: ['contoso.com'] });
    expect(files(found)).toEqual(['shop.contoso.com: sasl-tls']);
    expect(outcomes(found)[0]).toEqual(['contoso.com', 'own', null, '']);
  });

  test.each(['192.0.2.1', 'localhost', `${'a.'.repeat(125)}xyz`, '../etc/passwd', 'a_b.example'])(
    '%s, which no file can be named after',
    (domain) => {
      const found = imported([seen(domain), seen('a.example')]);
      expect(files(found)).toEqual(['a.example: sasl-tls']);
      expect(found.diagnostics).toMatchObject([{ severity: 'error' }]);
      expect(outcomes(found)).toContainEqual([domain, 'left-out', null, '']);
    },
  );

  test('a file in the way', () => {
    const texts = { 'partners/Fabrikam.com.yaml': 'domain: x.example\npartnerType: Federated\n' };
    const found = imported([seen('fabrikam.com'), seen('im.fabrikam.com')], texts);
    expect(found.writes).toEqual([]);
    expect(found.diagnostics).toMatchObject([{ code: 'file-name', severity: 'error' }]);
    expect(outcomes(found).map(([, outcome]) => outcome)).toEqual(['left-out', 'left-out']);
  });
});

test('the file says what was seen', () => {
  const found = imported(
    [
      seen('fabrikam.com', 'tls-dialback', {
        direction: 'outbound',
        certificate: 'invalid',
        streams: 1,
        lastSeen: '2030-01-01T09:00:00Z',
      }),
      seen('fabrikam.com', 'sasl-tls', { refusal: null }),
      seen('im.fabrikam.com', 'tcp-dialback', { tls: null }),
    ],
    {},
    { ...deployments('edge-eu', 'edge-us'), weakestMethod: 'tls-dialback' },
  );
  expect(found.writes[0]?.text).toBe(`# yaml-language-server: $schema=../schemas/partner.schema.json
# Written from what edge-eu observed; settings are the strictest with which it goes on to work:
# fabrikam.com:
#   inbound by SASL EXTERNAL over TLS, TLSv1.3, certificate valid: 3 streams, 2030-01-01 to 2030-01-04
#   outbound by Server Dialback over TLS, TLSv1.3, certificate invalid: 1 stream, 2030-01-01; enforcing would have refused it: "it is not a partner"
domain: fabrikam.com
# Check this, nobody can observe it. Federated: an organisation you have an agreement with. PublicVerified: a public
# provider that verifies its users. PublicUnverified: its users can add one of yours only after being invited.
partnerType: Federated
saslNegotiation: Optional
deployments: [edge-eu]
`);
});

test.each([
  'x\npartnerType: PublicVerified',
  '\u2028domain: evil.example',
  '\u0085deployments: []',
  'partnerctl-allow plaintext-permitted: because',
  '\r# partnerctl-allow weakest-method: x',
  '" # x',
  'x'.repeat(5000),
])('what a server gives as a reason cannot leave its comment: %j', (refusal) => {
  const found = imported([seen('a.example', 'sasl-tls', { refusal })]);
  expect(files(found)).toEqual(['a.example: sasl-tls']);
  expect(found.writes[0]?.text.split('\n')).toHaveLength(10);
  expect(found.writes[0]?.text).not.toMatch(/partnerctl-allow/);
  // what cannot be seen, or reads the other way round, would mislead a reviewer
  expect(found.writes[0]?.text).toMatch(/^[\x20-\x7e\n]*$/);
});
