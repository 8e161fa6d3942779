/**
 * A change takes effect at once, on streams that are open too: it ends those that no longer conform, exactly those, and
 * says which. What was queued is bounced, and nobody is left behind as if he were still there.
 */
import { performance } from 'node:perf_hooks';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { PartnerSettings } from '../../src/model/partner.ts';
import { fateOf } from './matrix/fate.ts';
import { partner, partnerApi } from './support/partner-api.ts';
import { prosodyVersions, type Rig, startServers } from './support/rig.ts';
import { textOf } from './support/xml.ts';
import type { Client } from './support/xmpp-client.ts';

type Settings = Partial<PartnerSettings>;

const ANY: Settings = { tlsNegotiation: 'Optional', saslNegotiation: 'Optional', dialbackNegotiation: true };
const TLS: Settings = { tlsNegotiation: 'Required', saslNegotiation: 'Optional', dialbackNegotiation: true };
const STRICT: Settings = { tlsNegotiation: 'Required', saslNegotiation: 'Required', dialbackNegotiation: false };
const DIALBACK: Settings = { tlsNegotiation: 'Required', saslNegotiation: 'NotSupported', dialbackNegotiation: true };

const FRIENDS = { 'bob@b.test': { subscription: 'both' }, 'sam@self.test': { subscription: 'both' } } as const;
const ALICE = { 'alice@a.test': { subscription: 'both' } } as const;

