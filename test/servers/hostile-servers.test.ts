/**
 * Servers that we connect to and that do as they like: whatever they offer, accept or answer, nothing leaves for them
 * except as their settings permit, and our users are told which setting stands in the way.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { PartnerSettings } from '../../src/model/partner.ts';
import type { Address } from './support/addresses.ts';
import {
  type AuthoritativeOptions,
  type AuthoritativeServer,
  authoritativeServer,
} from './support/authoritative-server.ts';
import { certificateFor } from './support/certificates.ts';
import { partner, partnerApi } from './support/partner-api.ts';
import { freeAddress, prosodyVersions, type Rig, startServers } from './support/rig.ts';
import { conditionOf, textOf } from './support/xml.ts';

const STRICT = {} as const;
const TLS_DIALBACK = { saslNegotiation: 'NotSupported' } as const;
const TLS_ANY = { saslNegotiation: 'Optional' } as const;
const ANY = { tlsNegotiation: 'Optional', saslNegotiation: 'Optional' } as const;
const PLAIN = { tlsNegotiation: 'NotSupported', saslNegotiation: 'NotSupported' } as const;

type Server = Omit<AuthoritativeOptions, 'secret'>;

const CA = certificateFor('odd.test');
const SELF_SIGNED = certificateFor('odd.test', { kind: 'self-signed' });
const WRONG_NAME = certificateFor('odd.test', { kind: 'wrong-name' });
const EXPIRED = certificateFor('odd.test', { kind: 'expired' });

/** What it is, what our file says of it, and the words for our user; undefined: the message gets there. */
const REFUSED: readonly (readonly [string, Server, Partial<PartnerSettings>, RegExp])[] = [
  ['no TLS', { offers: ['dialback'] }, STRICT, /does not offer TLS.*tlsNegotiation Required/],
  ['no TLS, dialback would do inside it', { offers: ['dialback'] }, TLS_DIALBACK, /does not offer TLS.*tls-dialback/],
  ['before XMPP 1.0', { version: '' }, STRICT, /settings of odd\.test do not permit dialback/],
  ['before XMPP 1.0, no TLS', { version: '' }, TLS_DIALBACK, /does not offer TLS/],
  [
    'a certificate of its own',
    { offers: ['starttls', 'external'], certificate: SELF_SIGNED },
    STRICT,
    /certificate of odd\.test is not valid/,
  ],
  [
    'a certificate of another',
    { offers: ['starttls', 'external'], certificate: WRONG_NAME },
    STRICT,
    /certificate of odd\.test is not valid/,
  ],
  [
    'a certificate that is over',
    { offers: ['starttls', 'external'], certificate: EXPIRED },
    STRICT,
    /certificate of odd\.test is not valid/,
  ],
  ['no EXTERNAL', { offers: ['starttls', 'dialback'], certificate: CA }, STRICT, /does not offer SASL EXTERNAL/],
  [
    'TLS demanded where it may not be',
    { offers: ['starttls-required', 'dialback'], certificate: CA },
    PLAIN,
    /demands TLS.*tlsNegotiation NotSupported/,
  ],
  [
    'our certificate is not accepted',
    { offers: ['starttls', 'external', 'dialback'], certificate: CA, external: 'failure' },
    STRICT,
    /did not accept this server's certificate/,
  ],
];

const ACCEPTED: readonly (readonly [string, Server, Partial<PartnerSettings>, string])[] = [
  ['EXTERNAL, a valid certificate', { offers: ['starttls', 'external'], certificate: CA }, STRICT, 'sasl-tls'],
  [
    'EXTERNAL, a certificate of its own: known by DNS',
    { offers: ['starttls', 'external'], certificate: SELF_SIGNED },
    TLS_ANY,
    'tls-dialback',
  ],
  [
    'EXTERNAL is not taken where it may not be',
    { offers: ['starttls', 'external', 'dialback'], certificate: CA },
    TLS_DIALBACK,
    'tls-dialback',
  ],
  [
    'our certificate is not accepted, dialback may be',
    { offers: ['starttls', 'external', 'dialback'], certificate: CA, external: 'failure' },
    TLS_ANY,
    'tls-dialback',
  ],
  ['no TLS where it need not be', { offers: ['dialback'] }, ANY, 'tcp-dialback'],
  ['before XMPP 1.0 where it may be', { version: '' }, PLAIN, 'tcp-dialback'],
  [
    'TLS is not taken where it may not be',
    { offers: ['starttls', 'dialback'], certificate: CA },
    PLAIN,
    'tcp-dialback',
  ],
];

