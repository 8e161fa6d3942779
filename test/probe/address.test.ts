/** Where a partner's DNS may send the probe, and where it may not. */
import { describe, expect, test } from 'vitest';
import { isPublicAddress } from '../../src/probe/address.ts';
import { PARTNER, probeZone } from './support/probing.ts';
import { parseTranscript, startPeer } from './support/scripted-peer.ts';

test.each(['1.1.1.1', '9.255.255.255', '11.0.0.1', '100.63.255.255', '100.128.0.1', '172.15.0.1', '172.32.0.1'])(
  '%s is public',
  (address) => expect(isPublicAddress(address)).toBe(true),
);

test.each(['2001:4860:4860::8888', '2606:4700::1111', '2a00::1', '2003::1', '2001:200::1', '3fff:1000::1'])(
  '%s is public',
  (address) => expect(isPublicAddress(address)).toBe(true),
);

test.each([
  ['unspecified', '0.0.0.0'],
  ['this network', '0.1.2.3'],
  ['private', '10.0.0.1'],
  ['private', '172.16.0.1'],
  ['private', '172.31.255.255'],
  ['private', '192.168.1.1'],
  ['carrier-grade NAT', '100.64.0.1'],
  ['carrier-grade NAT', '100.127.255.255'],
  ['loopback', '127.0.0.1'],
  ['loopback', '127.255.255.254'],
  ['link-local', '169.254.169.254'],
  ['protocol assignments', '192.0.0.170'],
  ['documentation', '192.0.2.1'],
  ['documentation', '198.51.100.1'],
  ['documentation', '203.0.113.1'],
  ['benchmarks', '198.19.0.1'],
  ['multicast', '224.0.0.1'],
  ['multicast', '239.255.255.255'],
  ['reserved', '240.0.0.1'],
  ['broadcast', '255.255.255.255'],
  ['unspecified', '::'],
  ['loopback', '::1'],
  ['IPv4-mapped', '::ffff:1.1.1.1'],
  ['IPv4-mapped', '::ffff:7f00:1'],
  ['IPv4-compatible', '::7f00:1'],
  ['NAT64', '64:ff9b::7f00:1'],
  ['NAT64', '64:ff9b:1::a00:1'],
  ['discard', '100::1'],
  ['Teredo', '2001:0:1::1'],
  ['documentation', '2001:db8::1'],
  ['documentation', '3fff::1'],
  ['6to4', '2002:7f00:1::1'],
  ['unique local', 'fc00::1'],
  ['unique local', 'fd12:3456::1'],
  ['link-local', 'fe80::1'],
  ['link-local with a zone', 'fe80::1%eth0'],
  ['a zone on any address', '2606:4700::1111%eth0'],
  ['multicast', 'ff02::1'],
  ['no address', 'partner.test'],
  ['no address', '1.1.1'],
  ['no address', ''],
])('%s: %s is not', (_, address) => expect(isPublicAddress(address)).toBe(false));

describe('a probe', () => {
  test('does not connect where it may not', async () => {
    const peer = await startPeer([]);
    const zone = {
      [`_xmpp-server._tcp.${PARTNER}`]: { srv: [[0, 0, peer.port, `xmpp.${PARTNER}`]] as const },
      [`xmpp.${PARTNER}`]: { a: ['127.0.0.1', '10.0.0.1'], aaaa: ['::1', '::ffff:127.0.0.1'] },
    };
    const { evidence } = await probeZone(zone, [PARTNER], { allowPrivate: false });
    const attempts = evidence[0]?.targets.flatMap((target) => target.attempts) ?? [];
    expect(attempts).toHaveLength(4);
    for (const { end } of attempts) expect(end).toEqual({ kind: 'not-tried', reason: 'forbidden-address' });
    expect(peer.connections.made).toBe(0);
    await peer.close();
  });

  test('asks the DNS once: what was checked is what is connected to', async () => {
    const peer = await startPeer([parseTranscript('! end').steps]);
    const zone = {
      [`_xmpp-server._tcp.${PARTNER}`]: { srv: [[0, 0, peer.port, `xmpp.${PARTNER}`]] as const },
      [`xmpp.${PARTNER}`]: { a: ['127.0.0.1'] },
    };
    const { asked } = await probeZone(zone, [PARTNER]);
    expect(asked.filter((question) => question === `xmpp.${PARTNER} a`)).toHaveLength(1);
    expect(peer.connections.made).toBe(1);
    await peer.close();
  });
});
