/** `--authenticate`: EXTERNAL once, one stanza that nobody answers, and what servers make of it. */
import { describe, expect, test } from 'vitest';
import { certificateFor } from './support/certificates.ts';
import type { Zone } from './support/dns-responder.ts';
import { OURS, PARTNER, type PlayOptions, probeScript, probeZone, SHORT } from './support/probing.ts';
import { parseTranscript, startPeer } from './support/scripted-peer.ts';

const OFFER = `! tls partner
C: version='1.0'
S: {header}<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>EXTERNAL</mechanism></mechanisms></stream:features>
`;
const SUCCESS = `${OFFER}C: </auth>
S: <success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>
C: version='1.0'
`;
const STREAM = 'S: {header}<stream:features/>\n';
const STANZA = `${SUCCESS}${STREAM}C: <iq type='result'\n`;
const REFUSAL =
  "S: <stream:error><invalid-from xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>\n! end\n";
const CLOSE = 'C: </stream:stream>\nS: </stream:stream>\n! end\n';

const CERTIFIED: PlayOptions = { transport: 'direct-tls', authenticate: true, certificate: certificateFor(OURS) };

async function authenticate(script: string, options: PlayOptions = {}) {
  const { attempt, peer } = await probeScript(script, { ...CERTIFIED, ...options });
  return { attempt, said: peer.heard.join('') };
}

test('success, and the stanza is taken', async () => {
  const { attempt, said } = await authenticate(STANZA + CLOSE);
  expect(attempt).toMatchObject({ phase: 'close', end: { kind: 'complete' }, authentication: { kind: 'accepted' } });
  expect(attempt.milliseconds.stanza).toBeGreaterThanOrEqual(SHORT.stanzaMs - 5);
  const [, identity = ''] = /mechanism='EXTERNAL'>([^<]*)</.exec(said) ?? [];
  expect(Buffer.from(identity, 'base64').toString()).toBe(OURS);
  const iq = /<iq type='result' id='([^']*)' from='([^']*)' to='([^']*)'\/>/.exec(said) ?? [];
  expect(iq.slice(2)).toEqual([OURS, PARTNER]);
  expect(iq[1]).toMatch(/^[0-9a-f-]{36}$/);
  // nothing to a user, no dialback
  expect(said).not.toMatch(/<message|<presence|<db:|@/);
});

test('success, and then the stanza is refused', async () => {
  const { attempt } = await authenticate(STANZA + REFUSAL);
  expect(attempt).toMatchObject({
    phase: 'stanza',
    end: { kind: 'stream-error', condition: 'invalid-from' },
    authentication: { kind: 'success-then-ended' },
  });
});

test('what comes after the stanza is not answered', async () => {
  const reply = `${STANZA}S: <iq type='error' id='1'/><message/>\n`;
  expect((await authenticate(reply + CLOSE)).attempt.authentication).toEqual({ kind: 'accepted' });
});

test('success, and then the new stream is refused', async () => {
  const { attempt } = await authenticate(`${SUCCESS}S: {header}\n${REFUSAL}`);
  expect(attempt).toMatchObject({
    phase: 'final-features',
    end: { kind: 'stream-error' },
    authentication: { kind: 'success-then-ended' },
  });
});

test('success, and then nothing', async () => {
  const { attempt } = await authenticate(SUCCESS);
  expect(attempt).toMatchObject({
    phase: 'final-stream',
    end: { kind: 'timeout' },
    authentication: { kind: 'success-then-ended' },
  });
});

test('failure: the stream is closed, nothing is tried again', async () => {
  const failure =
    "S: <failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><not-authorized/><text xml:lang='en'>unsupported certificate purpose</text></failure>\n";
  const { attempt, said } = await authenticate(`${OFFER}C: </auth>\n${failure}${CLOSE}`);
  expect(attempt).toMatchObject({
    phase: 'close',
    end: { kind: 'complete' },
    authentication: { kind: 'failed', condition: 'not-authorized', text: 'unsupported certificate purpose' },
  });
  expect(said.match(/<auth/g)).toHaveLength(1);
  expect(said).toMatch(/<\/stream:stream>$/);
});

