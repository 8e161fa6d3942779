/** Two stock servers federate: the rig itself, proved. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { prosodyVersions, type Rig, startServers } from './support/rig.ts';
import { textOf } from './support/xml.ts';
import type { Client } from './support/xmpp-client.ts';

for (const version of prosodyVersions()) {
  describe(`stock Prosody ${version}`, () => {
    let rig: Rig<'left' | 'right'>;
    beforeAll(async () => {
      rig = await startServers({
        left: {
          version,
          hosts: { 'a.test': { users: { alice: {} } }, 'plain.test': { users: { paul: {} }, tls: false } },
        },
        right: {
          version,
          hosts: {
            'b.test': { users: { bob: {} } },
            'self.test': { users: { bob: {} }, certificate: { kind: 'self-signed' } },
            'late.test': { users: { bob: {} }, certificate: { kind: 'expired' } },
            'alias.test': { users: { bob: {} }, certificate: { kind: 'wrong-name' } },
            // RFC 4985: a name for this service only
            'srv.test': { users: { bob: {} }, certificate: { names: [{ srv: '_xmpp-server.srv.test' }] } },
          },
        },
      });
    });
    afterAll(() => rig.stop());

    const arrives = async (from: Client, to: Client): Promise<void> => {
      const id = from.say(to.bare, 'hello');
      const stanza = await to.next(({ attributes }) => attributes['id'] === id, 'the message');
      expect(textOf(stanza, 'body')).toBe('hello');
    };

    test.each([
      ['b.test', 'a.test', 'alice', 'sasl-tls'],
      ['srv.test', 'a.test', 'alice', 'sasl-tls'],
      ['self.test', 'a.test', 'alice', 'tls-dialback'],
      ['late.test', 'a.test', 'alice', 'tls-dialback'],
      ['alias.test', 'a.test', 'alice', 'tls-dialback'],
      ['b.test', 'plain.test', 'paul', 'tcp-dialback'],
    ])('%s and %s, %s', async (remote, local, here, method) => {
      const [ours, theirs] = await Promise.all([
        rig.left.client(`${here}@${local}`),
        rig.right.client(`bob@${remote}`),
      ]);
      await arrives(ours, theirs);
      await arrives(theirs, ours);
      const streams = (await rig.left.streams()).filter((each) => each.remote === remote && each.local === local);
      expect(Object.fromEntries(streams.map(({ direction, method }) => [direction, method]))).toEqual({
        outbound: method,
        inbound: method,
      });
    });
  });
}
