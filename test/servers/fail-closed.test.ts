/**
 * Whatever breaks, nobody who is not listed can talk, in either direction: a module that is wrong, half loaded, gone or
 * away for a moment, a state that cannot be read, hosts that come and go, mod_s2s itself taken away and brought back.
 */
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { fateOf } from './matrix/fate.ts';
import { partner, partnerApi } from './support/partner-api.ts';
import { prosodyVersions, type Rig, startServers } from './support/rig.ts';
import type { Server } from './support/server.ts';

interface Health {
  readonly enforcing: boolean;
  readonly reasons: readonly { readonly code: string; readonly message: string }[];
  readonly hosts: readonly { readonly domain: string; readonly enforced: boolean }[];
}

const moduleFile = ({ plugins }: Server, name = 'mod_partner_policy.lua'): string =>
  join(plugins, 'mod_partner_policy', name);

/** All that can be seen of it from inside; nil is null. */
const federates = (server: Server, host = 'ours.test'): Promise<boolean> =>
  server.lua(`local host = prosody.hosts["${host}"]
    return host ~= nil and host.modules.s2s ~= nil`);

const health = async (server: Server): Promise<Health> => (await partnerApi(server).call<Health>('/v1/health')).body;

const reload = (server: Server): Promise<boolean> =>
  server.lua('return (modulemanager.reload("*", "partner_policy")) and true or false');

interface Talk {
  readonly out: boolean;
  readonly back: boolean;
}

const NO: Talk = { out: false, back: false };
const YES: Talk = { out: true, back: true };

/** A library, a function in it that throws from now on, and what is left of talking with a partner. */
interface Broken {
  readonly file: string;
  readonly head: string;
  readonly left?: Talk;
}

const BROKEN_AT_RUN_TIME: readonly Broken[] = [
  { file: 'verdict.lib.lua', head: 'function verdict.stream(partner, why, facts)' },
  { file: 'verdict.lib.lua', head: 'function verdict.authenticated(partner, why, facts)' },
  { file: 'inbound.lib.lua', head: 'function inbound.after_features(event)', left: { out: true, back: false } },
  { file: 'inbound.lib.lua', head: 'function inbound.certificate(event)' },
  { file: 'outbound.lib.lua', head: 'function outbound.features(event)', left: { out: false, back: true } },
  { file: 'outbound.lib.lua', head: 'function outbound.created(event)', left: { out: false, back: true } },
  { file: 'stanzas.lib.lua', head: 'function stanzas.check(element, session)' },
  { file: 'streams.lib.lua', head: 'function streams.facts(session)' },
];

