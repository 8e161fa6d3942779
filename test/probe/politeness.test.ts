/** Who is asked how often: by what real peers saw. */
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { compareText } from '../../src/model/diagnostic.ts';
import { Gate, Politeness } from '../../src/probe/politeness.ts';
import type { Zone } from './support/dns-responder.ts';
import { PARTNER, probeScript, probeZone, SHORT } from './support/probing.ts';
import { parseTranscript, startPeer } from './support/scripted-peer.ts';

const OK = parseTranscript(
  "C: version='1.0'\nS: {header}<stream:features/>\nC: </stream:stream>\nS: </stream:stream>\n! end",
).steps;
const POLICY = parseTranscript(
  "C: version='1.0'\nS: {header}<stream:error><policy-violation xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>\n! end",
).steps;

const TEXT = parseTranscript('S: {header}').steps;

/** Domains that one server serves at one address. */
function hosted(domains: readonly string[], port: number, address = '127.0.0.1'): Zone {
  return Object.fromEntries([
    ...domains.map((domain) => [`_xmpp-server._tcp.${domain}`, { srv: [[0, 0, port, 'host.test']] }]),
    ['host.test', { a: [address] }],
  ]) as Zone;
}

const MANY = Array.from({ length: 8 }, (_, index) => `d${index}.test`);

test('one connection at a time to one address, whatever the domain', async () => {
  const peer = await startPeer([OK]);
  const { evidence } = await probeZone(hosted(MANY, peer.port), MANY);
  expect(evidence.map(({ targets }) => targets[0]?.attempts[0]?.end.kind)).toEqual(MANY.map(() => 'complete'));
  expect(peer.connections).toMatchObject({ made: 8, most: 1 });
  await peer.close();
});

test('a pause between', async () => {
  const peer = await startPeer([OK]);
  const began = performance.now();
  await probeZone(hosted(MANY.slice(0, 3), peer.port), MANY.slice(0, 3), { limits: { pauseMs: 150 } });
  expect(performance.now() - began).toBeGreaterThanOrEqual(2 * 150);
  await peer.close();
});

test('none before the first, nor after the last', async () => {
  const peer = await startPeer([OK]);
  const began = performance.now();
  await probeZone(hosted(MANY.slice(0, 1), peer.port), MANY.slice(0, 1), { limits: { pauseMs: 10_000 } });
  expect(performance.now() - began).toBeLessThan(10_000);
  await peer.close();
});

test('waiting for a turn does not count against a domain', async () => {
  const peer = await startPeer([[]]);
  const domains = MANY.slice(0, 4);
  const { evidence } = await probeZone(hosted(domains, peer.port), domains, {
    limits: { domainMs: SHORT.phaseMs + 200 },
  });
  for (const { cutShort, targets } of evidence) {
    expect(cutShort).toBeNull();
    expect(targets[0]?.attempts[0]?.end).toMatchObject({ kind: 'timeout' });
  }
  await peer.close();
});

test('where nobody listens is found out once', async () => {
  const peer = await startPeer([]);
  await peer.close();
  const connected: string[] = [];
  const { evidence } = await probeZone(hosted(['a.test', 'b.test'], peer.port), ['a.test', 'b.test'], {
    connect: (address, port) => {
      connected.push(`${address}:${port}`);
      return connect(port, address);
    },
  });
  const attempts = evidence.map(({ targets }) => targets[0]?.attempts[0]);
  expect(attempts.map((attempt) => attempt?.end)).toEqual([{ kind: 'refused' }, { kind: 'refused' }]);
  expect(attempts.map((attempt) => attempt?.sameAs)).toContain(null);
  expect(attempts.map((attempt) => attempt?.sameAs)).toContainEqual(expect.stringMatching(/^[ab]\.test$/));
  expect(connected).toHaveLength(1);
});