for (const version of prosodyVersions()) {
  describe(`Prosody ${version}`, () => {
    let rig: Rig<'ours' | 'theirs'>;
    let alice: Client;
    let bob: Client;
    let sam: Client;
    let paul: Client;
    const elapsed: number[] = [];
    beforeAll(async () => {
      rig = await startServers({
        ours: {
          version,
          guarded: true,
          hosts: {
            'a.test': { users: { alice: FRIENDS } },
            'rooms.a.test': { component: 'muc', options: { muc_room_locking: false } },
          },
        },
        theirs: {
          version,
          hosts: {
            'b.test': { users: { bob: ALICE } },
            'rooms.b.test': { component: 'muc', options: { muc_room_locking: false } },
            'self.test': { users: { sam: ALICE }, certificate: { kind: 'self-signed' } },
            'plain.test': { users: { paul: {} }, tls: false },
          },
        },
      });
      await put(ANY);
      [alice, bob, sam, paul] = await Promise.all([
        rig.ours.client('alice@a.test'),
        rig.theirs.client('bob@b.test'),
        rig.theirs.client('sam@self.test'),
        rig.theirs.client('paul@plain.test'),
      ]);
    });
    afterAll(async () => {
      const longest = Math.max(...elapsed).toFixed(0);
      process.stdout.write(
        `Prosody ${version}: from the call to its enforcement ${longest} ms at most (${elapsed.length} changes)\n`,
      );
      await rig?.stop();
    });
    beforeEach(async () => {
      await put(ANY);
      await talkWithAll();
    });

    /** A message that was written into a stream while it was being closed is lost: nobody bounces it. */
    async function bobsServerHasNoticed(): Promise<void> {
      const isOpen = `local host = prosody.hosts["b.test"] return host.s2sout["a.test"] ~= nil`;
      for (let asked = 0; (await rig.theirs.lua(isOpen)) === true; asked++)
        if (asked === 10_000) throw new Error('b.test keeps its stream to a.test');
    }

    const all = (settings: Settings) => [
      partner('b.test', { ...settings, additionalDomains: ['rooms.b.test'] }),
      partner('self.test', settings),
      partner('plain.test', settings),
    ];

    /** As one batch; how long it took is noted. Which streams it says it ended. */
    async function put(settings: Settings, partners = all(settings)): Promise<readonly string[]> {
      const began = performance.now();
      const changes = await partnerApi(rig.ours).put(...partners);
      elapsed.push(performance.now() - began);
      return changes
        .flatMap(({ endedSessions }) => endedSessions)
        .map(({ domain, direction, method }) => `${domain} ${direction} ${method}`)
        .sort();
    }

    async function talkWithAll(): Promise<void> {
      await Promise.all(
        [bob, sam, paul].map(async (other) => {
          expect(await fateOf(alice, other)).toEqual({ arrived: true });
          expect(await fateOf(other, alice)).toEqual({ arrived: true });
        }),
      );
    }

    const open = async (): Promise<readonly string[]> =>
      (await rig.ours.streams())
        .filter(({ authenticated }) => authenticated)
        .map(({ remote, direction, method }) => `${remote} ${direction} ${method}`)
        .sort();

    const EVERYTHING = [
      'b.test inbound sasl-tls',
      'b.test outbound sasl-tls',
      'plain.test inbound tcp-dialback',
      'plain.test outbound tcp-dialback',
      'self.test inbound tls-dialback',
      'self.test outbound tls-dialback',
    ];
    const of = (...names: readonly string[]): readonly string[] =>
      EVERYTHING.filter((line) => names.some((name) => line.startsWith(name)));

    test('the same again, and looser, ends nothing', async () => {
      expect(await open()).toEqual(EVERYTHING);
      expect(await put(ANY)).toEqual([]);
      expect(await put({ ...ANY, saslNegotiation: 'Required' })).toEqual([]);
      expect(
        await put({
          ...ANY,
          description: 'words',
          keepAlive: false,
          connectionLimit: 50,
          partnerType: 'PublicVerified',
        }),
      ).toEqual([]);
      expect(await open()).toEqual(EVERYTHING);
    });

    test('TLS required ends the streams without TLS', async () => {
      expect(await put(TLS)).toEqual(of('plain.test'));
      expect(await open()).toEqual(of('b.test', 'self.test'));
      expect(await fateOf(alice, paul)).toMatchObject({ arrived: false, condition: 'policy-violation' });
      expect(await fateOf(paul, alice)).toMatchObject({ arrived: false });
      expect(await fateOf(alice, sam)).toEqual({ arrived: true });
    });

    test('certificates required ends dialback', async () => {
      expect(await put(STRICT)).toEqual(of('plain.test', 'self.test'));
      expect(await open()).toEqual(of('b.test'));
      for (const other of [sam, paul]) {
        expect(await fateOf(alice, other)).toMatchObject({ arrived: false, condition: 'policy-violation' });
        expect(await fateOf(other, alice)).toMatchObject({ arrived: false });
      }
    });

    test('certificates not supported ends EXTERNAL; the next stream is made by dialback', async () => {
      expect(await put(DIALBACK)).toEqual([...of('b.test'), ...of('plain.test')]);
      expect(await open()).toEqual(of('self.test'));
      expect(await fateOf(alice, bob)).toEqual({ arrived: true });
      expect(await fateOf(bob, alice)).toEqual({ arrived: true });
      expect((await open()).filter((line) => line.startsWith('b.test'))).toEqual([
        'b.test inbound tls-dialback',
        'b.test outbound tls-dialback',
      ]);
    });

    const unavailable = (from: string) =>
      alice.next(
        ({ name, attributes }) =>
          name === 'presence' && attributes['type'] === 'unavailable' && (attributes['from'] ?? '').startsWith(from),
        `${from} unavailable`,
      );

    test('a removal refuses both directions at once; contacts go offline, rooms are left, and no others', async () => {
      for (const friend of [bob, sam]) {
        friend.send('<presence type="unavailable"/>');
        await unavailable(friend.jid);
        friend.send('<presence/>');
        await alice.next(
          ({ name, attributes }) => name === 'presence' && attributes['from'] === friend.jid && !attributes['type'],
          `${friend.jid} available`,
        );
      }
      const join = (client: Client, room: string) =>
        client.send(`<presence to='${room}/${client.bare}'><x xmlns='http://jabber.org/protocol/muc'/></presence>`);
      const joined = (client: Client, room: string) =>
        client.next(
          ({ name, attributes, children }) =>
            name === 'presence' &&
            (attributes['from'] ?? '').startsWith(room) &&
            JSON.stringify(children).includes('"110"') &&
            !attributes['type'],
          `in ${room}`,
        );
      for (const room of ['here@rooms.a.test', 'there@rooms.b.test']) {
        for (const client of [alice, bob]) {
          join(client, room);
          await joined(client, room);
        }
      }
      const before = alice.received().length;
      const began = performance.now();
      const [change] = await partnerApi(rig.ours).remove('b.test');
      elapsed.push(performance.now() - began);
      // with a.test, with rooms.a.test, and rooms.b.test with a.test, in both directions
      expect(change?.endedSessions.map(({ domain }) => domain).sort()).toEqual([
        ...Array.from({ length: 4 }, () => 'b.test'),
        ...Array.from({ length: 2 }, () => 'rooms.b.test'),
      ]);
      await unavailable(bob.jid);
      await unavailable('here@rooms.a.test/bob@b.test');
      const self = await unavailable('there@rooms.b.test/alice@a.test');
      expect(JSON.stringify(self.children)).toContain('"110"');
      expect(await open()).toEqual(of('plain.test', 'self.test'));
      expect(await fateOf(alice, bob)).toEqual({
        arrived: false,
        condition: 'not-allowed',
        text: 'b.test is not a federation partner',
      });
      await bobsServerHasNoticed();
      expect(await fateOf(bob, alice)).toMatchObject({ arrived: false });
      expect(await fateOf(alice, sam)).toEqual({ arrived: true });
      const gone = alice
        .received()
        .slice(before)
        .filter(({ name, attributes }) => name === 'presence' && attributes['type'] === 'unavailable');
      expect(gone.map(({ attributes }) => attributes['from']).filter((from) => from?.includes('self.test'))).toEqual(
        [],
      );
      expect(
        await rig.ours.lua(`local room = prosody.hosts["rooms.a.test"].modules.muc.get_room_from_jid("here@rooms.a.test")
        local names = {} for _, occupant in room:each_occupant() do names[#names + 1] = occupant.nick end return names`),
      ).toEqual(['here@rooms.a.test/alice@a.test']);
    });

    test('a block cuts off at once, survives a restart and a change of the partner, and is lifted', async () => {
      const api = partnerApi(rig.ours);
      const body = { reason: 'a drill', actor: 'tests', until: null };
      const began = performance.now();
      const answer = await api.call('/v1/blocks/b.test', { method: 'PUT', body });
      elapsed.push(performance.now() - began);
      expect(answer).toMatchObject({ status: 200 });
      expect(await open()).toEqual(of('plain.test', 'self.test'));
      const blocked = async (): Promise<void> => {
        expect(await fateOf(alice, bob)).toMatchObject({
          condition: 'not-allowed',
          text: 'b.test is not a federation partner',
        });
        await bobsServerHasNoticed();
        expect(await fateOf(bob, alice)).toMatchObject({ arrived: false });
      };
      await blocked();
      await put(TLS);
      await put(ANY);
      await blocked();
      await rig.ours.kill();
      await rig.ours.start();
      alice = await rig.ours.client('alice@a.test');
      await blocked();
      expect(await api.call('/v1/blocks/b.test', { method: 'DELETE' })).toMatchObject({ status: 200 });
      expect(await fateOf(alice, bob)).toEqual({ arrived: true });
      expect(await fateOf(bob, alice)).toEqual({ arrived: true });
    });

    test('what waits for a stream that is ended is bounced, once', async () => {
      // the partner's server does not answer: what is said waits
      await rig.ours.closeStreams();
      rig.theirs.signal('SIGSTOP');
      const ids = [alice.say('bob@b.test', 'one'), alice.say('bob@b.test', 'two')];
      await expect.poll(async () => (await partnerApi(rig.ours).sessions()).length).toBeGreaterThan(0);
      await partnerApi(rig.ours).remove('b.test');
      for (const id of ids) {
        const bounce = await alice.next(({ attributes }) => attributes['id'] === id, 'the bounce');
        expect(bounce.attributes['type']).toBe('error');
        expect(JSON.stringify(bounce.children)).toContain('b.test is not a federation partner');
      }
      rig.theirs.signal('SIGCONT');
      await put(ANY);
      await talkWithAll();
      expect(alice.received().filter(({ attributes }) => attributes['id'] === ids[0])).toHaveLength(1);
      expect(bob.received().filter((stanza) => textOf(stanza, 'body') === 'one')).toEqual([]);
    });

    test('a closed session and a refusal are one line each, and many are counted', async () => {
      await partnerApi(rig.ours).remove('self.test');
      await rig.ours.line(
        /closed reason=unlisted domain=self\.test direction=(in|out)bound local=a\.test method=tls-dialback/,
      );
      for (let times = 0; times < 5; times += 1) await fateOf(alice, sam);
      const lines = rig.ours.log.all.filter((line) =>
        line.includes('refused reason=unlisted domain=self.test direction=outbound'),
      );
      expect(lines).toHaveLength(1);
    });
  });
}