for (const version of prosodyVersions()) {
  describe(`Prosody ${version}`, () => {
    let rig: Rig<'ours' | 'theirs'>;
    afterEach(() => rig?.stop());

    interface Wishes {
      /** Before the first start. */
      readonly prepare?: (server: Server) => void;
      readonly options?: Parameters<typeof startServers>[0][string]['options'];
    }

    const start = async ({ options }: Wishes = {}): Promise<void> => {
      const users = { user: {} };
      rig = await startServers({
        ours: {
          version,
          guarded: true,
          ...(options && { options }),
          hosts: { 'ours.test': { users }, 'second.test': { users }, 'rooms.ours.test': { component: 'muc' } },
        },
        theirs: { version, hosts: { 'listed.test': { users }, 'stranger.test': { users } } },
      });
    };

    const list = (): Promise<unknown> => partnerApi(rig.ours).put(partner('listed.test'));

    const talk = async (remote: string, local = 'ours.test') => {
      const [ours, theirs] = await Promise.all([
        rig.ours.client(`user@${local}/probe`),
        rig.theirs.client(`user@${remote}/probe`),
      ]);
      const out = await fateOf(ours, theirs);
      const back = await fateOf(theirs, ours);
      ours.close();
      theirs.close();
      return { out: out.arrived, back: back.arrived };
    };

    /** Nobody who is not listed; and, where it should go on, the partner. */
    const expectClosed = async (listed: boolean | Talk): Promise<void> => {
      expect(await talk('stranger.test')).toEqual(NO);
      expect(await talk('stranger.test', 'second.test')).toEqual(NO);
      expect(await talk('listed.test')).toEqual(typeof listed === 'object' ? listed : listed ? YES : NO);
      const open = (await rig.ours.streams()).filter(
        ({ authenticated, remote }) => authenticated && remote !== 'listed.test',
      );
      expect(open).toEqual([]);
    };

    test('a reload with a syntax error goes on with what is loaded', async () => {
      await start();
      await list();
      expect(await talk('listed.test')).toEqual(YES);
      appendFileSync(moduleFile(rig.ours), '\nthis is not Lua\n');
      expect(await reload(rig.ours)).toBe(false);
      await expectClosed(true);
      expect((await health(rig.ours)).enforcing).toBe(true);
    });

    test('a reload that works keeps open streams, state and all hosts', async () => {
      await start();
      await list();
      expect(await talk('listed.test')).toEqual(YES);
      const before = await rig.ours.lua(
        'local n = 0 for _ in pairs(module:shared("/*/s2s/sessions")) do n = n + 1 end return n',
      );
      expect(await reload(rig.ours)).toBe(true);
      expect(
        await rig.ours.lua('local n = 0 for _ in pairs(module:shared("/*/s2s/sessions")) do n = n + 1 end return n'),
      ).toBe(before);
      expect((await rig.ours.streams()).filter(({ authenticated }) => authenticated)).toHaveLength(2);
      await expectClosed(true);
      expect(await health(rig.ours)).toMatchObject({ enforcing: true, reasons: [] });
      expect(await partnerApi(rig.ours).remove('listed.test')).toMatchObject([{ endedSessions: [{}, {}] }]);
      await expectClosed(false);
    });

    test('a reload as the shell does it, host by host in any order, keeps streams and guards all', async () => {
      await start();
      await list();
      expect(await talk('listed.test')).toEqual(YES);
      for (const order of [
        '"second.test", "*", "ours.test", "rooms.ours.test"',
        '"*", "rooms.ours.test", "ours.test", "second.test"',
      ]) {
        await rig.ours.lua(
          `for _, host in ipairs({ ${order} }) do assert(modulemanager.reload(host, "partner_policy")) end`,
        );
        expect(await health(rig.ours)).toMatchObject({ enforcing: true, reasons: [] });
        expect((await rig.ours.streams()).filter(({ authenticated }) => authenticated)).toHaveLength(2);
      }
      await expectClosed(true);
      await partnerApi(rig.ours).remove('listed.test');
      await expectClosed(false);
    });

    test.each([
      ['a runtime error at the end', (text: string) => `${text}\nerror("broken at the end")\n`],
      ['a runtime error at the beginning', (text: string) => `error("broken at the beginning")\n${text}`],
      ['a runtime error in the middle', (text: string) => text.replace('-- API\n', 'error("broken half way")\n')],
    ])('a reload with %s ends federation until it is mended', async (_, broken) => {
      await start();
      await list();
      expect(await talk('listed.test')).toEqual(YES);
      const sound = readFileSync(moduleFile(rig.ours), 'utf8');
      expect(broken(sound)).not.toBe(sound);
      writeFileSync(moduleFile(rig.ours), broken(sound));
      expect(await reload(rig.ours)).toBe(false);
      expect(await federates(rig.ours)).toBe(false);
      expect(await federates(rig.ours, 'rooms.ours.test')).toBe(false);
      expect(await rig.ours.streams()).toEqual([]);
      await expectClosed(false);
      writeFileSync(moduleFile(rig.ours), sound);
      await rig.ours.lua('modulemanager.load("ours.test", "partner_policy")');
      await expectClosed(true);
      expect(await health(rig.ours)).toMatchObject({ enforcing: true, reasons: [] });
      // nothing of the broken copy answers in its place
      await partnerApi(rig.ours).remove('listed.test');
      await expectClosed(false);
    });

    test('a reload with a broken library ends federation', async () => {
      await start();
      await list();
      writeFileSync(moduleFile(rig.ours, 'verdict.lib.lua'), 'this is not Lua either\n');
      expect(await reload(rig.ours)).toBe(false);
      await expectClosed(false);
    });

    test('without the module there is no federation at all', async () => {
      await start();
      await list();
      await rig.ours.kill();
      rmSync(join(rig.ours.plugins, 'mod_partner_policy'), { recursive: true });
      await rig.ours.start();
      expect(await federates(rig.ours)).toBe(false);
      await expectClosed(false);
    });

    test('a module that is broken at the start leaves nothing open, even where mod_s2s is not disabled', async () => {
      await start({ options: { modules_disabled: ['offline'] } });
      await list();
      expect(await health(rig.ours)).toMatchObject({ enforcing: false, reasons: [{ code: 's2s-not-disabled' }] });
      await expectClosed(true);
      const sound = readFileSync(moduleFile(rig.ours), 'utf8');
      writeFileSync(moduleFile(rig.ours), `${sound}\nerror("broken at the start")\n`);
      await rig.ours.kill();
      await rig.ours.start();
      await expectClosed(false);
    });

    test('options that make no sense close nothing and open nothing', async () => {
      const options = {
        partner_policy_keepalive_interval: 'five minutes',
        partner_policy_hosts: 'ours.test',
        partner_policy_allow_from: 7,
        partner_policy_mode: 'enforce',
        modules_disabled: ['offline'],
      };
      await start({ options });
      expect(await talk('stranger.test')).toEqual(NO);
      expect(await federates(rig.ours, 'second.test')).toBe(false);
    });

    test.each(['"*"', '"ours.test"'])('unloaded from %s', async (host) => {
      await start();
      await list();
      expect(await talk('listed.test')).toEqual(YES);
      await rig.ours.lua(`modulemanager.unload(${host}, "partner_policy")`);
      // one host alone is attached again at once
      const gone = host === '"*"';
      expect(await federates(rig.ours)).toBe(!gone);
      await expectClosed(!gone);
    });

    test('unloaded everywhere, in any order, and loaded again', async () => {
      await start();
      await list();
      await rig.ours.lua(`for host in pairs(prosody.hosts) do modulemanager.unload(host, "partner_policy") end
        modulemanager.unload("*", "partner_policy")`);
      await expectClosed(false);
      await rig.ours.lua('modulemanager.load("second.test", "partner_policy")');
      await expectClosed(true);
      expect((await health(rig.ours)).enforcing).toBe(true);
    });

    test('an error while attaching to one host leaves that host closed, and health says so', async () => {
      await start();
      await list();
      const sound = readFileSync(moduleFile(rig.ours, 'attach.lib.lua'), 'utf8');
      const broken = sound.replace(
        'local hooks = hooks_for(',
        'if host == "second.test" then error("not this one") end\n local hooks = hooks_for(',
      );
      expect(broken).not.toBe(sound);
      writeFileSync(moduleFile(rig.ours, 'attach.lib.lua'), broken);
      expect(await reload(rig.ours)).toBe(true);
      await expectClosed(true);
      expect(await federates(rig.ours, 'second.test')).toBe(false);
      expect(await talk('listed.test', 'second.test')).toEqual(NO);
      const { enforcing, hosts, reasons } = await health(rig.ours);
      expect(enforcing).toBe(false);
      expect(reasons).toMatchObject([{ code: 'host-not-enforced' }]);
      expect(reasons[0]?.message).toContain('second.test');
      expect(hosts).toContainEqual(expect.objectContaining({ domain: 'second.test', enforced: false }));
    });

    test.each(['ours.test', 'second.test', 'rooms.ours.test'])(
      'only %s federates, whichever host comes first',
      async (only) => {
        await start({ options: { partner_policy_hosts: [only] } });
        for (let times = 0; times < 3; times += 1) {
          const { enforcing, hosts } = await health(rig.ours);
          expect(enforcing).toBe(true);
          expect(hosts.filter(({ enforced }) => enforced).map(({ domain }) => domain)).toEqual([only]);
          expect(await rig.ours.lua('return #prosody.partner_policy_guard.policies')).toBe(1);
          await rig.ours.kill();
          await rig.ours.start();
        }
      },
    );

    test('hosts that are closed by their own section, or anonymous, are left closed', async () => {
      const users = { user: {} };
      rig = await startServers({
        ours: {
          version,
          guarded: true,
          hosts: {
            'ours.test': { users },
            'second.test': { users, options: { modules_disabled: ['s2s'] } },
            'guests.test': { options: { authentication: 'anonymous' } },
          },
        },
        theirs: { version, hosts: { 'listed.test': { users }, 'stranger.test': { users } } },
      });
      await list();
      expect(await health(rig.ours)).toMatchObject({
        enforcing: true,
        hosts: [
          { domain: 'guests.test', federates: false, enforced: false },
          { domain: 'ours.test', federates: true, enforced: true },
          { domain: 'second.test', federates: false, enforced: false },
        ],
      });
      expect(await talk('listed.test', 'second.test')).toEqual(NO);
      await expectClosed(true);
      await rig.ours.configure({ options: { partner_policy_hosts: ['second.test'] } });
      expect(await talk('listed.test', 'second.test')).toEqual(YES);
      expect(await talk('listed.test')).toEqual(NO);
    });

    test('a host whose own section loads mod_s2s is guarded, and health names it', async () => {
      const users = { user: {} };
      const own = { users, options: { modules_enabled: ['s2s'] } };
      rig = await startServers({
        ours: { version, guarded: true, hosts: { 'ours.test': { users }, 'second.test': own } },
        theirs: { version, hosts: { 'listed.test': { users }, 'stranger.test': { users } } },
      });
      await list();
      const { enforcing, reasons } = await health(rig.ours);
      expect(enforcing).toBe(false);
      expect(reasons).toMatchObject([{ code: 's2s-not-disabled' }]);
      expect(reasons[0]?.message).toContain('the section of second.test has s2s in its modules_enabled');
      expect(await talk('listed.test', 'second.test')).toEqual(YES);
      await expectClosed(true);
      // why health says so
      await rig.ours.kill();
      rmSync(join(rig.ours.plugins, 'mod_partner_policy'), { recursive: true });
      await rig.ours.start();
      expect(await talk('stranger.test', 'second.test')).toEqual(YES);
    });

    test('an error in add_host itself', async () => {
      await start();
      await list();
      const sound = readFileSync(moduleFile(rig.ours), 'utf8');
      writeFileSync(
        moduleFile(rig.ours),
        sound.replace(
          'function module.add_host(host_module)',
          'function module.add_host(host_module) error("nowhere")',
        ),
      );
      await reload(rig.ours);
      expect(await federates(rig.ours)).toBe(false);
      await expectClosed(false);
    });

    test.each(BROKEN_AT_RUN_TIME)(
      'an error at run time in $file, $head refuses, and is counted',
      async ({ file, head, left = NO }) => {
        await start();
        await list();
        const sound = readFileSync(moduleFile(rig.ours, file), 'utf8');
        expect(sound).toContain(head);
        writeFileSync(moduleFile(rig.ours, file), sound.replace(head, `${head} error("broken at run time")`));
        expect(await reload(rig.ours)).toBe(true);
        await expectClosed(left);
        const { enforcing, reasons } = await health(rig.ours);
        expect(enforcing).toBe(false);
        expect(reasons.map(({ code }) => code)).toEqual(['gate-failed']);
      },
    );

    test('a state that cannot be read permits nobody', async () => {
      await start();
      await list();
      expect(await talk('listed.test')).toEqual(YES);
      const { partners, journal } = await rig.ours.lua<{ partners: string; journal: string }>(
        'return { partners = prosody.paths.data .. "/partner_policy/partners/listed.test", journal = prosody.paths.data .. "/partner_policy/journal" }',
      );
      writeFileSync(partners, 'garbage');
      expect(await reload(rig.ours)).toBe(true);
      expect(await rig.ours.streams()).toEqual([]);
      await expectClosed(false);
      expect((await health(rig.ours)).reasons.map(({ code }) => code)).toContain('unreadable-state');
      writeFileSync(journal, 'more garbage');
      await reload(rig.ours);
      await expectClosed(false);
      expect((await health(rig.ours)).enforcing).toBe(false);
    });

    test('mod_s2s unloaded, loaded and reloaded', async () => {
      await start();
      await list();
      await rig.ours.lua('modulemanager.unload("ours.test", "s2s")');
      expect(await talk('listed.test')).toEqual(NO);
      expect((await health(rig.ours)).reasons).toMatchObject([{ code: 's2s-not-loaded' }]);
      await rig.ours.lua('modulemanager.load("ours.test", "s2s")');
      await expectClosed(true);
      await rig.ours.lua(
        'modulemanager.reload("*", "s2s") for host in pairs(prosody.hosts) do modulemanager.reload(host, "s2s") end',
      );
      await expectClosed(true);
      expect((await health(rig.ours)).enforcing).toBe(true);
    });

    test('a host that is added by a reload of the configuration, deactivated, activated', async () => {
      await start();
      await list();
      const users = { user: {} };
      await rig.ours.configure({
        hosts: {
          'ours.test': { users },
          'second.test': { users },
          'rooms.ours.test': { component: 'muc' },
          'third.test': { options: { partner_policy_test: true } },
        },
      });
      await rig.ours.lua('hostmanager.activate("third.test")');
      expect(await federates(rig.ours, 'third.test')).toBe(true);
      expect(await health(rig.ours)).toMatchObject({ enforcing: true });
      for (const host of ['second.test', 'rooms.ours.test']) {
        await rig.ours.lua(`hostmanager.deactivate("${host}")`);
        expect(await federates(rig.ours, host)).toBe(false);
        await rig.ours.lua(`hostmanager.activate("${host}")`);
        expect(await federates(rig.ours, host)).toBe(true);
      }
      expect(await health(rig.ours)).toMatchObject({ enforcing: true, reasons: [] });
      await expectClosed(true);
    });

    test('mod_s2s is not loaded where it should not be; hooks that are taken away are missed, and put back', async () => {
      await start({ options: { partner_policy_hosts: ['ours.test'] } });
      await list();
      expect(await health(rig.ours)).toMatchObject({
        enforcing: true,
        hosts: [{ enforced: true }, { enforced: false, federates: false }, { federates: false }],
      });
      expect(await federates(rig.ours, 'second.test')).toBe(false);
      await rig.ours.lua('modulemanager.load("second.test", "s2s")');
      expect(await federates(rig.ours, 'second.test')).toBe(false);
      // no event tells of it, so this is for the guard's timer, here a quick one
      await rig.ours.kill();
      const guard = readFileSync(moduleFile(rig.ours, 'guard.lib.lua'), 'utf8');
      expect(guard).toContain('local SECONDS = 5;');
      writeFileSync(moduleFile(rig.ours, 'guard.lib.lua'), guard.replace('local SECONDS = 5;', 'local SECONDS = 0.5;'));
      await rig.ours.start();
      await rig.ours.lua(`local events = prosody.hosts["ours.test"].events
        for _, handler in ipairs(events.get_handlers("s2s-authenticated")) do events.remove_handler("s2s-authenticated", handler) end`);
      await rig.ours.line(/mod_s2s is unloaded for ours\.test/);
      expect(await health(rig.ours)).toMatchObject({ enforcing: true });
      expect(await talk('stranger.test')).toEqual(NO);
      expect(await talk('listed.test')).toEqual(YES);
    });
  });
}
