/** Whom enforcing reaches: every host, every component, names beyond ASCII, IPv6; and nobody who is not listed. */
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fateOf } from './matrix/fate.ts';
import { partner, partnerApi } from './support/partner-api.ts';
import { prosodyVersions, type Rig, startServers } from './support/rig.ts';
import { childOf, conditionOf, type Element, elementsOf, textOf } from './support/xml.ts';
import type { Client } from './support/xmpp-client.ts';

const hasIpv6 = Object.values(networkInterfaces()).some((each) => each?.some(({ address }) => address === '::1'));
if (!hasIpv6) process.stderr.write('IPv6 is not tested: this kernel has no ::1\n');

/** Rooms that need no owner to open them. */
const rooms = { component: 'muc', options: { muc_room_locking: false } } as const;

for (const version of prosodyVersions()) {
  describe(`Prosody ${version}`, () => {
    let rig: Rig<'ours' | 'theirs' | 'six'>;
    let alice: Client;
    let bob: Client;
    let stranger: Client;
    beforeAll(async () => {
      const users = { user: {} };
      rig = await startServers({
        ours: {
          version,
          guarded: true,
          options: { use_ipv6: hasIpv6 },
          hosts: { 'ours.test': { users }, 'second.test': { users }, 'rooms.ours.test': rooms },
        },
        theirs: {
          version,
          hosts: {
            'b.test': { users },
            'bücher.test': { users },
            'rooms.b.test': rooms,
            'stranger.test': { users },
            'rooms.stranger.test': rooms,
          },
        },
        six: { version, ipv6: hasIpv6, hosts: { 'six.test': { users } } },
      });
      await partnerApi(rig.ours).put(
        partner('b.test', { additionalDomains: ['rooms.b.test'] }),
        partner('xn--bcher-kva.test'),
        partner('six.test'),
      );
      [alice, bob, stranger] = await Promise.all([
        rig.ours.client('user@ours.test'),
        rig.theirs.client('user@b.test'),
        rig.theirs.client('user@stranger.test'),
      ]);
    });
    afterAll(() => rig?.stop());

    const bothWays = async (one: Client, other: Client): Promise<void> => {
      expect(await fateOf(one, other)).toEqual({ arrived: true });
      expect(await fateOf(other, one)).toEqual({ arrived: true });
    };

    test('every host of the server is enforced and open to partners', async () => {
      const { body } = await partnerApi(rig.ours).call('/v1/health');
      expect(body).toMatchObject({
        enforcing: true,
        hosts: ['ours.test', 'rooms.ours.test', 'second.test'].map((domain) => ({ domain, enforced: true })),
      });
      await bothWays(await rig.ours.client('user@second.test'), bob);
    });

    test('a domain beyond ASCII', async () => {
      await bothWays(alice, await rig.theirs.client('user@bücher.test'));
      const sessions = await partnerApi(rig.ours).sessions();
      const named = sessions.filter(({ remoteDomain }) => remoteDomain === 'xn--bcher-kva.test');
      expect(named.map(({ direction, method }) => `${direction} ${method}`).sort()).toEqual([
        'inbound sasl-tls',
        'outbound sasl-tls',
      ]);
    });

    test.each(hasIpv6 ? ['six.test'] : [])('%s, over IPv6', async (domain) => {
      await bothWays(alice, await rig.six.client(`user@${domain}`));
      const stream = (await rig.ours.streams()).find((each) => each.remote === domain && each.direction === 'outbound');
      expect(stream).toMatchObject({ method: 'sasl-tls', peer: '::1' });
    });

    const joined = ({ name, attributes, children }: Element): boolean =>
      name === 'presence' && attributes['type'] !== 'error' && JSON.stringify(children).includes('"110"');
    const join = (client: Client, room: string): void =>
      client.send(`<presence to='${room}/${client.bare}'><x xmlns='http://jabber.org/protocol/muc'/></presence>`);

    test.each(['room@rooms.ours.test', 'room@rooms.b.test'])('%s: partners meet there', async (room) => {
      for (const client of [alice, bob]) {
        join(client, room);
        await client.next((stanza) => joined(stanza) && (stanza.attributes['from'] ?? '').startsWith(room), `${room}`);
      }
      alice.send(`<message type='groupchat' to='${room}'><body>${room}</body></message>`);
      const said = await bob.next((stanza) => textOf(stanza, 'body') === room, 'what alice said');
      expect(said.attributes['from']).toBe(`${room}/${alice.bare}`);
    });

    test('who is not listed reaches no host and no component', async () => {
      const second = await rig.ours.client('user@second.test/other');
      for (const [one, other] of [
        [stranger, alice],
        [stranger, second],
      ] as const) {
        expect(await fateOf(one, other)).toMatchObject({ arrived: false });
        const { arrived, condition, text } = await fateOf(other, one);
        expect({ arrived, condition, text }).toEqual({
          arrived: false,
          condition: 'not-allowed',
          text: 'stranger.test is not a federation partner',
        });
      }
      for (const [client, room] of [
        [stranger, 'room@rooms.ours.test'],
        [alice, 'room@rooms.stranger.test'],
      ] as const) {
        join(client, room);
        const answer = await client.next(
          ({ name, attributes }) => name === 'presence' && (attributes['from'] ?? '').startsWith(room),
          'the answer to joining',
        );
        expect(conditionOf(answer)).toBeDefined();
        expect(elementsOf(childOf(answer, 'error') ?? answer)).not.toEqual([]);
      }
      expect(await partnerApi(rig.ours).sessions()).not.toContainEqual(
        expect.objectContaining({ remoteDomain: 'stranger.test', method: expect.anything() as unknown }),
      );
    });
  });
}
