/** One server, one row, both directions: what connects, what does not and why, and what cannot be known from here. */
import { describe, expect, test } from 'vitest';
import type { Method, Negotiation, NegotiationSettings } from '../../src/model/negotiation.ts';
import type { Attempt, AttemptEnd, DomainEvidence, StreamErrorEnd } from '../../src/model/probe.ts';
import type { StreamOutcome } from '../../src/model/probe-verdict.ts';
import { directionsOf } from '../../src/verdict/directions.ts';
import { reachOf } from '../../src/verdict/reach.ts';
import {
  addresses,
  attempt,
  DOMAIN,
  evidence,
  failed,
  stream,
  target,
  tls,
  untrusted,
  withoutCertificate,
} from './evidence.ts';

type Row = readonly [tls: Negotiation, sasl: Negotiation, dialback: boolean];

const STRICT: Row = ['Required', 'Required', false];
const EITHER: Row = ['Required', 'Optional', true];
const ANY: Row = ['Optional', 'Optional', true];
const TLS_DIALBACK: Row = ['Required', 'NotSupported', true];
const PLAIN: Row = ['NotSupported', 'NotSupported', true];
const ANY_DIALBACK: Row = ['Optional', 'NotSupported', true];

function settings([tlsNegotiation, saslNegotiation, dialbackNegotiation]: Row): NegotiationSettings {
  return { tlsNegotiation, saslNegotiation, dialbackNegotiation };
}

function directions(seen: DomainEvidence, row: Row, others: readonly DomainEvidence[] = []) {
  return directionsOf(seen, settings(row), reachOf([seen, ...others]));
}

/** `sasl-tls (could be forced: tls-dialback)`, `refused: tls-missing partner`, `unknown: no-certificate` */
function brief(outcome: StreamOutcome): string {
  if (outcome.kind === 'connects') {
    const forced = outcome.forcible.length === 0 ? '' : ` (could be forced: ${outcome.forcible.join(' ')})`;
    return outcome.methods.join(' or ') + forced;
  }
  if (outcome.kind === 'unknown') return `unknown: ${outcome.missing.map(({ code }) => code).join(' ')}`;
  return `refused: ${outcome.causes.map(({ code, mender }) => `${code} (${mender})`).join(', ')}`;
}

function briefly(seen: DomainEvidence, row: Row, others?: readonly DomainEvidence[]): string {
  const { outbound, inbound } = directions(seen, row, others);
  const [out, back] = [brief(outbound), brief(inbound)];
  return out === back ? out : `out ${out}; in ${back}`;
}

function one(seen: Attempt): DomainEvidence {
  return evidence([target([seen])]);
}

const OPTIONAL_TLS = stream({ startTls: 'optional', dialback: 'errors' });
const NO_TLS = attempt({ beforeTls: stream({ dialback: 'plain' }), tls: null, afterTls: null });
const DIALBACK_ONLY = attempt({ beforeTls: OPTIONAL_TLS, afterTls: stream() });
const EXTERNAL_ONLY = attempt({ afterTls: stream({ mechanisms: ['EXTERNAL'], dialback: 'absent' }) });
const SELF_SIGNED = attempt({ tls: untrusted('DEPTH_ZERO_SELF_SIGNED_CERT') });
const OTHER_NAME = attempt({ tls: tls({ names: { dns: ['other.example'], srv: [], xmpp: [], omitted: 0 } }) });
const MANY_NAMES = attempt({ tls: tls({ names: { dns: ['other.example'], srv: [], xmpp: [], omitted: 400 } }) });
const SERVERS_ONLY = attempt({ tls: tls({ extendedKeyUsage: ['serverAuth'] }) });
const BEFORE_1_0 = attempt({
  beforeTls: { header: { from: null, id: '1', version: null, dialbackNamespace: true }, features: null },
  tls: null,
  afterTls: null,
});

