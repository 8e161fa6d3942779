/** Which servers, in which order: RFC 6120 §3.2, RFC 2782, XEP-0368. */
import { describe, expect, test } from 'vitest';
import type { DnsAnswer, SrvRecord } from '../../src/model/probe.ts';
import { type Aim, aimsOf, otherHostAim } from '../../src/probe/discovery.ts';
import { PARTNER, probeZone } from './support/probing.ts';
import { parseTranscript, startPeer } from './support/scripted-peer.ts';

type Row = readonly [priority: number, weight: number, port: number, host: string];

function found(...rows: readonly Row[]): DnsAnswer<SrvRecord> {
  const records = rows.map(([priority, weight, port, host]) => ({ priority, weight, port, host }));
  return { kind: 'found', records, omitted: 0 };
}

const NO_RECORDS = { kind: 'no-records' } as const;
const NO_NAME = { kind: 'no-name' } as const;
const FAILED = { kind: 'failed', reason: 'servfail' } as const;
const NOT_HERE = found([0, 0, 0, '']);

function order(directTls: DnsAnswer<SrvRecord>, startTls: DnsAnswer<SrvRecord>): readonly string[] {
  const { aims } = aimsOf(PARTNER, { directTls, startTls, proxyFqdn: null });
  return aims.map(({ transport, host, port, origin }) => `${origin.kind} ${transport} ${host}:${port}`);
}

describe('both families are one list', () => {
  test('by priority', () => {
    expect(order(found([20, 0, 5270, 'b']), found([10, 0, 5269, 'a'], [30, 0, 5269, 'c']))).toEqual([
      'srv starttls a:5269',
      'srv direct-tls b:5270',
      'srv starttls c:5269',
    ]);
  });

  test('then by weight, the heaviest first; direct TLS first where all is equal', () => {
    expect(order(found([5, 10, 5270, 'a']), found([5, 10, 5269, 'a'], [5, 90, 5269, 'b'], [5, 0, 5269, 'c']))).toEqual([
      'srv starttls b:5269',
      'srv direct-tls a:5270',
      'srv starttls a:5269',
      'srv starttls c:5269',
    ]);
  });

  test('a record that stands twice is one target', () => {
    expect(order(NO_NAME, found([0, 0, 5269, 'a'], [9, 0, 5269, 'a']))).toHaveLength(1);
  });

  test('a bounded list, and how many more', () => {
    const many = found(...Array.from({ length: 16 }, (_, index): Row => [index, 0, 5269, `h${index}`]));
    const { aims, omitted } = aimsOf(PARTNER, { directTls: many, startTls: many, proxyFqdn: null });
    expect([aims.length, omitted]).toEqual([16, 16]);
  });
});

const FALLBACK = [`fallback starttls ${PARTNER}:5269`];

test.each<readonly [string, DnsAnswer<SrvRecord>, DnsAnswer<SrvRecord>, readonly string[]]>([
  ['no SRV at all: the domain itself', NO_NAME, NO_RECORDS, FALLBACK],
  ['a DNS server that knows no _xmpps-server', FAILED, NO_RECORDS, FALLBACK],
  ['direct TLS only', found([0, 0, 443, 'a']), NO_NAME, ['srv direct-tls a:443']],
  ['no service here', NOT_HERE, NOT_HERE, []],
  ['no STARTTLS service here, and no word of the other', NO_NAME, NOT_HERE, []],
  ['no direct TLS here, and no word of the other', NOT_HERE, NO_NAME, []],
  ['no direct TLS here', NOT_HERE, found([0, 0, 5269, 'a']), ['srv starttls a:5269']],
  ['nothing is known', FAILED, FAILED, []],
  ['nothing is known of STARTTLS', NO_NAME, FAILED, []],
])('%s', (_, directTls, startTls, expected) => {
  expect(order(directTls, startTls)).toEqual(expected);
});

test('proxyFqdn takes the place of the DNS', () => {
  const { aims } = aimsOf(PARTNER, { directTls: null, startTls: null, proxyFqdn: 'edge.partner.test' });
  expect(aims).toEqual([{ origin: { kind: 'proxy' }, transport: 'starttls', host: 'edge.partner.test', port: 5269 }]);
});

