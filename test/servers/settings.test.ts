/** connectionLimit, proxyFqdn, keepAlive and the end of a certificate, on real streams. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { fateOf } from './matrix/fate.ts';
import { partner, partnerApi } from './support/partner-api.ts';
import { prosodyVersions, type Rig, startServers } from './support/rig.ts';
import type { ServerOptions } from './support/server-options.ts';
import type { Client } from './support/xmpp-client.ts';

const users = { user: {} };

for (const version of prosodyVersions()) {
  describe(`Prosody ${version}`, () => {
    let rig: Rig<'ours' | 'theirs'>;
    afterEach(() => rig?.stop());

    interface Wishes {
      readonly ours?: Partial<ServerOptions>;
      readonly theirs?: Partial<ServerOptions>;
      readonly names?: Readonly<Record<string, string>>;
    }

    const start = async ({ ours, theirs, names = {} }: Wishes = {}): Promise<void> => {
      rig = await startServers(
        {
          ours: { version, guarded: true, hosts: { 'ours.test': { users }, 'second.test': { users } }, ...ours },
          theirs: { version, hosts: { 'b.test': { users }, 'c.test': { users } }, ...theirs },
        },
        { names },
      );
    };
    const open = async (): Promise<readonly string[]> =>
      (await rig.ours.streams())
        .filter(({ authenticated }) => authenticated)
        .map(({ local, remote, direction }) => `${local} ${remote} ${direction}`)
        .sort();
    const people = (): Promise<readonly [Client, Client, Client]> =>
      Promise.all([
        rig.ours.client('user@ours.test'),
        rig.ours.client('user@second.test'),
        rig.theirs.client('user@b.test'),
      ]);

    describe('connectionLimit', () => {
      test('1: one direction; the other one is refused, and says why', async () => {
        await start();
        await partnerApi(rig.ours).put(partner('b.test', { connectionLimit: 1 }));
        const [alice, , bob] = await people();
        expect(await fateOf(alice, bob)).toEqual({ arrived: true });
        expect(await fateOf(bob, alice)).toMatchObject({ arrived: false });
        await rig.ours.line(/refused reason=limit domain=b\.test direction=inbound/);
        expect(await open()).toEqual(['ours.test b.test outbound']);
        await rig.ours.closeStreams();
        await expect.poll(open).toEqual([]);
        expect(await fateOf(bob, alice)).toEqual({ arrived: true });
        expect(await fateOf(alice, bob)).toEqual({
          arrived: false,
          condition: 'resource-constraint',
          text: 'The connectionLimit of b.test is reached',
        });
      });

      // to ask about the key of one stream takes a stream in the other direction, which is authenticated first
      test('1 with dialback: whoever begins is refused, is told why, and the other direction is open', async () => {
        await start();
        await partnerApi(rig.ours).put(partner('b.test', { connectionLimit: 1, saslNegotiation: 'NotSupported' }));
        const [alice, , bob] = await people();
        expect(await fateOf(alice, bob)).toEqual({
          arrived: false,
          condition: 'resource-constraint',
          text: 'Server-to-server connection failed: The connectionLimit of b.test is reached',
        });
        await rig.ours.line(/refused reason=limit domain=b\.test direction=outbound/);
        expect(await open()).toEqual(['ours.test b.test inbound']);
        expect(await fateOf(bob, alice)).toEqual({ arrived: true });
        await rig.ours.closeStreams();
        await expect.poll(open).toEqual([]);
        expect(await fateOf(bob, alice)).toMatchObject({
          arrived: false,
          text: 'Server-to-server connection failed: resource-constraint (No more connections are accepted)',
        });
        expect(await open()).toEqual(['ours.test b.test outbound']);
        expect(await fateOf(alice, bob)).toEqual({ arrived: true });
      });

      test('2: over all domains of the partner and all our hosts', async () => {
        await start();
        await partnerApi(rig.ours).put(partner('b.test', { connectionLimit: 2, additionalDomains: ['c.test'] }));
        const [alice, second, bob] = await people();
        const cat = await rig.theirs.client('user@c.test');
        expect(await fateOf(alice, bob)).toEqual({ arrived: true });
        expect(await fateOf(alice, cat)).toEqual({ arrived: true });
        expect(await fateOf(second, bob)).toMatchObject({ arrived: false, condition: 'resource-constraint' });
        expect(await fateOf(bob, alice)).toMatchObject({ arrived: false });
        // streams that are there go on
        expect(await fateOf(alice, bob)).toEqual({ arrived: true });
        expect(await open()).toEqual(['ours.test b.test outbound', 'ours.test c.test outbound']);
      });

      test('lowered, it ends the newest', async () => {
        await start();
        const api = partnerApi(rig.ours);
        await api.put(partner('b.test', { connectionLimit: 10 }));
        const [alice, second, bob] = await people();
        for (const [from, to] of [
          [alice, bob],
          [bob, alice],
          [second, bob],
          [bob, second],
        ] as const)
          expect(await fateOf(from, to)).toEqual({ arrived: true });
        const [change] = await api.put(partner('b.test', { connectionLimit: 3 }));
        expect(change?.endedSessions).toEqual([{ domain: 'b.test', direction: 'inbound', method: 'sasl-tls' }]);
        expect(await open()).toEqual([
          'ours.test b.test inbound',
          'ours.test b.test outbound',
          'second.test b.test outbound',
        ]);
        const [again] = await api.put(partner('b.test', { connectionLimit: 1 }));
        expect(again?.endedSessions).toHaveLength(2);
        expect(await open()).toEqual(['ours.test b.test outbound']);
      });

      test('a bidirectional stream counts once', async () => {
        await start({ ours: { bidi: true }, theirs: { bidi: true } });
        await partnerApi(rig.ours).put(partner('b.test', { connectionLimit: 1 }));
        const [alice, , bob] = await people();
        expect(await fateOf(alice, bob)).toEqual({ arrived: true });
        expect(await fateOf(bob, alice)).toEqual({ arrived: true });
        expect(await partnerApi(rig.ours).sessions()).toMatchObject([
          { direction: 'outbound', bidi: true, method: 'sasl-tls' },
        ]);
      });

      test('streams that are not authenticated do not count', async () => {
        await start();
        await partnerApi(rig.ours).put(
          partner('b.test', { connectionLimit: 2, tlsNegotiation: 'Required', saslNegotiation: 'NotSupported' }),
        );
        const [alice, , bob] = await people();
        expect(await fateOf(alice, bob)).toEqual({ arrived: true });
        expect(await fateOf(bob, alice)).toEqual({ arrived: true });
        expect(await open()).toEqual(['ours.test b.test inbound', 'ours.test b.test outbound']);
      });
    });

    describe('proxyFqdn', () => {
      const hidden = {
        hosts: { 'hidden.test': { users, dns: false }, 'chat.hidden.test': { users, dns: false } },
      } as const;
      const names = { 'edge.test': 'theirs', 'edge2.test': 'theirs', 'nowhere.test': 'ours' };

      test.each([
        ['sasl-tls', { saslNegotiation: 'Required' }],
        ['tls-dialback', { saslNegotiation: 'NotSupported' }],
      ] as const)('%s: all its domains are looked for there, also to ask about keys', async (method, settings) => {
        await start({ theirs: hidden, names });
        const api = partnerApi(rig.ours);
        const declared = (proxyFqdn: string | null) =>
          partner('hidden.test', { ...settings, additionalDomains: ['chat.hidden.test'], proxyFqdn });
        await api.put(declared(null));
        const alice = await rig.ours.client('user@ours.test');
        const [bob, chat] = await Promise.all([
          rig.theirs.client('user@hidden.test'),
          rig.theirs.client('user@chat.hidden.test'),
        ]);
        expect(await fateOf(alice, bob)).toMatchObject({ arrived: false });
        await api.put(declared('edge.test'));
        for (const other of [bob, chat]) {
          expect(await fateOf(other, alice)).toEqual({ arrived: true });
          expect(await fateOf(alice, other)).toEqual({ arrived: true });
        }
        // the certificate is the domain's, not the proxy's
        const sessions = await api.sessions();
        expect(sessions).toHaveLength(4);
        for (const session of sessions) expect(session).toMatchObject({ method, certificate: 'valid' });
        const [change] = await api.put(declared('edge2.test'));
        expect(change?.endedSessions.map(({ domain, direction }) => `${domain} ${direction}`).sort()).toEqual([
          'chat.hidden.test outbound',
          'hidden.test outbound',
        ]);
        expect(await fateOf(alice, bob)).toEqual({ arrived: true });
        await api.put(declared('nowhere.test'));
        expect(await fateOf(alice, bob)).toMatchObject({ arrived: false });
        await api.put(declared('no-such-name.test'));
        expect(await fateOf(alice, bob)).toMatchObject({ arrived: false });
      });

      test('no SRV record is asked for', async () => {
        await start({ theirs: { hosts: { ...hidden.hosts, 'b.test': { users } } }, names });
        await partnerApi(rig.ours).put(partner('hidden.test', { proxyFqdn: 'edge.test' }), partner('b.test'));
        const alice = await rig.ours.client('user@ours.test');
        for (const domain of ['hidden.test', 'b.test'])
          expect(await fateOf(alice, await rig.theirs.client(`user@${domain}`))).toEqual({ arrived: true });
        const asked = rig.ours.log.all.flatMap(
          (line) => /\tResolve (\S+) IN (\S+)/.exec(line)?.slice(1).join(' ') ?? [],
        );
        expect(asked).toEqual([
          'edge.test A',
          '_xmpps-server._tcp.b.test SRV',
          '_xmpp-server._tcp.b.test SRV',
          'b.test A',
        ]);
      });

      test('is undone when the module is unloaded, and there again after a reload', async () => {
        await start({ theirs: hidden, names });
        await partnerApi(rig.ours).put(partner('hidden.test', { proxyFqdn: 'edge.test' }));
        const resolver = 'return tostring(require "net.resolvers.service".new)';
        const [alice, bob] = await Promise.all([
          rig.ours.client('user@ours.test'),
          rig.theirs.client('user@hidden.test'),
        ]);
        expect(await fateOf(alice, bob)).toEqual({ arrived: true });
        await rig.ours.lua('modulemanager.reload("*", "partner_policy")');
        await rig.ours.closeStreams();
        expect(await fateOf(alice, bob)).toEqual({ arrived: true });
        await rig.ours.lua('modulemanager.unload("*", "partner_policy")');
        const without = await rig.ours.lua<string>(resolver);
        await rig.ours.lua('modulemanager.load("ours.test", "partner_policy")');
        await rig.ours.lua('modulemanager.unload("*", "partner_policy")');
        expect(await rig.ours.lua(resolver)).toBe(without);
      });
    });

    describe('keepAlive', () => {
      test('white space for whoever wants it; idle streams of the others may end', async () => {
        await start({
          ours: { options: { partner_policy_keepalive_interval: 1, network_settings: { read_timeout: 3 } } },
        });
        const api = partnerApi(rig.ours);
        await api.put(partner('b.test', { keepAlive: true }), partner('c.test', { keepAlive: false }));
        const [alice, , bob] = await people();
        const cat = await rig.theirs.client('user@c.test');
        expect(await fateOf(alice, bob)).toEqual({ arrived: true });
        expect(await fateOf(alice, cat)).toEqual({ arrived: true });
        const id = (domain: string): Promise<string> =>
          rig.ours.lua(`return prosody.hosts["ours.test"].s2sout["${domain}"].id`);
        const [kept, left] = await Promise.all([id('b.test'), id('c.test')]);
        await rig.ours.line(new RegExp(`^${kept}.*Sending\\[s2sout\\]:\\s*$`));
        await rig.ours.line(new RegExp(`^${left}.*s2s disconnected.*read timeout`));
        expect(rig.ours.log.all.filter((line) => new RegExp(`^${left}.*Sending\\[s2sout\\]:\\s*$`).test(line))).toEqual(
          [],
        );
        expect(await open()).toEqual(['ours.test b.test outbound']);
        expect(await fateOf(alice, cat)).toEqual({ arrived: true });
      });

      test('TCP keepalives of new streams', async () => {
        await start({ theirs: { hosts: { 'b.test': { users, tls: false }, 'c.test': { users, tls: false } } } });
        const plain = { tlsNegotiation: 'NotSupported', saslNegotiation: 'NotSupported' } as const;
        await partnerApi(rig.ours).put(
          partner('b.test', { ...plain, keepAlive: true }),
          partner('c.test', { ...plain, keepAlive: false }),
        );
        const [alice, , bob] = await people();
        const cat = await rig.theirs.client('user@c.test');
        for (const other of [bob, cat]) {
          expect(await fateOf(alice, other)).toEqual({ arrived: true });
          expect(await fateOf(other, alice)).toEqual({ arrived: true });
        }
        const alive = await rig.ours.lua(`local list = array()
          for _, session in pairs(module:shared("/*/s2s/sessions")) do
            local remote = session.direction == "outgoing" and session.to_host or session.from_host
            list:push(remote .. " " .. tostring(session.conn:socket():getoption("keepalive")))
          end
          return list:sort()`);
        expect(alive).toEqual(['b.test true', 'b.test true', 'c.test false', 'c.test false']);
      });
    });

    test('a stream that was authenticated by a certificate ends when that does; others stay', async () => {
      await start();
      // it looks every five seconds, and here twice a second
      const file = join(rig.ours.plugins, 'mod_partner_policy/mod_partner_policy.lua');
      const text = readFileSync(file, 'utf8');
      expect(text).toContain('local TICK, KEEP_OBSERVED = 5, 30;');
      writeFileSync(file, text.replace('TICK, KEEP_OBSERVED = 5, 30;', 'TICK, KEEP_OBSERVED = 0.5, 30;'));
      await rig.ours.lua('assert(modulemanager.reload("*", "partner_policy"))');
      await partnerApi(rig.ours).put(
        partner('b.test'),
        partner('c.test', { tlsNegotiation: 'Required', saslNegotiation: 'NotSupported' }),
      );
      const [alice, , bob] = await people();
      const cat = await rig.theirs.client('user@c.test');
      for (const other of [bob, cat]) {
        expect(await fateOf(alice, other)).toEqual({ arrived: true });
        expect(await fateOf(other, alice)).toEqual({ arrived: true });
      }
      const days = await rig.ours.lua<readonly number[]>(`local list = array()
        for _, session in pairs(module:shared("/*/s2s/sessions")) do
          local mark = session.partner_policy
          if mark.certificate_end then
            list:push(math.floor((mark.certificate_end - os.time()) / 86400 + 0.5))
            mark.certificate_end = os.time()
          end
        end
        return list`);
      expect(days).toEqual([30, 30]);
      await rig.ours.line(/closed reason=certificate-expired domain=b\.test/);
      await expect.poll(open).toEqual(['ours.test c.test inbound', 'ours.test c.test outbound']);
    });
  });
}
