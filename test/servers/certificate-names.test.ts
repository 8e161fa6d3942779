/**
 * Which names in a certificate Prosody takes for a domain. That is its own verdict (util.x509), and sasl-tls is what
 * this module makes of it: so what is true of a version is written down here.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fateOf } from './matrix/fate.ts';
import type { AlternativeName } from './support/certificates.ts';
import { partner, partnerApi } from './support/partner-api.ts';
import { prosodyVersions, type Rig, startServers } from './support/rig.ts';
import type { Client } from './support/xmpp-client.ts';

/** All signed by the authority that our server trusts; by the domain that shows it. */
const NAMES: Readonly<Record<string, readonly AlternativeName[]>> = {
  'dns.test': [{ dns: 'dns.test' }],
  'wildcard.of.test': [{ dns: '*.of.test' }],
  'srv.test': [{ srv: '_xmpp-server.srv.test' }],
  'xmpp-addr.test': [{ xmppAddr: 'xmpp-addr.test' }],
  'both.test': [{ xmppAddr: 'both.test' }, { dns: 'both.test' }],
  'client-srv.test': [{ srv: '_xmpp-client.client-srv.test' }],
  'other.test': [{ dns: 'another.test' }],
  'subject.test': [],
};

/**
 * XmppAddr alone counts in neither version: mod_s2s_auth_certs asks for `xmpp-server`, util.x509 wants `_xmpp-server`.
 * The subject alone counts until 13.0 (RFC 9525).
 */
const VALID: Readonly<Record<string, readonly string[]>> = {
  '0.12': ['dns.test', 'wildcard.of.test', 'srv.test', 'both.test', 'subject.test'],
  '13.0': ['dns.test', 'wildcard.of.test', 'srv.test', 'both.test'],
};

for (const version of prosodyVersions()) {
  describe(`Prosody ${version}`, () => {
    let rig: Rig<'ours' | 'theirs'>;
    let alice: Client;
    const users = { user: {} };
    beforeAll(async () => {
      const hosts = Object.entries(NAMES).map(
        ([domain, names]) => [domain, { users, certificate: { names } }] as const,
      );
      rig = await startServers({
        ours: { version, guarded: true, hosts: { 'ours.test': { users } } },
        theirs: { version, hosts: Object.fromEntries(hosts) },
      });
      alice = await rig.ours.client('user@ours.test');
    });
    afterAll(() => rig?.stop());

    test.each(Object.keys(NAMES))('%s, in both directions', async (domain) => {
      const api = partnerApi(rig.ours);
      const bob = await rig.theirs.client(`user@${domain}`);
      const isValid = VALID[version]?.includes(domain) ?? false;
      await api.put(partner(domain));
      expect(await fateOf(alice, bob)).toMatchObject({ arrived: isValid });
      expect(await fateOf(bob, alice)).toMatchObject({ arrived: isValid });
      await api.put(partner(domain, { saslNegotiation: 'Optional' }));
      expect(await fateOf(alice, bob)).toEqual({ arrived: true });
      expect(await fateOf(bob, alice)).toEqual({ arrived: true });
      const sessions = (await api.sessions()).filter(({ partner: name }) => name === domain);
      const method = isValid ? 'sasl-tls' : 'tls-dialback';
      const certificate = isValid ? 'valid' : 'invalid';
      expect(sessions).toHaveLength(2);
      for (const session of sessions) expect(session).toMatchObject({ method, certificate });
    });
  });
}
