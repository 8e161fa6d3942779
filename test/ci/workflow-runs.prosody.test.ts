/** The workflows on real servers: what a pull request has shown is enforced after its merge; what a hand changes is told. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { partnerApi } from '../servers/support/partner-api.ts';
import { prosodyVersions, type Rig, startServers } from '../servers/support/rig.ts';
import { partnerFiles, partnerText } from '../support/example.ts';
import { forges } from './support/forge.ts';

const newForge = forges();

for (const version of prosodyVersions()) {
  describe(`Prosody ${version}`, () => {
    let rig: Rig<'ours'>;
    beforeAll(async () => {
      rig = await startServers({ ours: { version, guarded: true, hosts: { 'a.test': {} } } });
    });
    afterAll(() => rig.stop());

    test('proposed, shown, merged, enforced; a partner closed by hand is drift, and not opened again by itself', async () => {
      const api = partnerApi(rig.ours);
      const partners = async () =>
        (await api.call<{ partners: readonly { domain: string; tlsNegotiation: string }[] }>('/v1/partners')).body
          .partners;
      const forge = await newForge(`${rig.ours.http}/partner-policy`);

      const weaker = partnerText('b.example', 'tlsNegotiation: Optional', 'saslNegotiation: Optional');
      const pull = forge.propose(7, { ...partnerFiles('c.example'), 'partners/b.example.yaml': weaker });
      expect((await forge.check(pull)).results).toMatchObject({ plan: 'success', comment: 'success', gate: 'success' });
      expect(pull.comments[0]?.body).toContain('**weakens** `b.example` on edge-eu');
      expect((await partners()).map(({ domain }) => domain)).toEqual(['a.example', 'b.example']);

      forge.merge(pull);
      const applied = await forge.apply();
      expect(applied.results).toEqual({ apply: 'success' });
      expect(applied.summary).toContain('### edge-eu: 2 applied, verified');
      expect((await partners()).map(({ domain }) => domain)).toEqual(['a.example', 'b.example', 'c.example']);

      await api.remove('c.example');
      const drift = await forge.drift();
      expect(drift.results).toMatchObject({ plan: 'success', issue: 'success' });
      const issues = [...forge.github.threads.values()].filter((thread) => thread.pull === undefined);
      expect(issues).toMatchObject([{ title: 'Drift on edge-eu', state: 'open' }]);
      const refused = await forge.apply();
      expect(refused.results).toEqual({ apply: 'failure' });
      expect(refused.summary).toContain('reopens');
      expect((await partners()).map(({ domain }) => domain)).toEqual(['a.example', 'b.example']);
    }, 180_000);
  });
}