test('no answer', async () => {
  const { attempt } = await authenticate(`${OFFER}C: </auth>\n! end`);
  expect(attempt).toMatchObject({
    phase: 'sasl',
    end: { kind: 'closed', properly: false },
    authentication: { kind: 'no-answer' },
  });
});

test.each([
  ['sasl', 'no-answer', `${OFFER}C: </auth>\n`],
  ['final-stream', 'success-then-ended', SUCCESS],
  ['final-features', 'success-then-ended', `${SUCCESS}S: {header}\n! drip 20 {space}{space}{space}\n`],
  ['stanza', 'success-then-ended', STANZA],
])('a reset in the phase %s', async (phase, kind, script) => {
  const { attempt } = await authenticate(`${script}! reset`);
  expect(attempt).toMatchObject({ phase, end: { kind: 'reset' }, authentication: { kind } });
});

describe('not tried', () => {
  test('not offered', async () => {
    const script = `! tls partner\nC: version='1.0'\n${STREAM}${CLOSE}`;
    expect((await authenticate(script)).attempt.authentication).toEqual({ kind: 'not-offered' });
  });

  test.each<readonly [string, PlayOptions]>([
    ['not-asked', { authenticate: false }],
    ['no-certificate', { certificate: null }],
    ['no-certificate', { from: null }],
  ])('%s', async (reason, options) => {
    const { attempt, said } = await authenticate(OFFER + CLOSE, options);
    expect(attempt.authentication).toEqual({ kind: 'not-tried', reason });
    expect(said).not.toContain('<auth');
  });

  test('not reached', async () => {
    const { attempt } = await authenticate('! tls partner\n! end');
    expect(attempt.authentication).toEqual({ kind: 'not-tried', reason: 'not-reached' });
  });

  test('tried before, with another target of the domain', async () => {
    const failure = "S: <failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><not-authorized/></failure>\n";
    const { steps } = parseTranscript(`${OFFER}C: </auth>\n${failure}${CLOSE}`);
    const offer = parseTranscript(OFFER + CLOSE).steps;
    const certificates = { partner: certificateFor(PARTNER) };
    const peers = [await startPeer([steps], { certificates }), await startPeer([offer], { certificates })];
    const zone: Zone = {
      [`_xmpps-server._tcp.${PARTNER}`]: { srv: peers.map(({ port }, index) => [index, 0, port, 'a.test'] as const) },
      'a.test': { a: ['127.0.0.1'] },
    };
    const { evidence } = await probeZone(zone, [PARTNER], CERTIFIED);
    expect(evidence[0]?.targets.map(({ attempts }) => attempts[0]?.authentication)).toEqual([
      { kind: 'failed', condition: 'not-authorized', text: null },
      { kind: 'not-tried', reason: 'tried-before' },
    ]);
    expect(peers[1]?.heard.join('')).not.toContain('<auth');
    await Promise.all(peers.map(async (peer) => await peer.close()));
  });
});

describe('names on the wire', () => {
  const domain = 'xn--bcher-kva.test';

  test('streams carry U-labels, TLS carries A-labels', async () => {
    const certificates = { partner: certificateFor(domain) };
    const peer = await startPeer([parseTranscript(STANZA + CLOSE).steps], { certificates });
    const zone: Zone = {
      [`_xmpps-server._tcp.${domain}`]: { srv: [[0, 0, peer.port, 'a.test']] },
      'a.test': { a: ['127.0.0.1'] },
    };
    const from = 'xn--strae-oqa.test';
    const { evidence } = await probeZone(zone, [domain], { ...CERTIFIED, from });
    expect(evidence[0]).toMatchObject({ domain, addressedAs: 'bücher.test', presented: { from } });
    const said = peer.heard.join('');
    expect(said).toContain("from='straße.test' to='bücher.test'");
    expect(Buffer.from(/EXTERNAL'>([^<]*)</.exec(said)?.[1] ?? '', 'base64').toString()).toBe('straße.test');
    expect(peer.serverNames).toEqual([domain]);
    await peer.close();
  });

  test('without --from there is none', async () => {
    const { said } = await authenticate(OFFER + CLOSE, { from: null, certificate: null });
    expect(said).not.toContain('from=');
  });
});
