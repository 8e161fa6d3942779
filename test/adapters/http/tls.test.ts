/** TLS as it should be, and each way in which it is not: the certificate is always checked, and the words say what to do. */
import { createPrivateKey, createPublicKey } from 'node:crypto';
import type { ServerOptions } from 'node:https';
import tls from 'node:tls';
import { afterEach, describe, expect, it, test, vi } from 'vitest';
import { AdapterError } from '../../../src/model/errors.ts';
import { authorityPem, type CertificateKind, certificateFor } from '../../servers/support/certificates.ts';
import { type PartnerServer, partnerServer, TOKEN } from '../../support/partner-server.ts';
import { read } from '../contract/harness.ts';
import { openAt } from './http-open.ts';

const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

async function serverWith(kind: CertificateKind = 'ca', more: ServerOptions = {}): Promise<PartnerServer> {
  const { certificate, key } = certificateFor('localhost', { kind });
  const server = await partnerServer({ cert: certificate, key, ...more });
  cleanUps.push(() => server.stop());
  return server;
}

const CA = { ca: 'certs/ca.pem' };
const { certificate: CLIENT, key: CLIENT_KEY } = certificateFor('partnerctl.contoso.com');
const WITH_CLIENT = { ...CA, clientCertificate: 'certs/client.pem', clientKey: 'env:EDGE_EU_KEY' };

async function partnersAt(server: PartnerServer, options: object, env: object = {}): Promise<number> {
  const fileText = async (path: string) => (path === 'certs/client.pem' ? CLIENT : authorityPem());
  const adapter = await openAt(server.url, { ...options }, { fileText, env: { EDGE_EU_TOKEN: TOKEN, ...env } });
  cleanUps.push(() => adapter.close());
  return (await read(adapter)).partners.length;
}

async function errorOf(call: Promise<unknown>): Promise<AdapterError> {
  const error = await call.then(
    () => expect.fail('it did not fail'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AdapterError)) throw error;
  return error;
}

it('an authority of one’s own is trusted where it is named', async () => {
  expect(await partnersAt(await serverWith(), CA)).toBe(0);
});

test.each<readonly [string, CertificateKind, object, string, RegExp, RegExp]>([
  [
    'an authority that nobody named',
    'ca',
    {},
    'untrusted-certificate',
    /authority that is not trusted/,
    /`ca: <file>`/,
  ],
  [
    'another authority than the one that is named',
    'self-signed',
    CA,
    'untrusted-certificate',
    /self-signed/,
    /`ca: <file>`/,
  ],
  ['a certificate that has expired', 'expired', CA, 'untrusted-certificate', /expired/, /renew/],
  ['a certificate for another name', 'wrong-name', CA, 'untrusted-certificate', /another name/, /the name in `url`/],
])('%s', async (_, kind, options, code, message, hint) => {
  const server = await serverWith(kind);
  const error = await errorOf(partnersAt(server, options));
  expect(error).toMatchObject({ code, operation: 'read', retryable: false });
  expect(error.message).toMatch(message);
  expect(error.hint).toMatch(hint);
  // the token was not sent to whoever that is
  expect(server.requests).toEqual([]);
});

it('is checked whatever the environment says', async () => {
  const server = await serverWith('self-signed');
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
  const error = await errorOf(partnersAt(server, {}));
  vi.unstubAllEnvs();
  expect(error.code).toBe('untrusted-certificate');
  expect(server.requests).toEqual([]);
});

