/** Digests: known values, what they depend on, and which prefixes of them may be typed. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { changeDigest, partnersDigest, planDigest } from '../../src/model/digest.ts';
import { isDigestPrefix, matchesDigest, shortDigest } from '../../src/model/digest-prefix.ts';
import { partner } from '../support/partners.ts';

const update = {
  action: 'update',
  domain: 'fabrikam.com',
  before: partner('fabrikam.com', {
    partnerType: 'PublicUnverified',
    tlsNegotiation: 'Optional',
    saslNegotiation: 'Optional',
  }),
  after: partner('fabrikam.com', {
    description: 'Grüße €1 "x"\\\n',
    additionalDomains: ['corp.fabrikam.com', 'it.fabrikam.com'],
    dialbackNegotiation: false,
    connectionLimit: 10,
    proxyFqdn: 'xmpp-edge.fabrikam.com',
  }),
} as const;

const removal = { action: 'remove', domain: 'gone.example', before: partner('gone.example'), after: null } as const;

/** Typed by hand from RFC 8785: keys sorted by UTF-16 code units, no white space, only what JSON must escape escaped. */
const UPDATE_TEXT =
  '{"action":"update",' +
  '"after":{"additionalDomains":["corp.fabrikam.com","it.fabrikam.com"],"connectionLimit":10,' +
  '"description":"Grüße €1 \\"x\\"\\\\\\n","dialbackNegotiation":false,"domain":"fabrikam.com","keepAlive":true,' +
  '"partnerType":"Federated","proxyFqdn":"xmpp-edge.fabrikam.com","saslNegotiation":"Required",' +
  '"tlsNegotiation":"Required"},' +
  '"before":{"additionalDomains":[],"connectionLimit":null,"description":null,"dialbackNegotiation":true,' +
  '"domain":"fabrikam.com","keepAlive":true,"partnerType":"PublicUnverified","proxyFqdn":null,' +
  '"saslNegotiation":"Optional","tlsNegotiation":"Optional"},' +
  '"deployment":"edge-eu","domain":"fabrikam.com"}';

// worked out with sha256sum; a change here breaks every saved plan and every typed digest
const UPDATE = 'sha256:7edb571e8c71025bbfb9c04af13605cb2b6defda4fb52944f85eb6e56da02897';
const REMOVAL = 'sha256:23ea5272c3d51caedf038ca76b5852098d14fdc3a2b382b7418d4fa28bb95fae';
const BOTH = 'sha256:5cd30b6d82c28bac2e8866534a6d48844530ce0e3c708c90053c8c06c5fe5188';
const SET = 'sha256:8c996ad2e83be32ce9bd565b8fe51b015934c03d78165d9a1a99955daa43f505';
const NOTHING = 'sha256:4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945';

describe('known values', () => {
  it('of a change: SHA-256 over {action, after, before, deployment, domain}', () => {
    expect(`sha256:${createHash('sha256').update(UPDATE_TEXT).digest('hex')}`).toBe(UPDATE);
    expect(changeDigest('edge-eu', update)).toBe(UPDATE);
    expect(changeDigest('edge-eu', removal)).toBe(REMOVAL);
  });

  it("of a plan: over the sorted list of its changes' digests", () => {
    const digests = [{ digest: UPDATE }, { digest: REMOVAL }];
    expect(planDigest(digests)).toBe(BOTH);
    expect(planDigest([...digests].reverse())).toBe(BOTH);
    expect(planDigest([])).toBe(NOTHING);
  });
});

describe('what a digest of a change depends on', () => {
  it.each([
    ['the deployment', 'edge-us', {}],
    ['the action', 'edge-eu', { action: 'add' }],
    ['the domain', 'edge-eu', { domain: 'fabrikam.org' }],
    ['what was', 'edge-eu', { before: null }],
    ['what will be', 'edge-eu', { after: partner('fabrikam.com') }],
  ] as const)('%s', (_what, deployment, change) => {
    expect(changeDigest(deployment, { ...update, ...change })).not.toBe(UPDATE);
  });

  it('not on the order of keys, nor on what else a change carries', () => {
    const { domain, ...rest } = update.after;
    const reordered = {
      causes: ['drift'],
      after: { ...rest, domain },
      before: update.before,
      domain,
      action: 'update',
    };
    expect(changeDigest('edge-eu', { ...reordered, action: 'update' })).toBe(UPDATE);
  });

  it('a text that UTF-8 cannot carry has none: it must not be taken for another', () => {
    expect(() =>
      changeDigest('edge-eu', { ...removal, before: partner('gone.example', { description: '\ud800' }) }),
    ).toThrow();
  });
});

describe('a set of partners', () => {
  const [a, b] = [partner('a.example'), partner('b.example')];

  it('is hashed as the RFC 8785 JSON of the list, sorted by domain', () => {
    expect(partnersDigest([removal.before, update.after])).toBe(SET);
  });

  it('has one digest, whatever its order', () => {
    expect(partnersDigest([a, b])).toBe(partnersDigest([b, a]));
    expect(partnersDigest([a])).not.toBe(partnersDigest([a, b]));
    expect(partnersDigest([a])).not.toBe(partnersDigest([{ ...a, keepAlive: false }]));
    expect(partnersDigest([])).toBe(NOTHING);
  });
});

describe('what may be typed for a digest', () => {
  const hex = UPDATE.slice('sha256:'.length);

  it.each([
    ['12 digits', hex.slice(0, 12)],
    ['13 digits', hex.slice(0, 13)],
    ['all 64', hex],
    ['with the name of the algorithm', UPDATE],
    ['12 digits with it', UPDATE.slice(0, 19)],
    ['in upper case', hex.slice(0, 20).toUpperCase()],
    ['all in upper case', UPDATE.toUpperCase()],
    ['what is shown', shortDigest(UPDATE)],
  ])('%s', (_what, typed) => {
    expect(isDigestPrefix(typed)).toBe(true);
    expect(matchesDigest(typed, UPDATE)).toBe(true);
    expect(matchesDigest(typed, REMOVAL)).toBe(false);
  });

  it.each([
    ['11 digits', hex.slice(0, 11)],
    ['11 digits with the algorithm', UPDATE.slice(0, 18)],
    ['nothing', ''],
    ['only the algorithm', 'sha256:'],
    ['65 digits', `${hex}0`],
    ['other letters', `${hex.slice(0, 11)}g`],
    ['spaces around it', ` ${hex.slice(0, 12)} `],
    ['another algorithm', `sha512:${hex}`],
    ['the algorithm twice', `sha256:${UPDATE}`],
  ])('not %s', (_what, typed) => {
    expect(isDigestPrefix(typed)).toBe(false);
    expect(matchesDigest(typed, UPDATE)).toBe(false);
  });

  it('digits from elsewhere in the digest are none', () => {
    expect(isDigestPrefix(hex.slice(1, 13))).toBe(true);
    expect(matchesDigest(hex.slice(1, 13), UPDATE)).toBe(false);
  });
});
