/**
 * Which contacts of a partner reach our users, by its type: every kind of stanza, real users, real rosters. Alice knows
 * `friend` (in every way that counts, one user each) and not `nosy`.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { partner, partnerApi } from './support/partner-api.ts';
import { prosodyVersions, type Rig, startServers } from './support/rig.ts';
import type { Roster } from './support/server-options.ts';
import { conditionOf, type Element, textOf } from './support/xml.ts';
import { type Client, newId } from './support/xmpp-client.ts';

const PING = "<ping xmlns='urn:xmpp:ping'/>";
const MUC = 'http://jabber.org/protocol/muc';

/** Partner domains and their types. */
const TYPES = {
  'federated.test': 'Federated',
  'verified.test': 'PublicVerified',
  'public.test': 'PublicUnverified',
} as const;

/** How alice can have accepted a contact of public.test. */
const ACCEPTED: Roster = {
  'invited@public.test': { subscription: 'none', ask: 'subscribe' },
  'watched@public.test': { subscription: 'to' },
  'watching@public.test': { subscription: 'from' },
  'friend@public.test': { subscription: 'both' },
  'approved@public.test': { subscription: 'none', approved: true },
};
const NEITHER: Roster = { 'listed@public.test': { subscription: 'none' } };

for (const version of prosodyVersions()) {
  describe(`Prosody ${version}`, () => {
    let rig: Rig<'ours' | 'theirs'>;
    let alice: Client;
    beforeAll(async () => {
      const people = ['nosy', 'listed', 'invited', 'watched', 'watching', 'friend', 'approved'];
      const users = Object.fromEntries(people.map((name) => [name, {}]));
      const room = { component: 'muc', options: { muc_room_locking: false } } as const;
      rig = await startServers({
        ours: {
          version,
          guarded: true,
          hosts: {
            'ours.test': {
              users: {
                alice: { ...ACCEPTED, ...NEITHER },
                offline: { 'friend@public.test': { subscription: 'both' } },
              },
            },
            'rooms.ours.test': room,
          },
        },
        theirs: {
          version,
          hosts: {
            ...Object.fromEntries(Object.keys(TYPES).map((domain) => [domain, { users }])),
            'rooms.public.test': room,
          },
        },
      });
      await partnerApi(rig.ours).put(
        ...Object.entries(TYPES).map(([domain, partnerType]) =>
          partner(domain, { partnerType, additionalDomains: domain === 'public.test' ? ['rooms.public.test'] : [] }),
        ),
      );
      alice = await rig.ours.client('alice@ours.test/desk');
    });
    afterAll(() => rig?.stop());

    const clients = new Map<string, Client>();
    const client = async (address: string): Promise<Client> => {
      const known = clients.get(address);
      if (known !== undefined) return known;
      const made = await rig.theirs.client(address);
      clients.set(address, made);
      return made;
    };

    const withId = (id: string) => (stanza: Element) => stanza.attributes['id'] === id;

    /** Everything that `from` has sent so far has been dealt with by our server. */
    const settled = async (from: Client): Promise<void> => {
      await from.ask('ours.test', 'get', PING);
      await alice.ask(undefined, 'get', "<query xmlns='jabber:iq:roster'/>");
    };

    const reachedAlice = async (from: Client, id: string): Promise<boolean> => {
      await settled(from);
      return alice.received().some(withId(id));
    };

    /** What is sent, and whether it must get through where the sender is not accepted; '' where nothing comes back. */
    const KINDS: readonly (readonly [string, (to: string, id: string) => string, string])[] = [
      [
        'a message',
        (to, id) => `<message to='${to}' id='${id}' type='chat'><body>hello</body></message>`,
        'service-unavailable',
      ],
      [
        'a message to a resource',
        (to, id) => `<message to='${to}/desk' id='${id}' type='chat'><body>hello</body></message>`,
        'service-unavailable',
      ],
      [
        'a headline',
        (to, id) => `<message to='${to}' id='${id}' type='headline'><body>news</body></message>`,
        'service-unavailable',
      ],
      [
        'an invitation to a room',
        (to, id) =>
          `<message to='${to}' id='${id}'><x xmlns='jabber:x:conference' jid='trap@rooms.public.test'/></message>`,
        'service-unavailable',
      ],
      [
        'groupchat out of nowhere',
        (to, id) => `<message to='${to}/desk' id='${id}' type='groupchat'><body>hello</body></message>`,
        'service-unavailable',
      ],
      ['directed presence', (to, id) => `<presence to='${to}/desk' id='${id}'><status>look</status></presence>`, ''],
      [
        'unavailable presence',
        (to, id) => `<presence to='${to}/desk' id='${id}' type='unavailable'><status>look</status></presence>`,
        '',
      ],
      [
        'an IQ request to a resource',
        (to, id) => `<iq to='${to}/desk' id='${id}' type='get'><query xmlns='jabber:iq:version'/></iq>`,
        'service-unavailable',
      ],
      [
        'an IQ request that sets something',
        (to, id) => `<iq to='${to}/desk' id='${id}' type='set'><query xmlns='jabber:iq:private'/></iq>`,
        'service-unavailable',
      ],
    ];

    describe.each(KINDS)('%s', (_, stanza, condition) => {
      test.each(['federated.test', 'verified.test'])('of a stranger at %s passes', async (domain) => {
        const nosy = await client(`nosy@${domain}/home`);
        const id = newId();
        nosy.send(stanza(alice.bare, id));
        expect(await reachedAlice(nosy, id)).toBe(true);
      });

      test.each(Object.keys(ACCEPTED))('of %s, whom alice has accepted, passes', async (address) => {
        const friend = await client(`${address}/home`);
        const id = newId();
        friend.send(stanza(alice.bare, id));
        expect(await reachedAlice(friend, id)).toBe(true);
      });

      test.each(['nosy@public.test', 'listed@public.test'])('of %s, whom alice has not, does not', async (address) => {
        const nosy = await client(`${address}/home`);
        const id = newId();
        nosy.send(stanza(alice.bare, id));
        if (condition !== '') {
          const answer = await nosy.next(withId(id), 'the refusal');
          expect(answer.attributes['type']).toBe('error');
          expect(conditionOf(answer)).toBe(condition);
        }
        expect(await reachedAlice(nosy, id)).toBe(false);
      });

      test('is answered as for an account that does not exist', async () => {
        if (condition === '') return;
        const nosy = await client('nosy@public.test/home');
        const answers = await Promise.all(
          ['alice@ours.test', 'offline@ours.test', 'nobody@ours.test'].map(async (to) => {
            const id = newId();
            nosy.send(stanza(to, id));
            const { attributes, children } = await nosy.next(withId(id), `the answer of ${to}`);
            return JSON.stringify([{ ...attributes, id: '', from: '' }, children]).replaceAll(to, 'TO');
          }),
        );
        expect(new Set(answers).size).toBe(1);
      });
    });

    test.each(['alice', 'nobody'])(
      'a subscription request of a stranger to %s is answered unsubscribed',
      async (name) => {
        const nosy = await client('nosy@public.test/home');
        // Prosody tells only those who have asked for their roster
        await nosy.ask(undefined, 'get', "<query xmlns='jabber:iq:roster'/>");
        nosy.send(`<presence to='${name}@ours.test' type='subscribe' id='${newId()}'/>`);
        const answer = await nosy.next(
          ({ name: kind, attributes }) =>
            kind === 'presence' && attributes['type'] === 'unsubscribed' && attributes['from'] === `${name}@ours.test`,
          'unsubscribed',
        );
        expect(answer.attributes['to']).toBe(nosy.bare);
        await settled(nosy);
        const asked = alice
          .received()
          .filter(({ attributes }) => attributes['type'] === 'subscribe' && attributes['from'] === nosy.bare);
        expect(asked).toEqual([]);
      },
    );

    test.each(['verified.test', 'federated.test'])(
      'a subscription request of a stranger at %s arrives',
      async (domain) => {
        const nosy = await client(`nosy@${domain}/home`);
        nosy.send(`<presence to='alice@ours.test' type='subscribe'/>`);
        await alice.next(
          ({ attributes }) => attributes['type'] === 'subscribe' && attributes['from'] === nosy.bare,
          'the request',
        );
      },
    );

    test('an invitation opens the way: subscribe, subscribed, presence, messages', async () => {
      const late = await client('nosy@public.test/home');
      alice.send(`<presence to='${late.bare}' type='subscribe'/>`);
      await late.next(({ attributes }) => attributes['type'] === 'subscribe', 'the invitation');
      late.send("<presence to='alice@ours.test' type='subscribed'/>");
      late.send("<presence to='alice@ours.test' type='subscribe'/>");
      await alice.next(
        ({ attributes }) => attributes['type'] === 'subscribe' && attributes['from'] === late.bare,
        'the request',
      );
      const id = late.say('alice@ours.test', 'thanks');
      expect(textOf(await alice.next(withId(id), 'the message'), 'body')).toBe('thanks');
      alice.send(`<presence to='${late.bare}' type='unsubscribe'/><presence to='${late.bare}' type='unsubscribed'/>`);
      await alice.ask(
        undefined,
        'set',
        `<query xmlns='jabber:iq:roster'><item jid='${late.bare}' subscription='remove'/></query>`,
      );
      const refused = late.say('alice@ours.test', 'still there?');
      expect(conditionOf(await late.next(withId(refused), 'the refusal'))).toBe('service-unavailable');
    });

    test('answers pass: errors and results of a stranger whom alice has asked', async () => {
      const nosy = await client('nosy@public.test/home');
      expect((await alice.ask('public.test', 'get', PING)).attributes['type']).toBe('result');
      const id = newId();
      alice.send(`<iq to='${nosy.jid}' id='${id}' type='get'><query xmlns='jabber:iq:version'/></iq>`);
      await nosy.next(withId(id), 'the question');
      nosy.send(`<iq to='${alice.jid}' id='${id}' type='result'><query xmlns='jabber:iq:version'/></iq>`);
      expect((await alice.next(withId(id), 'the result')).attributes['type']).toBe('result');
      const error = alice.say('nobody@public.test', 'anybody there?');
      expect((await alice.next(withId(error), 'the error')).attributes['type']).toBe('error');
    });

    const join = (who: Client, room: string): void =>
      who.send(`<presence to='${room}/${who.bare}'><x xmlns='${MUC}'/></presence>`);
    const selfPresence = (who: Client, room: string, type?: string) =>
      who.next(
        ({ name, attributes, children }) =>
          name === 'presence' &&
          (attributes['from'] ?? '').startsWith(room) &&
          attributes['type'] === type &&
          JSON.stringify(children).includes('"110"'),
        `${type ?? 'available'} in ${room}`,
      );

    test('a room of theirs that alice has joined: presence, groupchat, private messages, leaving; then nothing more', async () => {
      const room = 'club@rooms.public.test';
      const nosy = await client('nosy@public.test/home');
      join(nosy, room);
      await selfPresence(nosy, room);
      join(alice, room);
      await selfPresence(alice, room);
      const said = newId();
      nosy.send(`<message to='${room}' type='groupchat' id='${said}'><body>hello all</body></message>`);
      expect((await alice.next(withId(said), 'groupchat')).attributes['from']).toBe(`${room}/${nosy.bare}`);
      const whispered = newId();
      nosy.send(`<message to='${room}/${alice.bare}' type='chat' id='${whispered}'><body>psst</body></message>`);
      await alice.next(withId(whispered), 'a private message');
      alice.send(`<presence to='${room}/${alice.bare}' type='unavailable'/>`);
      await selfPresence(alice, room, 'unavailable');
      nosy.send(
        `<message to='${room}' id='${newId()}'><x xmlns='${MUC}#user'><invite to='${alice.bare}'><reason>back</reason></invite></x></message>`,
      );
      await nosy.ask('ours.test', 'get', PING);
      await settled(nosy);
      expect(alice.received().filter((stanza) => JSON.stringify(stanza).includes('"back"'))).toEqual([]);
    });

    test('our rooms are open to them', async () => {
      const room = 'lobby@rooms.ours.test';
      const nosy = await client('nosy@public.test/home');
      for (const who of [alice, nosy]) {
        join(who, room);
        await selfPresence(who, room);
      }
      const said = newId();
      nosy.send(`<message to='${room}' type='groupchat' id='${said}'><body>hello</body></message>`);
      await alice.next(withId(said), 'groupchat');
    });

    test('messages to a user who is away: of an accepted contact only', async () => {
      const [friend, nosy] = await Promise.all([client('friend@public.test/home'), client('nosy@public.test/home')]);
      const kept = friend.say('offline@ours.test', 'kept');
      const refused = nosy.say('offline@ours.test', 'refused');
      expect(conditionOf(await nosy.next(withId(refused), 'the refusal'))).toBe('service-unavailable');
      await settled(friend);
      const offline = await rig.ours.client('offline@ours.test');
      await offline.next(withId(kept), 'the message');
      expect(offline.received().some(withId(refused))).toBe(false);
    });

    test('the type changes while streams are open', async () => {
      const nosy = await client('nosy@verified.test/home');
      await partnerApi(rig.ours).put(partner('verified.test', { partnerType: 'PublicUnverified' }));
      const id = nosy.say('alice@ours.test', 'and now?');
      expect(conditionOf(await nosy.next(withId(id), 'the refusal'))).toBe('service-unavailable');
      await partnerApi(rig.ours).put(partner('verified.test', { partnerType: 'PublicVerified' }));
      await alice.next(withId(nosy.say('alice@ours.test', 'and now?')), 'the message');
    });
  });
}