test.each([
  ['features never come', "C: version='1.0'\nS: {header}"],
  ['nothing comes', ''],
  ['the other side closes', "C: version='1.0'\nS: {header}</stream:stream>"],
  ['all was seen', "C: version='1.0'\nS: {header}<stream:features/>"],
])('a stream is closed properly where %s', async (_, script) => {
  const { peer } = await probeScript(script);
  expect(peer.heard.join('').match(/<\/stream:stream>/g)).toHaveLength(1);
  expect(peer.heard.join('')).toMatch(/<\/stream:stream>$/);
});

describe('after a policy error', () => {
  test('nothing more is asked over this transport', async () => {
    const peers = await Promise.all([1, 2].map(async () => await startPeer([POLICY, TEXT])));
    const zone: Zone = {
      [`_xmpp-server._tcp.${PARTNER}`]: { srv: peers.map(({ port }, index) => [index, 0, port, 'a.test'] as const) },
      [`_xmpps-server._tcp.${PARTNER}`]: { srv: [[9, 0, peers[0]?.port ?? 0, 'a.test']] },
      'a.test': { a: ['127.0.0.1'] },
    };
    const { evidence } = await probeZone(zone, [PARTNER]);
    expect(evidence[0]?.targets.map(({ attempts }) => attempts[0]?.end)).toMatchObject([
      { kind: 'stream-error', condition: 'policy-violation' },
      { kind: 'not-tried', reason: 'policy-error-before' },
      // direct TLS is another question
      { kind: 'tls-failure' },
    ]);
    expect(peers[1]?.connections.made).toBe(0);
    await Promise.all(peers.map(async (peer) => await peer.close()));
  });

  test('another domain is another question', async () => {
    const peer = await startPeer([POLICY, OK]);
    const { evidence } = await probeZone(hosted(['a.test', 'b.test'], peer.port), ['a.test', 'b.test']);
    expect(evidence.map(({ targets }) => targets[0]?.attempts[0]?.end.kind ?? '').sort(compareText)).toEqual([
      'complete',
      'stream-error',
    ]);
    await peer.close();
  });
});

test('two targets at one address and port are one question', async () => {
  const peer = await startPeer([OK]);
  const zone: Zone = {
    [`_xmpp-server._tcp.${PARTNER}`]: {
      srv: [
        [1, 0, peer.port, 'a.test'],
        [2, 0, peer.port, 'b.test'],
      ],
    },
    'a.test': { a: ['127.0.0.1'] },
    'b.test': { a: ['127.0.0.1'] },
  };
  const { evidence } = await probeZone(zone, [PARTNER]);
  expect(evidence[0]?.targets.map(({ attempts }) => attempts[0]?.end)).toEqual([
    { kind: 'complete' },
    { kind: 'not-tried', reason: 'same-address' },
  ]);
  await peer.close();
});

test('no more connections than the limit of one domain', async () => {
  const hosts = Array.from({ length: 16 }, (_, index) => `h${index}.test`);
  const zone: Zone = Object.fromEntries([
    [`_xmpp-server._tcp.${PARTNER}`, { srv: hosts.map((host, index) => [index, 0, 9, host]) }],
    ...hosts.map((host, index) => [host, { a: [1, 2, 3].map((last) => `127.1.${index}.${last}`) }]),
  ]) as Zone;
  const { evidence } = await probeZone(zone, [PARTNER]);
  const ends = evidence[0]?.targets.flatMap(({ attempts }) => attempts.map(({ end }) => end)) ?? [];
  expect(ends).toHaveLength(48);
  expect(ends.filter(({ kind }) => kind === 'refused')).toHaveLength(32);
  expect(ends.filter((end) => end.kind === 'not-tried' && end.reason === 'limit')).toHaveLength(16);
});

