import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Explanation } from '../../../src/model/explain.ts';
import { permittedMethods } from '../../../src/model/negotiation.ts';
import { renderExplainJson, renderExplainPretty } from '../../../src/render/explain/explain.ts';
import { partner } from '../../support/partners.ts';
import { expectGolden } from '../support/golden.ts';
import { COMMAND, hostileText, UNSAFE } from '../support/hostile.ts';
import { expectValid } from '../support/schema.ts';

const settings = partner('fabrikam.com', {
  description: 'Corporate XMPP service of Fabrikam, noc@fabrikam.com',
  additionalDomains: ['corp.fabrikam.com', 'it.fabrikam.com'],
  saslNegotiation: 'Optional',
  proxyFqdn: 'xmpp-edge.fabrikam.com',
});

const covered: Explanation = {
  domain: 'corp.fabrikam.com',
  covered: true,
  partner: {
    file: 'partners/fabrikam.com.yaml',
    settings,
    owner: 'uc-team',
    expires: '2099-06-30',
    deployments: ['edge-eu', 'edge-us'],
    stated: ['domain', 'description', 'additionalDomains', 'partnerType', 'saslNegotiation', 'proxyFqdn', 'owner'],
  },
  methods: permittedMethods(settings),
  directions: {
    inbound: [
      { method: 'sasl-tls', why: 'it presents a certificate that is valid for its domain' },
      { method: 'tls-dialback', why: 'the stream is encrypted, and the server that DNS names confirms it' },
    ],
    outbound: [
      { method: 'sasl-tls', why: 'EXTERNAL succeeds, and its certificate is valid for its domain' },
      { method: 'tls-dialback', why: 'the stream is encrypted, and we know the partner by DNS alone' },
    ],
  },
  notes: ['we connect to xmpp-edge.fabrikam.com instead of what DNS says'],
};

const notCovered: Explanation = {
  domain: 'fabrikam.org',
  covered: false,
  methods: [],
  directions: { inbound: [], outbound: [] },
  notes: [],
  nearest: { domain: 'fabrikam.com', file: 'partners/fabrikam.com.yaml' },
};

describe.each<[string, Explanation]>([
  ['covered', covered],
  ['not-covered', notCovered],
])('%s', (name, explanation) => {
  test('for people', async () => {
    await expectGolden(`explain-${name}.txt`, renderExplainPretty(explanation, { color: false, columns: 80 }));
  });

  test('for machines', () => {
    const text = renderExplainJson(explanation);
    expectValid('explain', text);
    expect(JSON.parse(text)).toEqual({ formatVersion: 1, ...explanation });
  });
});

test('a partner of its own name, on every deployment, without an end', () => {
  const { partner: explained, ...others } = covered;
  const text = renderExplainPretty(
    {
      ...others,
      domain: 'fabrikam.com',
      ...(explained && { partner: { ...explained, owner: null, expires: null, deployments: null } }),
    },
    { color: false },
  );
  expect(text).toContain('fabrikam.com is a partner\n');
  expect(text).toContain('no owner · never expires · on every deployment\n');
});

test('what the file does not state is marked as a default', () => {
  const text = renderExplainPretty(covered, { color: false });
  expect(text).toMatch(/TLS negotiation +Required \(default\)\n/);
  expect(text).toMatch(/SASL negotiation +Optional\n/);
});

test('whatever a file says, the output is printable and keeps to the schema', () => {
  fc.assert(
    fc.property(hostileText, hostileText, (text, other) => {
      const explained = { ...covered, domain: text, notes: [other] };
      const hostile: Explanation = {
        ...explained,
        partner: {
          file: text,
          settings: { ...settings, description: text, proxyFqdn: other },
          owner: other,
          expires: text,
          deployments: [other],
          stated: [],
        },
        directions: { inbound: [{ method: 'sasl-tls', why: text }], outbound: [] },
      };
      const shown = renderExplainPretty(hostile, { color: false, columns: 60 });
      expect(shown).not.toMatch(UNSAFE);
      expect(shown).not.toMatch(COMMAND);
      expectValid('explain', renderExplainJson(hostile));
    }),
  );
});