describe('see-other-host', () => {
  const by: Aim = { origin: { kind: 'fallback' }, transport: 'direct-tls', host: 'a.test', port: 5269 };

  test.each([
    ['other.test', 'other.test', 5269],
    ['Other.Test.', 'other.test', 5269],
    ['other.test:5270', 'other.test', 5270],
    ['192.0.2.1', '192.0.2.1', 5269],
    ['192.0.2.1:9999', '192.0.2.1', 9999],
    ['[2001:db8::1]:9999', '2001:db8::1', 9999],
    ['[2001:db8::1]', '2001:db8::1', 5269],
  ])('%s', (text, host, port) => {
    const origin = { kind: 'see-other-host', by: 'a.test' };
    expect(otherHostAim(text, by)).toEqual({ origin, transport: 'direct-tls', host, port });
  });

  test.each(['', 'a b', 'other.test:0', 'other.test:65536', 'http://other.test/', '2001:db8::1', '[', ':5269'])(
    '%j leads nowhere',
    (text) => expect(otherHostAim(text, by)).toBeUndefined(),
  );
});

describe('asked of a DNS server', () => {
  const NONE = { kind: 'found', records: [], omitted: 0 };

  test('every answer is kept, targets without addresses too', async () => {
    const zone = {
      [`_xmpp-server._tcp.${PARTNER}`]: { srv: [[0, 0, 5269, 'nobody.test']] as const },
      [`_xmpps-server._tcp.${PARTNER}`]: { fails: 'SERVFAIL' } as const,
    };
    const { evidence } = await probeZone(zone, [PARTNER]);
    expect(evidence[0]?.discovery).toEqual({
      directTls: FAILED,
      startTls: { ...NONE, records: [{ priority: 0, weight: 0, port: 5269, host: 'nobody.test' }] },
      proxyFqdn: null,
      omittedTargets: 0,
    });
    expect(evidence[0]?.targets).toMatchObject([{ host: 'nobody.test', ipv4: NO_NAME, ipv6: NO_NAME, attempts: [] }]);
  });

  test('IPv6 first, then in the order of the DNS', async () => {
    const zone = { [PARTNER]: { a: ['127.0.0.2', '127.0.0.1'], aaaa: ['::1'] } };
    const { evidence } = await probeZone(zone, [PARTNER], { allowPrivate: false });
    const [target] = evidence[0]?.targets ?? [];
    expect(target).toMatchObject({ origin: { kind: 'fallback' }, host: PARTNER, port: 5269 });
    expect(target?.attempts.map(({ address }) => address)).toEqual(['::1', '127.0.0.2', '127.0.0.1']);
  });

  test('IPv6 is connected to like IPv4', async () => {
    const { steps } = parseTranscript("C: version='1.0'\nS: {header}<stream:features/>\nC: </stream:stream>\n! end");
    const peer = await startPeer([steps], { host: '::1' });
    const zone = {
      [`_xmpp-server._tcp.${PARTNER}`]: { srv: [[0, 0, peer.port, 'six.test']] as const },
      'six.test': { aaaa: ['::1'] },
    };
    const { evidence } = await probeZone(zone, [PARTNER]);
    expect(evidence[0]?.targets[0]).toMatchObject({
      ipv4: NO_RECORDS,
      attempts: [{ address: '::1', end: { kind: 'complete' } }],
    });
    await peer.close();
  });

  test('with proxyFqdn no SRV record is asked for', async () => {
    const zone = { 'edge.test': { a: ['127.0.0.1'] } };
    const question = { domain: PARTNER, proxyFqdn: 'edge.test' };
    const { evidence, asked } = await probeZone(zone, [question], { allowPrivate: false });
    expect([...asked].sort()).toEqual(['edge.test a', 'edge.test aaaa']);
    expect(evidence[0]?.discovery).toEqual({
      directTls: null,
      startTls: null,
      proxyFqdn: 'edge.test',
      omittedTargets: 0,
    });
    expect(evidence[0]?.targets[0]?.origin).toEqual({ kind: 'proxy' });
  });
});
