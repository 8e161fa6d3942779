/** The raw peers and the server's own doors, proved on a stock server, which believes whoever can prove a domain. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { authoritativeServer } from './support/authoritative-server.ts';
import { certificateFor } from './support/certificates.ts';
import { dialbackKey } from './support/dialback-key.ts';
import { openPeer } from './support/raw-peer.ts';
import { freeAddress, prosodyVersions, type Rig, startServers } from './support/rig.ts';
import { textOf } from './support/xml.ts';

const SECRET = 's3cr3tf0rd14lb4ck';

test('the key of XEP-0185’s example', () => {
  const stream = { receiver: 'xmpp.example.com', originator: 'example.org', id: 'D60000229F' };
  expect(dialbackKey(SECRET, stream)).toBe('37c69b1cf07a3f67c04a5ef5902fa5114f2c76fe4a2686482ba5b89323075643');
});

for (const version of prosodyVersions()) {
  describe(`stock Prosody ${version}`, () => {
    let rig: Rig<'ours'>;
    let stop = async (): Promise<void> => undefined;
    beforeAll(async () => {
      const address = await freeAddress();
      const server = await authoritativeServer(address.ip, { secret: SECRET });
      rig = await startServers(
        { ours: { version, hosts: { 'a.test': { users: { alice: {} } } } } },
        { names: { 'evil.test': address.ip } },
      );
      stop = async () => {
        await rig.stop();
        server.close();
        address.release();
      };
    });
    afterAll(() => stop());

    const hello = (id: string): string =>
      `<message type='chat' id='${id}' from='eve@evil.test' to='alice@a.test'><body>${id}</body></message>`;

    test.each([
      ['dialback over TCP', '1.0', false, 'tcp-dialback'],
      ['dialback of a server before XMPP 1.0', '', false, 'tcp-dialback'],
      ['dialback over TLS', '1.0', true, 'tls-dialback'],
    ])('%s', async (id, streamVersion, tls, method) => {
      const alice = await rig.ours.client(`alice@a.test/${id.length}`);
      const peer = await openPeer(rig.ours.ip, { from: 'evil.test', to: 'a.test', version: streamVersion });
      if (streamVersion !== '') await peer.features();
      if (tls) await peer.startTls(certificateFor('evil.test', { kind: 'self-signed' }));
      expect(await peer.dialback(SECRET)).toBe('valid');
      peer.send(hello(id));
      expect(textOf(await alice.next(({ attributes }) => attributes['id'] === id, 'the message'), 'body')).toBe(id);
      expect(await rig.ours.streams()).toContainEqual(expect.objectContaining({ direction: 'inbound', method }));
      peer.close();
      alice.close();
    });

    test('EXTERNAL with a certificate that its authority signed', async () => {
      const alice = await rig.ours.client('alice@a.test/external');
      const peer = await openPeer(rig.ours.ip, { from: 'evil.test', to: 'a.test' });
      await peer.features();
      await peer.startTls(certificateFor('evil.test'));
      await peer.features();
      expect(await peer.external()).toBe('success');
      await peer.features();
      peer.send(hello('external'));
      await alice.next(({ attributes }) => attributes['id'] === 'external', 'the message');
      peer.close();
    });

    test('a wrong key, and a name that is not ours', async () => {
      const peer = await openPeer(rig.ours.ip, { from: 'evil.test', to: 'a.test' });
      expect(await peer.dialback('another secret')).toBe('invalid');
      const stranger = await openPeer(rig.ours.ip, { from: 'evil.test', to: 'nobody.test' });
      expect(await stranger.streamError()).toBe('host-unknown');
      await stranger.closed;
    });

    test('killed and started again, the account is still there; Lua runs inside', async () => {
      expect(await rig.ours.lua('return prosody.version')).toContain(version);
      await rig.ours.kill();
      await rig.ours.start();
      await rig.ours.configure({ hosts: { 'a.test': {}, 'late.test': {} } });
      await rig.ours.lua('assert(hostmanager.activate("late.test"))');
      expect(await rig.ours.lua('return prosody.hosts["late.test"] ~= nil')).toBe(true);
      expect((await rig.ours.client('alice@a.test')).bare).toBe('alice@a.test');
      await expect(rig.ours.lua('error("no")')).rejects.toThrow('no');
    });
  });
}