describe('what a server offers', () => {
  test.each<readonly [string, Attempt, Row, string]>([
    ['everything', attempt(), STRICT, 'sasl-tls'],
    ['everything', attempt(), EITHER, 'sasl-tls (could be forced: tls-dialback)'],
    ['everything', attempt(), ANY, 'sasl-tls (could be forced: tls-dialback tcp-dialback)'],
    ['everything', attempt(), TLS_DIALBACK, 'tls-dialback'],
    ['everything, encrypted', attempt(), PLAIN, 'refused: tls-required (us)'],
    ['no TLS', NO_TLS, STRICT, 'refused: tls-missing (partner)'],
    ['no TLS', NO_TLS, EITHER, 'refused: tls-missing (partner)'],
    ['no TLS', NO_TLS, ANY, 'tcp-dialback'],
    ['no TLS', NO_TLS, PLAIN, 'tcp-dialback'],
    ['XMPP before 1.0', BEFORE_1_0, ANY, 'tcp-dialback'],
    ['XMPP before 1.0', BEFORE_1_0, STRICT, 'refused: tls-missing (partner)'],
    ['dialback only', DIALBACK_ONLY, STRICT, 'refused: external-not-offered (partner)'],
    ['dialback only', DIALBACK_ONLY, EITHER, 'tls-dialback'],
    ['dialback only', DIALBACK_ONLY, ANY_DIALBACK, 'tls-dialback (could be forced: tcp-dialback)'],
    ['dialback only', DIALBACK_ONLY, PLAIN, 'tcp-dialback'],
    ['EXTERNAL only', EXTERNAL_ONLY, STRICT, 'sasl-tls'],
    ['EXTERNAL only', EXTERNAL_ONLY, TLS_DIALBACK, 'refused: dialback-not-offered (partner)'],
    ['a self-signed certificate', SELF_SIGNED, STRICT, 'refused: certificate-invalid (partner)'],
    ['a self-signed certificate', SELF_SIGNED, EITHER, 'tls-dialback'],
    ['a certificate for another name', OTHER_NAME, STRICT, 'refused: certificate-invalid (partner)'],
    ['more names than were read', MANY_NAMES, STRICT, 'unknown: names-omitted'],
    ['a certificate for servers only', SERVERS_ONLY, STRICT, 'out sasl-tls; in unknown: client-purpose'],
    [
      'a certificate for servers only',
      SERVERS_ONLY,
      EITHER,
      'out sasl-tls (could be forced: tls-dialback); in sasl-tls or tls-dialback',
    ],
  ])('%s', (_, seen, row, expected) => {
    expect(briefly(one(seen), row)).toBe(expected);
  });
});

describe('without a certificate of ours', () => {
  test('what needs EXTERNAL is unknown, what does not is known', () => {
    expect(briefly(withoutCertificate(), STRICT)).toBe('unknown: no-certificate');
    expect(briefly(withoutCertificate(), TLS_DIALBACK)).toBe('tls-dialback');
    expect(briefly(withoutCertificate(), EITHER)).toBe('sasl-tls or tls-dialback');
  });

  test('a server that does not talk without one is not said to refuse', () => {
    const end: StreamErrorEnd = {
      kind: 'stream-error',
      condition: 'not-authorized',
      text: "Your server's certificate is not trusted",
      application: null,
      otherHost: null,
    };
    const seen = withoutCertificate(attempt({ end, phase: 'secure-stream', afterTls: null }));
    expect(briefly(seen, EITHER)).toBe('unknown: no-certificate');
    expect(briefly(one(attempt({ end, phase: 'secure-stream', afterTls: null })), EITHER)).toBe(
      'refused: own-certificate-refused (us)',
    );
  });

  test('a certificate that is not valid settles it', () => {
    const seen = withoutCertificate({ ...SELF_SIGNED, afterTls: stream() });
    expect(briefly(seen, STRICT)).toBe('refused: certificate-invalid (partner)');
    expect(briefly(seen, EITHER)).toBe('tls-dialback');
  });
});

