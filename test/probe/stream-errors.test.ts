/** Stream errors of every kind (RFC 6120 §4.9.3), before TLS and with what they carry. */
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { PARTNER, probeScript, probeZone } from './support/probing.ts';
import { parseTranscript, startPeer } from './support/scripted-peer.ts';

const CONDITIONS = [
  'bad-format',
  'bad-namespace-prefix',
  'conflict',
  'connection-timeout',
  'host-gone',
  'host-unknown',
  'improper-addressing',
  'internal-server-error',
  'invalid-from',
  'invalid-namespace',
  'invalid-xml',
  'not-authorized',
  'not-well-formed',
  'policy-violation',
  'remote-connection-failed',
  'reset',
  'resource-constraint',
  'restricted-xml',
  'system-shutdown',
  'undefined-condition',
  'unsupported-encoding',
  'unsupported-feature',
  'unsupported-stanza-type',
  'unsupported-version',
];

function error(inside: string): string {
  return `C: version='1.0'\nS: {header}<stream:error>${inside}</stream:error></stream:stream>\n! end`;
}

function element(name: string, text = ''): string {
  return `<${name} xmlns='urn:ietf:params:xml:ns:xmpp-streams'>${text}</${name}>`;
}

test.each(CONDITIONS)('%s', async (condition) => {
  const { attempt, peer } = await probeScript(
    error(element(condition) + element('text', ' because &lt;I&gt; say so ')),
  );
  expect(attempt).toMatchObject({
    phase: 'features',
    end: { kind: 'stream-error', condition, text: 'because <I> say so', application: null, otherHost: null },
  });
  // and the stream is closed by us, too
  expect(peer.heard.join('')).toMatch(/<\/stream:stream>$/);
});

test.each([
  ['a condition that we do not know', element('out-of-coffee'), 'out-of-coffee', null],
  ['only a text', element('text', 'no'), 'undefined-condition', 'no'],
  ['nothing at all', '', 'undefined-condition', null],
])('%s', async (_, inside, condition, text) => {
  expect((await probeScript(error(inside))).attempt.end).toMatchObject({ condition, text });
});

test('a text without end is cut', async () => {
  const { attempt } = await probeScript(error(element('conflict') + element('text', 'ö'.repeat(20_000))));
  expect(attempt.end).toMatchObject({ kind: 'stream-error', text: `${'ö'.repeat(999)}…` });
});

test('at the very first, instead of a stream', async () => {
  const { attempt } = await probeScript(
    "S: <stream:error xmlns:stream='http://etherx.jabber.org/streams'><host-unknown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>",
  );
  expect(attempt.end).toMatchObject({ kind: 'not-xmpp', breach: 'not-a-stream' });
});

const OK = "C: version='1.0'\nS: {header}<stream:features/>\nC: </stream:stream>\nS: </stream:stream>\n! end";

test('see-other-host is followed, once', async () => {
  const peers = await Promise.all([1, 2, 3].map(async () => await startPeer([parseTranscript(OK).steps])));
  const [, second, third] = peers;
  const away = (port = 0) => parseTranscript(error(element('see-other-host', `[::ffff:127.0.0.1]:${port}`))).steps;
  const first = await startPeer([away(second?.port)]);
  const secondAway = await startPeer([away(third?.port)]);
  const zone = {
    [`_xmpp-server._tcp.${PARTNER}`]: {
      srv: [
        [1, 0, first.port, 'a.test'],
        [2, 0, secondAway.port, 'a.test'],
      ] as const,
    },
    'a.test': { a: ['127.0.0.1'] },
  };
  const { evidence } = await probeZone(zone, [PARTNER]);
  expect(evidence[0]?.targets.map(({ origin, port, attempts }) => [origin.kind, port, attempts[0]?.end.kind])).toEqual([
    ['srv', first.port, 'stream-error'],
    ['srv', secondAway.port, 'stream-error'],
    ['see-other-host', second?.port, 'complete'],
  ]);
  expect(third?.connections.made).toBe(0);
  await Promise.all([first, secondAway, ...peers].map(async (peer) => await peer.close()));
});

test('see-other-host does not lead where the DNS may not lead', async () => {
  const inner = await startPeer([parseTranscript(OK).steps]);
  const outer = await startPeer([parseTranscript(error(element('see-other-host', `127.0.0.1:${inner.port}`))).steps]);
  const zone = {
    [`_xmpp-server._tcp.${PARTNER}`]: { srv: [[1, 0, 5269, 'a.test']] as const },
    'a.test': { a: ['1.1.1.1'] },
  };
  // a server on the open internet, which is here
  const connected: string[] = [];
  const { evidence } = await probeZone(zone, [PARTNER], {
    allowPrivate: false,
    connect: (address) => {
      connected.push(address);
      return connect(outer.port, '127.0.0.1');
    },
  });
  expect(evidence[0]?.targets[1]).toMatchObject({
    origin: { kind: 'see-other-host', by: 'a.test' },
    host: '127.0.0.1',
  });
  expect(evidence[0]?.targets[1]?.attempts[0]?.end).toEqual({ kind: 'not-tried', reason: 'forbidden-address' });
  expect(connected).toEqual(['1.1.1.1']);
  expect(inner.connections.made).toBe(0);
  await Promise.all([inner.close(), outer.close()]);
});