describe('a run that is stopped', () => {
  test('by an interruption: at once, and everything is said', async () => {
    const peer = await startPeer([[]]);
    const stop = new AbortController();
    const began = performance.now();
    const { evidence } = await probeZone(hosted(MANY, peer.port), MANY, {
      signal: stop.signal,
      limits: { phaseMs: 60_000, attemptMs: 60_000, domainMs: 60_000 },
      connect: (address, port) => {
        const socket = connect(port, address);
        socket.once('connect', () => stop.abort());
        return socket;
      },
    });
    expect(performance.now() - began).toBeLessThan(1_000);
    expect(evidence.map(({ cutShort }) => cutShort)).toEqual(MANY.map(() => 'interruption'));
    const attempts = evidence.flatMap(({ targets }) => targets.flatMap((target) => target.attempts));
    for (const { end } of attempts) expect(end).toEqual({ kind: 'cut-short', by: 'interruption' });
    expect(peer.connections.made).toBe(1);
    await peer.close();
  });

  test('before it began', async () => {
    const { evidence, asked } = await probeZone({}, [PARTNER], { signal: AbortSignal.abort() });
    expect(evidence).toMatchObject([
      { cutShort: 'interruption', targets: [], discovery: { startTls: { kind: 'failed', reason: 'cut-short' } } },
    ]);
    expect(asked).toEqual([]);
  });

  test('by the deadline of the run', async () => {
    const peer = await startPeer([[]]);
    const { evidence } = await probeZone(hosted(MANY, peer.port), MANY, { limits: { runMs: 300, phaseMs: 10_000 } });
    expect(evidence.map(({ cutShort }) => cutShort)).toEqual(MANY.map(() => 'deadline'));
    await peer.close();
  });

  test('by the deadline of one domain', async () => {
    const peers = await Promise.all([1, 2, 3].map(async () => await startPeer([[]])));
    const zone: Zone = {
      [`_xmpp-server._tcp.${PARTNER}`]: { srv: peers.map(({ port }, index) => [index, 0, port, 'a.test'] as const) },
      'a.test': { a: ['127.0.0.1'] },
    };
    const { evidence } = await probeZone(zone, [PARTNER], { limits: { domainMs: SHORT.phaseMs + 100 } });
    expect(evidence[0]?.cutShort).toBe('deadline');
    expect(evidence[0]?.targets.map(({ attempts }) => attempts[0]?.end)).toEqual([
      { kind: 'timeout', afterMs: SHORT.phaseMs },
      { kind: 'cut-short', by: 'deadline' },
      { kind: 'cut-short', by: 'deadline' },
    ]);
    await Promise.all(peers.map(async (peer) => await peer.close()));
  });
});

test('each domain is told of when it is done, once', async () => {
  const told: string[] = [];
  const { evidence } = await probeZone({}, ['b.test', 'a.test', 'b.test'], {
    onDomain: ({ domain }, done, total) => told.push(`${domain} ${done}/${total}`),
  });
  expect(evidence.map(({ domain }) => domain)).toEqual(['a.test', 'b.test']);
  expect(told.map((line) => line.slice(-3))).toEqual(['1/2', '2/2']);
});

describe('a gate', () => {
  const FOREVER = new AbortController().signal;

  test('first come, first served', async () => {
    const gate = new Gate(1);
    const leave = await gate.enter(FOREVER);
    const order: number[] = [];
    const others = [1, 2, 3].map(async (number) => {
      const leaveToo = await gate.enter(FOREVER);
      order.push(number);
      leaveToo();
    });
    leave();
    // harmless when called again
    leave();
    await Promise.all(others);
    expect(order).toEqual([1, 2, 3]);
  });

  test('who gives up takes no place', async () => {
    const gate = new Gate(1);
    const leave = await gate.enter(FOREVER);
    const stop = new AbortController();
    const givenUp = gate.enter(stop.signal);
    const patient = gate.enter(FOREVER);
    stop.abort(new Error('enough'));
    await expect(givenUp).rejects.toThrow('enough');
    leave();
    (await patient)();
    (await gate.enter(FOREVER))();
  });

  test('a visit that fails leaves its place', async () => {
    const politeness = new Politeness({ pauseMs: 0, connections: 1 });
    const visit = politeness.inTurn('a', FOREVER, async () => await Promise.reject(new Error('oh')));
    await expect(visit).rejects.toThrow('oh');
    expect(await politeness.inTurn('a', FOREVER, async () => await Promise.resolve('fine'))).toBe('fine');
  });
});
