/** Observe mode refuses nothing and remembers everybody; metrics and limits of the server as health tells them. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { fateOf } from './matrix/fate.ts';
import { partner, partnerApi } from './support/partner-api.ts';
import { prosodyVersions, type Rig, startServers } from './support/rig.ts';
import type { ServerOptions } from './support/server-options.ts';

interface Observed {
  readonly mode: string;
  readonly dropped: number;
  readonly observations: readonly Readonly<Record<string, string | number | null>>[];
}

const users = { user: {} };

for (const version of prosodyVersions()) {
  describe(`Prosody ${version}`, () => {
    let rig: Rig<'ours' | 'theirs'>;
    afterEach(() => rig?.stop());

    const start = async (ours: Partial<ServerOptions> = {}): Promise<void> => {
      rig = await startServers({
        ours: {
          version,
          guarded: true,
          hosts: { 'ours.test': { users }, 'second.test': { users }, 'rooms.ours.test': { component: 'muc' } },
          ...ours,
        },
        theirs: {
          version,
          hosts: {
            'listed.test': { users },
            'stranger.test': { users },
            'self.test': { users, certificate: { kind: 'self-signed' } },
            'plain.test': { users, tls: false },
          },
        },
      });
    };
    const observed = async (): Promise<Observed> => (await partnerApi(rig.ours).call<Observed>('/v1/observed')).body;
    const health = async () => (await partnerApi(rig.ours).call<Record<string, unknown>>('/v1/health')).body;

    const bothWays = async (remote: string, arrived: boolean): Promise<void> => {
      const [alice, other] = await Promise.all([
        rig.ours.client('user@ours.test/here'),
        rig.theirs.client(`user@${remote}/there`),
      ]);
      expect(await fateOf(alice, other)).toMatchObject({ arrived });
      expect(await fateOf(other, alice)).toMatchObject({ arrived });
      alice.close();
      other.close();
    };
    const REMOTES = ['listed.test', 'stranger.test', 'self.test', 'plain.test'] as const;

    test('observing: nobody is refused, everybody is recorded, also across a restart; enforcing ends it', async () => {
      const options = { partner_policy_mode: 'observe' };
      await start({ options });
      await partnerApi(rig.ours).put(
        partner('listed.test', { connectionLimit: 1, partnerType: 'PublicUnverified' }),
        partner('self.test'),
      );
      for (const remote of REMOTES) await bothWays(remote, true);
      expect(await health()).toMatchObject({ enforcing: false, mode: 'observe', reasons: [{ code: 'observing' }] });
      const seen = await observed();
      const told = seen.observations.map(
        ({ domain, direction, method, tls, certificate, streams, refusal }) =>
          `${domain} ${direction} ${method} ${tls} ${certificate} ${streams}: ${refusal}`,
      );
      const refused = 'is not a federation partner';
      expect(seen).toMatchObject({ mode: 'observe', dropped: 0 });
      expect(told).toEqual([
        'listed.test inbound sasl-tls TLSv1.3 valid 1: The connectionLimit of listed.test is reached',
        'listed.test outbound sasl-tls TLSv1.3 valid 1: null',
        `plain.test inbound tcp-dialback null none 1: plain.test ${refused}`,
        `plain.test outbound tcp-dialback null none 1: plain.test ${refused}`,
        expect.stringMatching(
          /^self\.test inbound tls-dialback TLSv1\.3 invalid 1: self\.test was authenticated in a way/,
        ),
        expect.stringMatching(
          /^self\.test outbound tls-dialback TLSv1\.3 invalid 1: self\.test was authenticated in a way/,
        ),
        `stranger.test inbound sasl-tls TLSv1.3 valid 1: stranger.test ${refused}`,
        `stranger.test outbound sasl-tls TLSv1.3 valid 1: stranger.test ${refused}`,
      ]);
      // a failure of the policy refuses nothing either
      await rig.ours.lua('modulemanager.reload("*", "partner_policy")');
      await rig.ours.kill();
      await rig.ours.start();
      expect((await observed()).observations).toEqual(seen.observations);
      await bothWays('stranger.test', true);
      const again = (await observed()).observations.find(
        ({ domain, direction }) => domain === 'stranger.test' && direction === 'inbound',
      );
      expect(again).toMatchObject({ streams: 2, firstSeen: expect.stringMatching(/Z$/) as unknown });
      await rig.ours.configure({ options: { partner_policy_mode: 'enforce' } });
      expect((await rig.ours.streams()).filter(({ authenticated }) => authenticated)).toEqual([]);
      expect(await health()).toMatchObject({ enforcing: true, mode: 'enforce' });
      expect((await observed()).mode).toBe('enforce');
      expect((await observed()).observations).toHaveLength(8);
      await bothWays('stranger.test', false);
      await bothWays('plain.test', false);
    });

    test('observing an open server, s2s not disabled: unloading the module leaves it as it was', async () => {
      await start({ options: { partner_policy_mode: 'observe', modules_disabled: ['offline'] } });
      await bothWays('stranger.test', true);
      await rig.ours.lua('modulemanager.unload("*", "partner_policy")');
      await bothWays('stranger.test', true);
    });

    test('a record that cannot be read is begun anew; a mode that is none is enforce, and told', async () => {
      await start({ options: { partner_policy_mode: 'obsreve' } });
      expect(await health()).toMatchObject({ enforcing: false, mode: 'enforce', reasons: [{ code: 'bad-option' }] });
      await bothWays('stranger.test', false);
      writeFileSync(join(rig.ours.folder, 'data/partner_policy/observed.json'), '{"observations":[{"domain":7},');
      await rig.ours.lua('modulemanager.reload("*", "partner_policy")');
      expect(await observed()).toEqual({ mode: 'enforce', dropped: 0, observations: [] });
    });

    test('metrics: sessions, refusals, revision; no name of a stranger becomes a label', async () => {
      await start({ modules: ['http_openmetrics'], options: { statistics_interval: 'manual' } });
      const api = partnerApi(rig.ours);
      await api.put(partner('listed.test', { additionalDomains: ['self.test'] }));
      await bothWays('listed.test', true);
      await bothWays('stranger.test', false);
      const text = await (await fetch(`${rig.ours.http}/metrics`)).text();
      const lines = text.split('\n').filter((line) => line.startsWith('prosody_mod_partner_policy'));
      expect(lines).toEqual(
        expect.arrayContaining([
          expect.stringMatching(/^prosody_mod_partner_policy__sessions\{.*partner="listed\.test".*\} 1$/),
          expect.stringMatching(/^prosody_mod_partner_policy__enforcing(\{\})? 1$/),
          expect.stringMatching(/^prosody_mod_partner_policy__refusals_total\{reason="unlisted"\} [1-9]/),
          `prosody_mod_partner_policy__revision ${Number.parseInt((await api.revision()).slice('sha256:'.length, 'sha256:'.length + 12), 16)}`,
        ]),
      );
      expect(lines.filter((line) => line.includes('_sessions{'))).toHaveLength(2);
      expect(lines.join('\n')).not.toContain('stranger');
      await api.remove('listed.test');
      const after = await (await fetch(`${rig.ours.http}/metrics`)).text();
      expect(after).not.toMatch(/partner_policy__sessions\{.*\} [1-9]/);
      expect(after).toMatch(/closed_sessions_total\{reason="unlisted"\} 2/);
    });

    test('the server’s own limits', async () => {
      await start({
        secureAuth: true,
        requireEncryption: true,
        options: {
          s2s_insecure_domains: ['bücher.test'],
          s2s_secure_domains: ['strict.test'],
          modules_disabled: ['s2s', 'dialback'],
        },
      });
      const { limits, enforcing } = await health();
      expect(enforcing).toBe(true);
      const without = ['tls-dialback', 'tcp-dialback'];
      expect(limits).toEqual(
        expect.arrayContaining([
          { option: 's2s_secure_auth', value: 'true', excludes: without, only: null, except: ['xn--bcher-kva.test'] },
          { option: 's2s_secure_domains', value: 'strict.test', excludes: without, only: ['strict.test'], except: [] },
          { option: 's2s_require_encryption', value: 'true', excludes: ['tcp-dialback'], only: null, except: [] },
          { option: 'modules_enabled', value: 'no dialback for ours.test', excludes: without, only: null, except: [] },
        ]),
      );
      expect(limits).not.toContainEqual(
        expect.objectContaining({ value: expect.stringMatching(/no (tls|saslauth)/) as unknown }),
      );
    });

    test('the version is that of the package', async () => {
      await start();
      const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
        version: string;
      };
      expect(await health()).toMatchObject({
        module: { name: 'mod_partner_policy', version: manifest.version },
        server: { name: 'Prosody', version: expect.stringContaining(`${version}.`) as unknown },
      });
    });
  });
}
