/**
 * Peers that do as they like, each refused: nothing of theirs reaches a user, and no answer tells who is listed.
 * `listed.test` permits everything; `strict.test` EXTERNAL only; `plain.test` no TLS; `stranger.test` is nobody.
 */
import { once } from 'node:events';
import { connect as connectTls } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type AuthoritativeServer, authoritativeServer } from './support/authoritative-server.ts';
import { certificateFor } from './support/certificates.ts';
import { partner, partnerApi } from './support/partner-api.ts';
import { openPeer, type RawPeer } from './support/raw-peer.ts';
import { freeAddress, prosodyVersions, type Rig, startServers } from './support/rig.ts';
import { type StreamHeader, streamHeader } from './support/s2s-names.ts';
import { childOf, elementsOf, textOf } from './support/xml.ts';
import type { Client } from './support/xmpp-client.ts';

const SECRET = 's3cr3t';
const DIRECT_TLS_PORT = 5270;
const DOMAINS = ['listed.test', 'strict.test', 'plain.test', 'stranger.test', 'also-listed.test'] as const;

for (const version of prosodyVersions()) {
  describe(`Prosody ${version}`, () => {
    let rig: Rig<'ours'>;
    let alice: Client;
    let carol: Client;
    let vouching: AuthoritativeServer;
    let release: () => void;
    const peers: RawPeer[] = [];

    beforeAll(async () => {
      const address = await freeAddress();
      release = () => address.release();
      vouching = await authoritativeServer(address.ip, { secret: SECRET });
      const users = { user: {} };
      rig = await startServers(
        {
          ours: {
            version,
            guarded: true,
            bidi: true,
            options: { s2s_direct_tls_ports: [DIRECT_TLS_PORT] },
            hosts: {
              'ours.test': { users },
              'second.test': { users },
              'closed.test': { users, options: { modules_disabled: ['s2s'] } },
            },
          },
        },
        { names: Object.fromEntries(DOMAINS.map((domain) => [domain, address.ip])) },
      );
      const permissive = { tlsNegotiation: 'Optional', saslNegotiation: 'Optional' } as const;
      await partnerApi(rig.ours).put(
        partner('listed.test', permissive),
        partner('also-listed.test', permissive),
        partner('strict.test'),
        partner('plain.test', { tlsNegotiation: 'NotSupported', saslNegotiation: 'NotSupported' }),
      );
      [alice, carol] = await Promise.all([rig.ours.client('user@ours.test'), rig.ours.client('user@closed.test')]);
    });
    afterEach(() => {
      for (const peer of peers.splice(0)) peer.close();
    });
    afterAll(async () => {
      await rig?.stop();
      vouching.close();
      release();
    });

    const open = async (header: StreamHeader): Promise<RawPeer> => {
      const peer = await openPeer(rig.ours.ip, header);
      peers.push(peer);
      return peer;
    };
    const hello = (from: string, to: string, id: string): string =>
      `<message type='chat' id='${id}' from='x@${from}' to='${to}'><body>${id}</body></message>`;

    const expectNothingArrived = async (id: string): Promise<void> => {
      // what was sent before has been dealt with when this has
      await alice.ask('ours.test', 'get', "<ping xmlns='urn:xmpp:ping'/>");
      await carol.ask('closed.test', 'get', "<ping xmlns='urn:xmpp:ping'/>");
      for (const user of [alice, carol])
        expect(user.received().filter(({ attributes }) => attributes['id'] === id)).toEqual([]);
    };

    const expectRefused = async (peer: RawPeer): Promise<void> => {
      expect(await peer.streamError()).toBe('policy-violation');
      await peer.closed;
    };

    const trusted = async (from: string, to = 'ours.test'): Promise<RawPeer> => {
      const peer = await open({ from, to });
      await peer.features();
      expect(await peer.dialback(SECRET)).toBe('valid');
      return peer;
    };

    test('who plays by the rules gets through', async () => {
      const peer = await trusted('listed.test');
      peer.send(hello('listed.test', alice.bare, 'fine'));
      await alice.next(({ attributes }) => attributes['id'] === 'fine', 'the message');
    });

    test.each<[string, StreamHeader]>([
      ['no from', { to: 'ours.test' }],
      ['no to', { from: 'listed.test' }],
      ['neither', {}],
      ['a stranger', { from: 'stranger.test', to: 'ours.test' }],
      ['a subdomain of a partner', { from: 'chat.listed.test', to: 'ours.test' }],
      ['a parent of nobody', { from: 'test', to: 'ours.test' }],
      ['an address', { from: '127.0.0.1', to: 'ours.test' }],
      ['a look-alike (Cyrillic e)', { from: 'list\u0435d.test', to: 'ours.test' }],
      ['a stranger to a component that is not there', { from: 'stranger.test', to: 'second.test' }],
    ])('a stream with %s', async (_, header) => {
      await expectRefused(await open(header));
    });

    test('every stranger is told the same', async () => {
      const answers = await Promise.all(
        ['stranger.test', 'strict.test.evil.test', 'listed.tes'].map(async (from) => {
          const peer = await open({ from, to: 'ours.test' });
          const error = await peer.next(({ name }) => name === 'error', 'the stream error');
          return elementsOf(error).map((child) => `${child.name}: ${textOf(child)}`);
        }),
      );
      expect(new Set(answers.map(String)).size).toBe(1);
    });

    test('capitals, and a dot at the end, are the same domain', async () => {
      const peer = await open({ from: 'LISTED.test', to: 'ours.test' });
      await peer.features();
      expect(await peer.dialback(SECRET, { from: 'listed.test' })).toBe('valid');
    });

    test.each([
      ['a stranger', 'stranger.test', 'ours.test'],
      ['one who must use TLS', 'strict.test', 'ours.test'],
    ])('version 0.9, dialback of %s', async (_, from, to) => {
      const peer = await open({ from, to, version: '' });
      expect(await peer.dialback(SECRET)).toBe('policy-violation');
      await peer.closed;
      peers.pop();
      const nameless = await open({ version: '' });
      expect(await nameless.dialback(SECRET, { from, to })).toBe('policy-violation');
    });

    test('version 0.9 of a partner without TLS', async () => {
      const peer = await open({ from: 'plain.test', to: 'ours.test', version: '' });
      expect(await peer.dialback(SECRET)).toBe('valid');
      peer.send(hello('plain.test', alice.bare, 'old'));
      await alice.next(({ attributes }) => attributes['id'] === 'old', 'the message');
    });

    test.each(['stranger.test', 'also-listed.test', 'strict.test'])(
      'a second domain, %s, on a stream of a partner: before and after it is authenticated',
      async (other) => {
        const early = await open({ from: 'listed.test', to: 'ours.test' });
        await early.features();
        expect(await early.dialback(SECRET, { from: other })).toBe('policy-violation');
        const late = await trusted('listed.test');
        expect(await late.dialback(SECRET, { from: other })).toBe('policy-violation');
        // the stream itself goes on
        late.send(hello('listed.test', alice.bare, `after ${other}`));
        await alice.next(({ attributes }) => attributes['id'] === `after ${other}`, 'the message');
        expect(await late.dialback(SECRET, { to: 'second.test' })).toBe('policy-violation');
        const impostor = await trusted('listed.test');
        impostor.send(hello(other, alice.bare, `piggyback ${other}`));
        await impostor.closed;
        await expectNothingArrived(`piggyback ${other}`);
      },
    );

    test.each(['second.test', 'closed.test'])('dialback for another of our hosts, %s', async (other) => {
      const peer = await open({ from: 'listed.test', to: 'ours.test' });
      await peer.features();
      expect(await peer.dialback(SECRET, { to: other })).toBe('policy-violation');
    });

    test.each([
      ['a closed host', 'user@closed.test'],
      ['a closed host, in capitals', 'user@CLOSED.test'],
      ['the closed host itself', 'closed.test'],
      ['another open host', 'user@second.test'],
      ['a host that is not ours', 'user@elsewhere.test'],
    ])('a stanza for %s', async (name, to) => {
      const peer = await trusted('listed.test');
      peer.send(hello('listed.test', to, name));
      await expectRefused(peer);
      await expectNothingArrived(name);
    });

    test('elements of the negotiation for another host, and what is no negotiation', async () => {
      for (const element of [
        "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls' to='closed.test'/>",
        "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='EXTERNAL' to='closed.test'>=</auth>",
        "<db:verify from='listed.test' to='closed.test' id='x'>key</db:verify>",
        "<iq type='set' id='x' to='closed.test'><query xmlns='jabber:iq:register'/></iq>",
        "<iq type='set' id='x' to='ours.test'><query xmlns='jabber:iq:register'/></iq>",
        "<resume xmlns='urn:xmpp:sm:3' previd='x' h='0'/>",
        "<message xmlns='jabber:client' to='user@ours.test'><body>boo</body></message>",
      ]) {
        const peer = await open({ from: 'listed.test', to: 'ours.test' });
        await peer.features();
        peer.send(element);
        await expectRefused(peer);
      }
    });

    test('stanzas before authentication', async () => {
      const peer = await open({ from: 'listed.test', to: 'ours.test' });
      await peer.features();
      peer.send(hello('listed.test', alice.bare, 'early'));
      await expectRefused(peer);
      await expectNothingArrived('early');
    });

    test('EXTERNAL without TLS, without an offer, without a certificate', async () => {
      const plain = await open({ from: 'strict.test', to: 'ours.test' });
      const offered = await plain.features();
      expect(childOf(offered, 'starttls')?.children).toMatchObject([{ name: 'required' }]);
      expect(childOf(offered, 'dialback')).toBeUndefined();
      plain.send("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='EXTERNAL'>=</auth>");
      await plain.closed;
      const selfSigned = await open({ from: 'strict.test', to: 'ours.test' });
      await selfSigned.features();
      await selfSigned.startTls(certificateFor('strict.test', { kind: 'self-signed' }));
      await expectRefused(selfSigned);
      const wrongName = await open({ from: 'strict.test', to: 'ours.test' });
      await wrongName.features();
      await wrongName.startTls(certificateFor('listed.test'));
      await expectRefused(wrongName);
      expect(
        (await partnerApi(rig.ours).sessions()).filter(({ remoteDomain }) => remoteDomain === 'strict.test'),
      ).toEqual([]);
    });

    test('dialback where it is not permitted: inside TLS, and as a question', async () => {
      const peer = await open({ from: 'strict.test', to: 'ours.test' });
      await peer.features();
      await peer.startTls(certificateFor('strict.test'));
      const offered = await peer.features();
      expect(elementsOf(offered).map(({ name }) => name)).not.toContain('dialback');
      expect(await peer.dialback(SECRET)).toBe('policy-violation');
      const asking = await open({ from: 'strict.test', to: 'ours.test' });
      await asking.features();
      asking.send("<db:verify from='strict.test' to='ours.test' id='x'>key</db:verify>");
      await expectRefused(asking);
    });

    test('TLS where it is not permitted', async () => {
      const peer = await open({ from: 'plain.test', to: 'ours.test' });
      expect(elementsOf(await peer.features()).map(({ name }) => name)).toEqual(expect.arrayContaining(['dialback']));
      await expect(peer.startTls(certificateFor('plain.test'))).rejects.toThrow('failure');
    });

    test.each([
      ['a stranger', 'stranger.test', 'ca', /policy-violation/],
      ['one who may not use TLS', 'plain.test', 'ca', /policy-violation/],
      ['one whose certificate must be valid', 'strict.test', 'self-signed', /policy-violation/],
      ['a partner', 'strict.test', 'ca', /EXTERNAL/],
      ['a partner without a certificate of the authority', 'listed.test', 'self-signed', /xmpp:features:dialback/],
    ] as const)('direct TLS (XEP-0368): %s', async (_, from, kind, expected) => {
      const { certificate, key } = certificateFor(from, { kind });
      const socket = connectTls({
        host: rig.ours.ip,
        port: DIRECT_TLS_PORT,
        servername: 'ours.test',
        ALPNProtocols: ['xmpp-server'],
        cert: certificate,
        key,
        rejectUnauthorized: false,
      });
      await once(socket, 'secureConnect');
      let said = '';
      socket.setEncoding('utf8');
      socket.on('data', (text: string) => {
        said += text;
      });
      socket.write(streamHeader({ from, to: 'ours.test' }));
      await expect.poll(() => said).toMatch(expected);
      if (expected.source !== 'policy-violation') expect(said).not.toContain('policy-violation');
      socket.destroy();
    });

    test('EXTERNAL that does not conform after it was offered: the row changes in between', async () => {
      const api = partnerApi(rig.ours);
      const peer = await open({ from: 'also-listed.test', to: 'ours.test' });
      await peer.features();
      await peer.startTls(certificateFor('also-listed.test'));
      await peer.features();
      await api.put(partner('also-listed.test', { saslNegotiation: 'NotSupported' }));
      peer.send("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='EXTERNAL'>=</auth>");
      await expectRefused(peer);
    });

    test('so many streams of one address that are not authenticated, and no more', async () => {
      const many = await Promise.all(Array.from({ length: 300 }, () => open({ from: 'listed.test', to: 'ours.test' })));
      const headers = await Promise.allSettled(many.map((peer) => peer.features()));
      const refused = headers.filter(({ status }) => status === 'rejected').length;
      const more = await open({ from: 'listed.test', to: 'ours.test' });
      await more.closed;
      await rig.ours.line(/refused reason=unauthenticated-many/);
      expect(refused).toBeLessThan(10);
      for (const peer of peers.splice(0)) peer.close();
      await expect.poll(async () => (await partnerApi(rig.ours).sessions()).length).toBeLessThan(10);
      await trusted('listed.test');
    });

    test('hostile names are escaped in the log', async () => {
      const lines = rig.ours.log.all.filter((line) => line.includes('refused reason='));
      expect(lines.length).toBeGreaterThan(5);
      for (const line of lines)
        expect(line).toMatch(/refused reason=[a-z-]+ domain=[\w.-]+( [a-z_]+=("[^"]*"|[\w.:/@-]+))*$/);
    });
  });
}