describe('how a connection ends', () => {
  const error = (condition: string, text: string | null = null): StreamErrorEnd => ({
    kind: 'stream-error',
    condition,
    text,
    application: null,
    otherHost: null,
  });

  test.each<readonly [AttemptEnd, Parameters<typeof failed>[1], string]>([
    [{ kind: 'refused' }, 'connect', 'refused: nothing-listens (partner)'],
    [{ kind: 'timeout', afterMs: 5000 }, 'connect', 'unknown: port-blocked'],
    [{ kind: 'unreachable', code: 'ENETUNREACH' }, 'connect', 'unknown: port-blocked'],
    [{ kind: 'timeout', afterMs: 5000 }, 'stream', 'unknown: timeout'],
    [{ kind: 'closed', properly: false }, 'stream', 'refused: closed (partner)'],
    [{ kind: 'reset' }, 'features', 'refused: closed (partner)'],
    [{ kind: 'not-xmpp', breach: 'not-xml', text: 'HTTP/1.1' }, 'stream', 'refused: not-xmpp (partner)'],
    [{ kind: 'too-much', bytes: 65_536 }, 'features', 'refused: not-xmpp (partner)'],
    [{ kind: 'not-tried', reason: 'forbidden-address' }, 'wait', 'unknown: address-not-allowed'],
    [{ kind: 'cut-short', by: 'deadline' }, 'connect', 'unknown: cut-short'],
    [error('host-unknown', 'This host does not serve fabrikam.com'), 'stream', 'refused: host-unknown (partner)'],
    [error('policy-violation'), 'features', 'refused: not-listed (partner)'],
    [error('not-authorized'), 'features', 'refused: not-listed (partner)'],
    [
      error('policy-violation', 'Encrypted server-to-server communication is required'),
      'features',
      'refused: tls-required (us)',
    ],
    [error('remote-connection-failed'), 'features', 'refused: stream-error (us)'],
    [error('resource-constraint'), 'features', 'refused: stream-error (partner)'],
  ])('%o during %s', (end, phase, expected) => {
    expect(briefly(one(failed(end, phase)), STRICT)).toBe(expected);
  });

  test('TLS that fails matters only to a row that encrypts', () => {
    const end: AttemptEnd = { kind: 'tls-failure', code: 'ERR_SSL_UNSUPPORTED_PROTOCOL', text: 'unsupported protocol' };
    const seen = attempt({ end, phase: 'tls', beforeTls: OPTIONAL_TLS, tls: null, afterTls: null });
    expect(briefly(one(seen), ANY)).toBe('refused: tls-failed (partner)');
    expect(briefly(one(seen), PLAIN)).toBe('tcp-dialback');
  });

  test('success, and then the first stanza is refused', () => {
    const seen = attempt({
      end: error('invalid-from'),
      phase: 'stanza',
      authentication: { kind: 'success-then-ended' },
    });
    const { outbound } = directions(one(seen), STRICT);
    expect(outbound).toMatchObject({ kind: 'refused', causes: [{ code: 'not-listed', mender: 'partner' }] });
  });

  test('EXTERNAL that was refused when it was tried is not taken for offered', () => {
    const seen = attempt({ authentication: { kind: 'failed', condition: 'not-authorized', text: null } });
    expect(briefly(one(seen), STRICT)).toBe('refused: own-certificate-refused (us)');
    expect(briefly(one(seen), EITHER)).toBe('tls-dialback');
  });
});

