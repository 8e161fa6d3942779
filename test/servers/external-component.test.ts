/** A component that is a program of its own (XEP-0114) federates as every other host does: with partners only. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from './support/addresses.ts';
import { partner, partnerApi } from './support/partner-api.ts';
import { prosodyVersions, type Rig, startServers } from './support/rig.ts';
import { conditionOf, type Element } from './support/xml.ts';
import { type XmlStream, xmlStream } from './support/xml-stream.ts';
import type { Client } from './support/xmpp-client.ts';

const SECRET = 's3cr3t';
const GATEWAY = 'gateway.ours.test';

for (const version of prosodyVersions()) {
  describe(`Prosody ${version}`, () => {
    let rig: Rig<'ours' | 'theirs'>;
    let socket: Socket;
    let gateway: XmlStream;
    let bob: Client;
    let stranger: Client;
    beforeAll(async () => {
      const users = { user: {} };
      const port = await freePort('127.0.0.1');
      rig = await startServers({
        ours: {
          version,
          guarded: true,
          hosts: {
            'ours.test': { users },
            [GATEWAY]: { component: 'component', options: { component_secret: SECRET } },
          },
          options: { component_ports: [port], component_interfaces: ['127.0.0.1'] },
        },
        theirs: { version, hosts: { 'b.test': { users }, 'stranger.test': { users } } },
      });
      await partnerApi(rig.ours).put(partner('b.test'));
      [bob, stranger] = await Promise.all([rig.theirs.client('user@b.test'), rig.theirs.client('user@stranger.test')]);
      socket = connect(port, '127.0.0.1');
      await once(socket, 'connect');
      gateway = xmlStream(GATEWAY, socket);
      gateway.write(
        `<stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams' to='${GATEWAY}'>`,
      );
      const { id = '' } = await gateway.header();
      gateway.write(`<handshake>${createHash('sha1').update(`${id}${SECRET}`).digest('hex')}</handshake>`);
      await gateway.element(({ name }) => name === 'handshake', 'the handshake');
    });
    afterAll(async () => {
      socket?.destroy();
      await rig?.stop();
    });

    const message = (to: string, id: string): string =>
      `<message from='x@${GATEWAY}' to='${to}' type='chat' id='${id}'><body>hello</body></message>`;
    const withId =
      (id: string) =>
      ({ attributes }: Element): boolean =>
        attributes['id'] === id;

    test('it is told as a component that is enforced', async () => {
      const { body } = await partnerApi(rig.ours).call('/v1/health');
      expect(body).toMatchObject({
        enforcing: true,
        hosts: [{ domain: GATEWAY, type: 'component', enforced: true }, { domain: 'ours.test' }],
      });
    });

    test('it and a partner reach one another', async () => {
      gateway.write(message(bob.jid, 'to-bob'));
      await bob.next(withId('to-bob'), 'the message of the gateway');
      const id = bob.say(`x@${GATEWAY}`, 'hello');
      await gateway.element(withId(id), 'the message of bob');
    });

    test('it and a stranger do not', async () => {
      gateway.write(message(stranger.jid, 'to-stranger'));
      expect(conditionOf(await gateway.element(withId('to-stranger'), 'the bounce'))).toBe('not-allowed');
      const id = stranger.say(`x@${GATEWAY}`, 'hello');
      const bounce = await stranger.next(withId(id), 'the bounce');
      expect(bounce.attributes['type']).toBe('error');
    });
  });
}