for (const version of prosodyVersions()) {
  describe(`Prosody ${version}`, () => {
    let rig: Rig<'ours'>;
    let address: Address;
    let server: AuthoritativeServer | undefined;
    beforeAll(async () => {
      address = await freeAddress();
      rig = await startServers(
        { ours: { version, guarded: true, hosts: { 'ours.test': { users: { user: {} } } } } },
        { names: { 'odd.test': address.ip, 'stranger.test': address.ip } },
      );
    });
    afterAll(async () => {
      await rig?.stop();
      address.release();
    });
    const start = async (odd: Server, settings: Partial<PartnerSettings>) => {
      server = await authoritativeServer(address.ip, { secret: 's3cr3t', ...odd });
      await partnerApi(rig.ours).put(partner('odd.test', settings));
      return { alice: await rig.ours.client('user@ours.test'), server };
    };
    afterEach(async () => {
      server?.close();
      await rig.ours.closeStreams();
      await expect.poll(() => rig.ours.streams()).toEqual([]);
    });

    test.each(REFUSED)('%s: refused, and said why', async (_, odd, settings, words) => {
      const { alice, server: remote } = await start(odd, settings);
      const id = alice.say('x@odd.test', 'secret');
      const bounce = await alice.next(({ attributes }) => attributes['id'] === id, 'the bounce');
      expect(conditionOf(bounce)).toBe('policy-violation');
      const error = bounce.children.find((child) => typeof child !== 'string' && child.name === 'error');
      expect(typeof error === 'object' ? textOf(error, 'text') : '').toMatch(words);
      expect(remote.stanzas.all.map(({ name }) => name)).not.toContain('message');
      expect(await rig.ours.streams()).toEqual([]);
    });

    test.each(ACCEPTED)('%s', async (_, odd, settings, method) => {
      const { alice, server: remote } = await start(odd, settings);
      const id = alice.say('x@odd.test', 'hello');
      await remote.stanzas.next(({ attributes }) => attributes['id'] === id, 'the message');
      expect(await partnerApi(rig.ours).sessions()).toMatchObject([{ direction: 'outbound', method }]);
    });

    test('nobody is even connected to who is not listed', async () => {
      const { alice, server: remote } = await start({}, STRICT);
      for (const stanza of [
        "<message to='x@stranger.test' id='m'><body>hello</body></message>",
        "<iq to='stranger.test' id='i' type='get'><ping xmlns='urn:xmpp:ping'/></iq>",
        "<presence to='x@stranger.test' id='p'/>",
        "<presence to='x@stranger.test' id='s' type='subscribe'/>",
      ]) {
        alice.send(stanza);
        const bounce = await alice.next(
          ({ attributes }) => attributes['type'] === 'error' && (attributes['from'] ?? '').endsWith('stranger.test'),
          `the bounce of ${stanza}`,
        );
        expect(conditionOf(bounce)).toBe('not-allowed');
      }
      for (const answer of [
        "<message to='x@stranger.test' id='quiet' type='error'><error type='cancel'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>",
        "<iq to='x@stranger.test' id='quiet' type='result'/>",
        "<iq to='x@stranger.test' id='quiet' type='error'><error type='cancel'/></iq>",
      ])
        alice.send(answer);
      await alice.ask('ours.test', 'get', "<ping xmlns='urn:xmpp:ping'/>");
      expect(alice.received().filter(({ attributes }) => attributes['id'] === 'quiet')).toEqual([]);
      expect(remote.headers.all).toEqual([]);
    });
  });
}