describe('several targets', () => {
  const DEAD = failed({ kind: 'refused' }, 'connect', { address: '192.0.2.1' });

  test('the first that answers counts', () => {
    const seen = evidence([target([DEAD], { host: 'a.fabrikam.com' }), target([NO_TLS], { host: 'b.fabrikam.com' })]);
    const { outbound, server } = directions(seen, ANY);
    expect([brief(outbound), server?.host]).toEqual(['tcp-dialback', 'b.fabrikam.com']);
  });

  test('direct TLS that does not speak TLS is passed over, and not used by a row without TLS', () => {
    const end: AttemptEnd = { kind: 'tls-failure', code: 'EPROTO', text: 'wrong version number' };
    const broken = failed(end, 'tls', { address: '192.0.2.2' });
    const direct = target([broken], { transport: 'direct-tls' });
    expect(briefly(evidence([direct, target()]), STRICT)).toBe('sasl-tls');
    expect(briefly(evidence([direct]), STRICT)).toBe('refused: tls-failed (partner)');
    const good = attempt({ beforeTls: null, afterTls: null, onDirectTls: stream({ mechanisms: ['EXTERNAL'] }) });
    expect(briefly(evidence([target([good], { transport: 'direct-tls' }), target([NO_TLS])]), STRICT)).toBe('sasl-tls');
    expect(briefly(evidence([target([good], { transport: 'direct-tls' }), target([NO_TLS])]), PLAIN)).toBe(
      'tcp-dialback',
    );
  });

  test('IPv6 that this host lacks hides nothing where IPv4 answers', () => {
    const over6 = failed({ kind: 'unreachable', code: 'ENETUNREACH' }, 'connect', { address: '2001:db8::7' });
    const vantage = { host: 'x', resolvers: [], families: { ipv4: true, ipv6: false } };
    expect(briefly(evidence([target([over6, attempt()])], { vantage }), STRICT)).toBe('sasl-tls');
    expect(briefly(evidence([target([over6])], { vantage }), STRICT)).toBe('unknown: no-ipv6');
  });

  test('what does not answer is dead only where others answer on the same port', () => {
    const silent = evidence([target([failed({ kind: 'timeout', afterMs: 5000 })])]);
    const other = evidence([target()], { domain: 'other.example' });
    expect(briefly(silent, STRICT, [other])).toBe('refused: unreachable (partner)');
    const sameServer = evidence([target([DEAD])], { domain: 'corp.fabrikam.com' });
    expect(briefly(evidence([target([DEAD])]), STRICT, [sameServer])).toBe('refused: nothing-listens (partner)');
    const alsoRefused = evidence([target([failed({ kind: 'refused' })])], { domain: 'other.example' });
    expect(briefly(evidence([target([DEAD])]), STRICT, [alsoRefused])).toBe('unknown: port-blocked');
  });
});

describe('what DNS says', () => {
  const none = { kind: 'no-records' } as const;
  const discovery = evidence().discovery;

  test('no service', () => {
    const dot = { kind: 'found', records: [{ priority: 0, weight: 0, port: 0, host: '' }], omitted: 0 } as const;
    const seen = evidence([], { discovery: { ...discovery, startTls: dot } });
    expect(briefly(seen, STRICT)).toBe('refused: no-service (partner)');
  });

  test.each([
    ['no such name', { kind: 'no-name' }, 'refused: no-name (dns)'],
    ['no address', none, 'refused: no-address (dns)'],
    ['no answer', { kind: 'failed', reason: 'timeout' }, 'unknown: dns-failed'],
  ] as const)('%s', (_, answer, expected) => {
    const seen = evidence([target([], { host: 'gone.fabrikam.com', ipv4: answer, ipv6: answer })]);
    expect(briefly(seen, STRICT)).toBe(expected);
  });

  test('the second target answers where the first has no address', () => {
    const gone = target([], { host: 'gone.fabrikam.com', ipv4: { kind: 'no-name' }, ipv6: { kind: 'no-name' } });
    expect(briefly(evidence([gone, target()]), STRICT)).toBe('sasl-tls');
    expect(addresses()).toEqual(none);
  });
});

test('nothing is said about a domain whose probe was cut short before anything answered', () => {
  expect(briefly(evidence([], { cutShort: 'interruption' }), STRICT)).toBe('unknown: cut-short');
});

test('causes are told in words that name the place, the domain and the remedy', () => {
  const { outbound } = directions(one(SELF_SIGNED), STRICT);
  expect(outbound).toMatchObject({
    causes: [
      {
        message: 'the certificate of the server at xmpp.fabrikam.com (192.0.2.7:5269) is self-signed',
        hint: `ask the partner for a certificate that a known authority issued for ${DOMAIN}`,
      },
    ],
  });
  const methods: readonly Method[] = outbound.kind === 'connects' ? outbound.methods : [];
  expect(methods).toEqual([]);
});
