/** One request, one answer, or why there is none: against a real server. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { type Connection, openConnection } from '../../src/http/connection.ts';
import { mayPass, neverArrived, retryAfterMs } from '../../src/http/passing.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const signal = new AbortController().signal;
const GET = { method: 'GET', path: '/x?y=1', headers: { authorization: 'Bearer s3cret-s3cret' } } as const;

async function connected(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<Connection> {
  const server = createServer(answer);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const connection = open(`http://127.0.0.1:${port}`);
  closing.push(connection.close, async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return connection;
}

function open(origin: string): Connection {
  return openConnection({ origin, secret: 's3cret-s3cret', timeoutMs: 2_000, maxBytes: 1_000, connections: 1 });
}

test('an answer: status, text and headers', async () => {
  const seen: string[] = [];
  const connection = await connected(({ method, url, headers }, response) => {
    seen.push(`${method} ${url} ${headers['user-agent']} ${headers.authorization}`);
    response.writeHead(201, { etag: '"7"' }).end('héllo');
  });
  const answer = await connection.send({ ...GET, method: 'POST', body: '{}' }, signal);
  expect(answer).toMatchObject({ kind: 'answer', status: 201, text: 'héllo' });
  expect(answer.kind === 'answer' && [answer.header('etag'), answer.header('retry-after')]).toEqual(['"7"', '']);
  expect(seen).toEqual(['POST /x?y=1 partnerctl Bearer s3cret-s3cret']);
});

test('redirects are not followed, so that no token travels elsewhere', async () => {
  const connection = await connected((_, response) =>
    response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
  );
  expect(await connection.send(GET, signal)).toMatchObject({ status: 302 });
});

test.each<[string, (response: ServerResponse) => void, string]>([
  ['is too large', (response) => response.end('x'.repeat(2_000)), 'UND_ERR_RES_EXCEEDED_MAX_SIZE'],
  ['is not UTF-8', (response) => response.end(Buffer.from([0xff])), 'NOT_TEXT'],
  ['is compressed', (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('x'), 'NOT_TEXT'],
  ['says the secret aloud', (response) => response.end('you sent s3cret-s3cret'), 'ECHO'],
  ['breaks off', (response) => response.socket?.destroy(), 'UND_ERR_SOCKET'],
])('an answer that %s is none', async (_, answer, code) => {
  const connection = await connected((__, response) => answer(response));
  expect(await connection.send(GET, signal)).toEqual({ kind: 'no-answer', code });
});

test('nobody listens, or the connection was closed', async () => {
  const connection = open('http://127.0.0.1:1');
  expect(await connection.send(GET, signal)).toEqual({ kind: 'no-answer', code: 'ECONNREFUSED' });
  await connection.close();
  expect(await connection.send(GET, signal)).toEqual({ kind: 'no-answer', code: 'CLOSED' });
  await expect(connection.send(GET, AbortSignal.abort(new Error('stop')))).rejects.toThrow('stop');
});

test('what may pass, and what certainly did nothing', () => {
  const codes = ['ECONNREFUSED', 'ECONNRESET', 'CERT_HAS_EXPIRED'];
  expect(codes.map((code) => neverArrived({ kind: 'no-answer', code }))).toEqual([true, false, false]);
  expect(codes.map((code) => mayPass({ kind: 'no-answer', code }))).toEqual([true, true, false]);
  const now = new Date('2026-11-22T12:00:00Z');
  expect(['7', 'Sun, 22 Nov 2026 12:00:30 GMT', 'soon', ''].map((text) => retryAfterMs(text, now))).toEqual([
    7_000, 30_000, 0, 0,
  ]);
});
