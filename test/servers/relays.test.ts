/**
 * What a remote user has others do: our own rooms carry invitations to anybody, and a room that a user has left may not
 * notice. `public.test` is PublicUnverified, `friendly.test` Federated; `closed.test` is a host that does not federate.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AuthoritativeServer, authoritativeServer } from './support/authoritative-server.ts';
import { partner, partnerApi } from './support/partner-api.ts';
import { openPeer, type RawPeer } from './support/raw-peer.ts';
import { freeAddress, prosodyVersions, type Rig, startServers } from './support/rig.ts';
import { conditionOf, type Element } from './support/xml.ts';
import { type Client, newId } from './support/xmpp-client.ts';

const MUC = 'http://jabber.org/protocol/muc';
const PING = "<ping xmlns='urn:xmpp:ping'/>";
const SECRET = 's3cr3t';
const HOSTILE = 'hostile.test';

for (const version of prosodyVersions()) {
  describe(`Prosody ${version}`, () => {
    let rig: Rig<'ours' | 'theirs'>;
    let hostile: AuthoritativeServer;
    let release: () => void;
    let alice: Client;
    let carol: Client;

    beforeAll(async () => {
      const address = await freeAddress();
      release = () => address.release();
      hostile = await authoritativeServer(address.ip, { secret: SECRET });
      const users = { nosy: {}, friend: {} };
      rig = await startServers(
        {
          ours: {
            version,
            guarded: true,
            hosts: {
              'ours.test': { users: { alice: { 'friend@public.test': { subscription: 'both' } } } },
              'rooms.ours.test': { component: 'muc', options: { muc_room_locking: false } },
              'closed.test': { users: { carol: {} }, options: { modules_disabled: ['s2s'] } },
            },
          },
          theirs: { version, hosts: { 'public.test': { users }, 'friendly.test': { users } } },
        },
        { names: { [HOSTILE]: address.ip } },
      );
      const any = { tlsNegotiation: 'Optional', saslNegotiation: 'Optional' } as const;
      await partnerApi(rig.ours).put(
        partner('public.test', { ...any, partnerType: 'PublicUnverified' }),
        partner('friendly.test', any),
        partner(HOSTILE, { ...any, partnerType: 'PublicUnverified' }),
      );
      [alice, carol] = await Promise.all([
        rig.ours.client('alice@ours.test/desk'),
        rig.ours.client('carol@closed.test'),
      ]);
    });
    afterAll(async () => {
      await rig?.stop();
      hostile?.close();
      release?.();
    });

    const mentions = (text: string) => (stanza: Element) => JSON.stringify(stanza).includes(text);

    describe.each(['invite', 'decline'])('a mediated %s through our own room', (what) => {
      const send = async (from: string, to: string): Promise<{ readonly who: Client; readonly id: string }> => {
        const who = await rig.theirs.client(`${from}/${newId()}`);
        const id = newId();
        const room = `${id}@rooms.ours.test`;
        who.send(`<presence to='${room}/nick'><x xmlns='${MUC}'/></presence>`);
        await who.next(
          ({ name, attributes }) => name === 'presence' && attributes['from'] === `${room}/nick`,
          'joined',
        );
        who.send(
          `<message to='${room}' id='${id}'><x xmlns='${MUC}#user'><${what} to='${to}'><reason>buy ${id}</reason></${what}></x></message>`,
        );
        return { who, id };
      };

      test.each(['friend@public.test', 'nosy@friendly.test'])(
        'of %s, who may write to alice, arrives',
        async (from) => {
          const { who, id } = await send(from, alice.bare);
          await alice.next(mentions(`buy ${id}`), 'the invitation');
          who.close();
        },
      );

      test.each([
        ['of a contact whom alice does not know', 'nosy@public.test', 'alice@ours.test'],
        ['to a user of a host that does not federate', 'nosy@friendly.test', 'carol@closed.test'],
        ['to nobody', 'nosy@public.test', 'nobody@ours.test'],
      ])('%s is refused as for an account that does not exist', async (_, from, to) => {
        const { who, id } = await send(from, to);
        const answer = await who.next(({ attributes }) => attributes['id'] === id, 'the refusal');
        expect(conditionOf(answer)).toBe('service-unavailable');
        await alice.ask(undefined, 'get', PING);
        await carol.ask(undefined, 'get', PING);
        for (const user of [alice, carol]) expect(user.received().filter(mentions(`buy ${id}`))).toEqual([]);
        who.close();
      });
    });

    describe('a hostile room', () => {
      let peer: RawPeer;
      beforeAll(async () => {
        peer = await openPeer(rig.ours.ip, { from: HOSTILE, to: 'ours.test' });
        await peer.features();
        expect(await peer.dialback(SECRET)).toBe('valid');
      });
      afterAll(() => peer?.close());

      const join = async (room: string): Promise<void> => {
        alice.send(`<presence to='${room}/me'><x xmlns='${MUC}'/></presence>`);
        await hostile.stanzas.next(
          ({ name, attributes }) =>
            name === 'presence' && attributes['to'] === `${room}/me` && attributes['type'] === undefined,
          'the presence',
        );
      };
      const arrives = async (id: string, xml: string): Promise<boolean> => {
        peer.send(xml);
        peer.send(`<iq type='get' id='after-${id}' from='${HOSTILE}' to='ours.test'>${PING}</iq>`);
        await hostile.stanzas.next(({ attributes }) => attributes['id'] === `after-${id}`, 'the pong');
        await alice.ask(undefined, 'get', PING);
        return alice.received().some(mentions(id));
      };
      const spam = (room: string, id: string): string =>
        `<message type='chat' id='${id}' from='${room}/seller' to='${alice.jid}'><body>${id}</body></message>`;
      const presence = (room: string, type: string, id: string): string =>
        `<presence id='${id}' from='${room}/me' to='${alice.jid}'${type}/>`;

      test('that alice has left says goodbye, and nothing more', async () => {
        const room = `left@${HOSTILE}`;
        await join(room);
        expect(await arrives('in-1', presence(room, '', 'in-1'))).toBe(true);
        expect(await arrives('said-1', spam(room, 'said-1'))).toBe(true);
        alice.send(`<presence to='${room}/me' type='unavailable'/>`);
        await alice.ask(undefined, 'get', PING);
        expect(await arrives('said-2', spam(room, 'said-2'))).toBe(false);
        expect(await arrives('bye-1', presence(room, " type='unavailable'", 'bye-1'))).toBe(true);
        expect(await arrives('said-3', spam(room, 'said-3'))).toBe(false);
        await join(room);
        expect(await arrives('said-4', spam(room, 'said-4'))).toBe(true);
      });

      test('that did not let alice in', async () => {
        const room = `refusing@${HOSTILE}`;
        await join(room);
        const error = `<presence id='no-1' type='error' from='${room}/me' to='${alice.jid}'><error type='auth'><forbidden xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></presence>`;
        expect(await arrives('no-1', error)).toBe(true);
        expect(await arrives('said-5', spam(room, 'said-5'))).toBe(false);
      });
    });
  });
}
