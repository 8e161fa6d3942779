/** What the evidence says of a real ejabberd, and what its answers to a certificate are worth. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Attempt, DomainEvidence } from '../../src/model/probe.ts';
import { type Ejabberd, startEjabberd } from '../support/ejabberd/server.ts';
import { certificateFor, testAuthority } from './support/certificates.ts';
import type { Zone } from './support/dns-responder.ts';
import { OURS, type PartialOptions, probeZone } from './support/probing.ts';

const OPTIONAL = 'optional.ejabberd.test';
const REQUIRED = 'required.ejabberd.test';
const PLAIN = 'plain.ejabberd.test';
const CLOSED = 'closed.ejabberd.test';
const WITHOUT_DIALBACK = 'without-dialback.ejabberd.test';
const UNKNOWN = 'unknown.ejabberd.test';
const U_LABEL = 'xn--bcher-kva.ejabberd.test';

const HOSTS = {
  [OPTIONAL]: {},
  [REQUIRED]: { s2s_use_starttls: 'required' },
  [PLAIN]: { s2s_use_starttls: false },
  [CLOSED]: { s2s_access: 'nobody' },
  [WITHOUT_DIALBACK]: { modules: { mod_disco: {} } },
  'bücher.ejabberd.test': {},
};
const DOMAINS = [OPTIONAL, REQUIRED, PLAIN, CLOSED, WITHOUT_DIALBACK, UNKNOWN, U_LABEL];

let server: Ejabberd;

beforeAll(async () => {
  const { cert, key } = certificateFor(OPTIONAL, { names: DOMAINS.map((domain) => `DNS:${domain}`) });
  server = await startEjabberd({
    hosts: HOSTS,
    options: {
      s2s_use_starttls: 'optional',
      auth_method: ['anonymous'],
      access_rules: { nobody: { deny: 'all' } },
      modules: { mod_s2s_dialback: {} },
    },
    certificate: cert + key,
    authority: testAuthority().cert,
    // it looks nothing up: dialback is never begun
    dns: '127.0.0.1:9',
  });
}, 90_000);
afterAll(async () => await server.close());

async function ask(domain: string, options: PartialOptions = {}): Promise<DomainEvidence> {
  const { ip, port, directTlsPort } = server;
  const zone: Zone = {
    [`_xmpp-server._tcp.${domain}`]: { srv: [[0, 0, port, 'ejabberd.test']] },
    [`_xmpps-server._tcp.${domain}`]: { srv: [[1, 0, directTlsPort, 'ejabberd.test']] },
    'ejabberd.test': { a: [ip] },
  };
  const limits = { phaseMs: 5_000, attemptMs: 20_000, domainMs: 40_000, stanzaMs: 1_000 };
  const { evidence } = await probeZone(zone, [domain], { limits, ...options });
  const [only] = evidence;
  if (only === undefined) throw new Error('no evidence');
  return only;
}

async function attempts(domain: string, options?: PartialOptions): Promise<readonly [Attempt, Attempt]> {
  const [starttls, direct] = (await ask(domain, options)).targets.map((target) => target.attempts[0]);
  if (starttls === undefined || direct === undefined) throw new Error('no attempt');
  return [starttls, direct];
}

describe('without a certificate', () => {
  test.each([
    [OPTIONAL, 'optional', 'errors', 'errors'],
    // dialback is offered only where it would be taken
    [REQUIRED, 'required', 'absent', 'errors'],
    [WITHOUT_DIALBACK, 'optional', 'absent', 'absent'],
  ])('%s', async (domain, startTls, before, after) => {
    const [starttls, direct] = await attempts(domain);
    // EXTERNAL is offered to everybody
    const inside = { startTls: 'absent', mechanisms: ['EXTERNAL'], dialback: after };
    expect(starttls).toMatchObject({
      end: { kind: 'complete' },
      beforeTls: { header: { from: domain, version: '1.0' }, features: { startTls, mechanisms: [], dialback: before } },
      tls: { trust: { kind: 'trusted', by: 'own-ca' }, alpn: null },
      afterTls: { features: inside },
    });
    expect(direct).toMatchObject({ end: { kind: 'complete' }, beforeTls: null, onDirectTls: { features: inside } });
  });

  test('no TLS', async () => {
    const [starttls] = await attempts(PLAIN);
    expect(starttls).toMatchObject({
      end: { kind: 'complete' },
      beforeTls: { features: { startTls: 'absent' } },
      tls: null,
    });
  });

  test('a host that it does not have', async () => {
    const [starttls, direct] = await attempts(UNKNOWN);
    const end = { kind: 'stream-error', condition: 'host-unknown' };
    expect(starttls).toMatchObject({ phase: 'features', end });
    expect(direct).toMatchObject({ phase: 'secure-features', end });
  });

  test('a host with a U-label', async () => {
    const { addressedAs, targets } = await ask(U_LABEL);
    expect(addressedAs).toBe('bücher.ejabberd.test');
    expect(targets[0]?.attempts[0]).toMatchObject({ end: { kind: 'complete' }, tls: { trust: { kind: 'trusted' } } });
  });
});

describe('with a certificate', () => {
  const authenticating = (request: Parameters<typeof certificateFor>[1] = {}, domain = OURS): PartialOptions => ({
    authenticate: true,
    certificate: certificateFor(domain, request),
  });

  test('accepted, once for both targets', async () => {
    const [starttls, direct] = await attempts(OPTIONAL, authenticating());
    expect(starttls).toMatchObject({ end: { kind: 'complete' }, authentication: { kind: 'accepted' } });
    expect(direct.authentication).toEqual({ kind: 'not-tried', reason: 'tried-before' });
  });

  test('who is not listed: success, and then the first stanza is refused', async () => {
    const [starttls] = await attempts(CLOSED, authenticating());
    expect(starttls).toMatchObject({
      phase: 'stanza',
      end: { kind: 'stream-error', condition: 'invalid-from' },
      authentication: { kind: 'success-then-ended' },
    });
  });

  test.each([
    ['serverAuth only', authenticating({ purposes: 'serverAuth' }), 'unsupported certificate purpose'],
    ['another name', authenticating({}, 'other.test'), 'Certificate host name mismatch'],
    ['self-signed', authenticating({ signedBy: 'self' }), 'self signed certificate'],
    ['expired', authenticating({ expired: true }), 'certificate has expired'],
  ])('%s', async (_, options, text) => {
    const [{ authentication, end }] = await attempts(OPTIONAL, options);
    expect({ authentication, end }).toEqual({
      authentication: { kind: 'failed', condition: 'not-authorized', text },
      end: { kind: 'complete' },
    });
  });
});