it('is 1.2 at least, whatever this process could do', async () => {
  const server = await serverWith('ca', { maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' });
  const { DEFAULT_CIPHERS, DEFAULT_MIN_VERSION } = tls;
  Object.assign(tls, { DEFAULT_CIPHERS: 'ALL:@SECLEVEL=0', DEFAULT_MIN_VERSION: 'TLSv1' });
  const error = await errorOf(partnersAt(server, CA));
  Object.assign(tls, { DEFAULT_CIPHERS, DEFAULT_MIN_VERSION });
  expect(error.code).toBe('tls-failed');
  expect(server.requests).toEqual([]);
});

it('is not spoken by a server of plain HTTP', async () => {
  const server = await partnerServer();
  cleanUps.push(() => server.stop());
  const url = server.url.replace('http://127.0.0.1', 'https://localhost');
  const error = await errorOf(partnersAt({ ...server, url }, CA));
  expect(error).toMatchObject({ code: 'tls-failed', hint: 'check the port in `url`' });
});

describe('a client certificate', () => {
  const asking: ServerOptions = { requestCert: true, rejectUnauthorized: true, ca: authorityPem() };

  it('is shown', async () => {
    expect(await partnersAt(await serverWith('ca', asking), WITH_CLIENT, { EDGE_EU_KEY: CLIENT_KEY })).toBe(0);
  });

  it('may have its key on one line, as some CI systems keep it', async () => {
    const key = CLIENT_KEY.replaceAll('\n', '\\n');
    expect(await partnersAt(await serverWith('ca', asking), WITH_CLIENT, { EDGE_EU_KEY: key })).toBe(0);
  });

  it('that is missing is asked for in words', async () => {
    const server = await serverWith('ca', asking);
    const error = await errorOf(partnersAt(server, CA));
    expect(['tls-failed', 'connection-lost']).toContain(error.code);
    expect(error.hint).toContain('the server may want a client certificate: `clientCertificate: <file>`');
    expect(server.requests).toEqual([]);
  });
});

describe('options that cannot be right', () => {
  const failing = async (options: object, env: object = {}, text: string | Error = authorityPem()) => {
    const fileText = async () => {
      if (typeof text === 'string') return text;
      throw text;
    };
    const url = 'https://localhost:1/partner-policy';
    const opening = openAt(url, { ...options }, { fileText, env: { EDGE_EU_TOKEN: TOKEN, ...env } });
    const { code, operation, message, hint } = await errorOf(opening);
    expect(operation).toBe('open');
    return [code, `${message} | ${hint}`] as const;
  };
  const encrypted = createPrivateKey(CLIENT_KEY).export({
    type: 'pkcs8',
    format: 'pem',
    cipher: 'aes-256-cbc',
    passphrase: 'x',
  }) as string;
  const publicKey = createPublicKey(CLIENT_KEY).export({ type: 'spki', format: 'pem' }) as string;

  test.each<readonly [string, object, object, string, RegExp]>([
    [
      'a variable that is not set',
      {},
      { EDGE_EU_TOKEN: undefined },
      'missing-secret',
      /EDGE_EU_TOKEN \(token\) is not set \| export EDGE_EU_TOKEN/,
    ],
    ['a variable that is empty', {}, { EDGE_EU_TOKEN: ' \n' }, 'missing-secret', /EDGE_EU_TOKEN \(token\) is empty/],
    [
      'a token in the place of its reference',
      { token: 'sesame-open-sesame' },
      {},
      'bad-reference',
      /`token: env:NAME`/,
    ],
    ['a reference to a file', { token: 'file:/run/token' }, {}, 'bad-reference', /environment/],
    ['a short token', {}, { EDGE_EU_TOKEN: 'sesame' }, 'bad-token', /fewer than 16 characters/],
    ['two lines', {}, { EDGE_EU_TOKEN: 'sesame-open\nX-Evil: sesame' }, 'bad-token', /a character that no token has/],
    ['a long token', {}, { EDGE_EU_TOKEN: 'x'.repeat(5000) }, 'bad-token', /longer/],
    ['http', { url: 'http://xmpp.contoso.com/' }, {}, 'bad-url', /this machine only/],
    [
      'a certificate without its key',
      { clientCertificate: 'c.pem' },
      {},
      'client-certificate',
      /clientCertificate stands alone/,
    ],
    [
      'a key without its certificate',
      { clientKey: 'env:K' },
      { K: CLIENT_KEY },
      'client-certificate',
      /clientKey stands alone/,
    ],
    [
      'no key',
      { clientCertificate: 'c.pem', clientKey: 'env:K' },
      { K: 'sesame' },
      'bad-key',
      /K \(clientKey\) holds no private key/,
    ],
    ['a public key', { clientCertificate: 'c.pem', clientKey: 'env:K' }, { K: publicKey }, 'bad-key', /no private key/],
    [
      'an encrypted key',
      { clientCertificate: 'c.pem', clientKey: 'env:K' },
      { K: encrypted },
      'bad-key',
      /unencrypted/,
    ],
  ])('%s', async (_, options, env, code, words) => {
    const found = await failing(options, env);
    expect(found[0]).toBe(code);
    expect(found[1]).toMatch(words);
    expect(found[1]).not.toMatch(/sesame|BEGIN PUBLIC/);
  });

  test.each<readonly [string, string | Error, RegExp]>([
    [
      'no file',
      new AdapterError({
        deployment: 'x',
        operation: 'open',
        retryable: false,
        message: 'there is none',
        hint: 'make it',
      }),
      /ca: certs\/ca\.pem: there is none \| make it/,
    ],
    ['no certificate', 'hello', /holds no certificate/],
    ['a broken one', authorityPem().replace(/\n[A-Za-z0-9+/]{64}\n/, '\n'), /holds a broken certificate/],
    ['a private key beside it', authorityPem() + CLIENT_KEY, /holds a private key \| remove the key/],
  ])('`ca` with %s', async (_, text, words) => {
    const [code, said] = await failing(CA, {}, text);
    expect(code).toBe('unreadable-certificate');
    expect(said).toMatch(words);
  });
});

it('white space around a token is the shell’s', async () => {
  const server = await partnerServer();
  cleanUps.push(() => server.stop());
  expect(await partnersAt(server, {}, { EDGE_EU_TOKEN: ` ${TOKEN}\r\n` })).toBe(0);
});
