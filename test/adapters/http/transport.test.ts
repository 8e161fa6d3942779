/** The transport on a server that does everything a bad one does: what is repeated, what is not, and what is said. */
import { afterEach, describe, expect, it, test } from 'vitest';
import type { Adapter } from '../../../src/model/adapter.ts';
import { AdapterError } from '../../../src/model/errors.ts';
import { type Exchange, type PartnerServer, partnerServer, READ_ONLY, TOKEN } from '../../support/partner-server.ts';
import { partner } from '../../support/partners.ts';
import { add, neverAborted, read } from '../contract/harness.ts';
import { openAt } from './http-open.ts';

const FABRIKAM = partner('fabrikam.com');
const BLOCK = { domain: 'fabrikam.com', reason: 'test', actor: 'alice', at: '2030-01-01T00:00:00Z', until: null };

const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

interface SetUp {
  readonly server: PartnerServer;
  readonly adapter: Adapter;
  /** Every wait between two attempts, in milliseconds. */
  readonly waits: readonly number[];
}

async function setUp(fault?: PartnerServer['fault'], options: Readonly<Record<string, unknown>> = {}): Promise<SetUp> {
  const server = await partnerServer();
  const waits: number[] = [];
  const delay = async (ms: number, signal: AbortSignal) => {
    waits.push(ms);
    signal.throwIfAborted();
  };
  const adapter = await openAt(server.url, options, { delay });
  cleanUps.push(
    () => adapter.close(),
    () => server.stop(),
  );
  server.fault = fault;
  return { server, adapter, waits };
}

const write = (adapter: Adapter, revision: string, signal = neverAborted) =>
  adapter.write([add(FABRIKAM)], { revision, workspace: 'contoso', commit: 'c0ffee', actor: 'alice', signal });

async function errorOf(call: Promise<unknown>): Promise<AdapterError> {
  const error = await call.then(
    (value) => expect.fail(`it did not fail: ${JSON.stringify(value)}`),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AdapterError)) throw error;
  for (const text of [error.message, error.hint, JSON.stringify(error.cause ?? '')]) expect(text).not.toContain(TOKEN);
  expect(error.deployment).toBe('edge-eu');
  expect(error.message).toMatch(/^https?:\/\/[\w.-]+:\d+\/partner-policy: /);
  return error;
}

/** Every answer is this. */
const says = (status: number, body: unknown = '', headers: Readonly<Record<string, string>> = {}) => {
  return ({ send }: Exchange) => send({ status, body, headers });
};
const API_ERROR = { error: { code: 'unavailable', message: 'busy', hint: 'wait' } };
const breaksOff = ({ response }: Exchange) => void response.socket?.destroy();
/** It is done, and nobody is told. */
const doesAndBreaksOff = ({ answer, response }: Exchange) => {
  answer();
  response.socket?.destroy();
};

/** The first time so, then as it should be. */
function once(fault: (exchange: Exchange) => void): (exchange: Exchange) => void {
  const met = new Set<string>();
  return (exchange) => {
    if (met.has(exchange.what)) return exchange.send(exchange.answer());
    met.add(exchange.what);
    fault(exchange);
  };
}

describe('what can be said twice', () => {
  test.each<readonly [string, (exchange: Exchange) => void]>([
    ['the connection breaks', breaksOff],
    ['429', says(429)],
    ['502', says(502, '<html>')],
    ['503', says(503)],
    ['504', says(504)],
  ])('is said again where %s', async (_, fault) => {
    const { server, adapter, waits } = await setUp(once(fault));
    expect((await read(adapter)).partners).toEqual([]);
    expect(server.requests.filter((what) => what === 'GET /v1/partners')).toHaveLength(2);
    expect(new Set(waits)).toEqual(new Set([375]));
    await adapter.block?.(BLOCK, neverAborted);
    expect([...server.blocks.keys()]).toEqual(['fabrikam.com']);
    expect(server.requests.filter((what) => what.startsWith('PUT'))).toHaveLength(2);
  });

  test('is said three times, waiting longer each time, and then the error is final', async () => {
    const { server, adapter, waits } = await setUp(breaksOff);
    expect(await errorOf(adapter.health?.(neverAborted) ?? Promise.resolve())).toMatchObject({
      operation: 'health',
      code: 'connection-lost',
      retryable: false,
    });
    expect(server.requests).toEqual(Array.from({ length: 3 }, () => 'GET /v1/health'));
    expect(waits).toEqual([375, 750]);
  });

  test.each<readonly [string, string, readonly number[]]>([
    ['seconds', '2', [2000, 2000]],
    ['a date', 'Tue, 01 Jan 2030 12:00:03 GMT', [3000, 3000]],
    ['a date that is over', 'Tue, 01 Jan 2030 11:00:00 GMT', [375, 750]],
    ['nonsense', 'soon', [375, 750]],
    ['more than we are ready to wait', '3600', []],
  ])('Retry-After: %s', async (_, retryAfter, expected) => {
    const { adapter, waits } = await setUp(says(503, API_ERROR, { 'retry-after': retryAfter }));
    expect(await errorOf(adapter.health?.(neverAborted) ?? Promise.resolve())).toMatchObject({ code: 'unavailable' });
    expect(waits).toEqual(expected);
  });

  test.each([400, 401, 403, 404, 405, 500, 501])('%i is not asked again', async (status) => {
    const { server, adapter } = await setUp(says(status, API_ERROR));
    await errorOf(read(adapter));
    expect(new Set(server.requests).size).toBe(server.requests.length);
  });
});

describe('a change', () => {
  test.each<readonly [string, (exchange: Exchange) => void, boolean]>([
    ['before it is done', breaksOff, false],
    ['after it is done', doesAndBreaksOff, true],
  ])(
    'whose answer is lost %s is never sent again; the core is told that it may be there',
    async (_, fault, isThere) => {
      const { server, adapter } = await setUp(fault);
      expect(await errorOf(write(adapter, server.revision()))).toMatchObject({
        operation: 'write',
        code: 'connection-lost',
        retryable: true,
      });
      expect(server.requests).toEqual(['PATCH /v1/partners']);
      expect(server.partners.has('fabrikam.com')).toBe(isThere);
    },
  );

  test.each<readonly [string, (exchange: Exchange) => void, string]>([
    ['a proxy says that the server is away', says(502, '<html>'), 'server-error'],
    ['a proxy says that it is busy', says(503, 'busy'), 'server-error'],
    ['the server took too long for a proxy', says(504), 'server-error'],
    ['something failed in the server', says(500, API_ERROR), 'unavailable'],
  ])('is not sent again where %s', async (_, fault, code) => {
    const { server, adapter } = await setUp(fault);
    expect(await errorOf(write(adapter, 'r'))).toMatchObject({ code, retryable: true });
    expect(server.requests).toHaveLength(1);
  });

  test.each([429, 503])('is sent again where the server itself says %i: it did nothing', async (status) => {
    const { server, adapter } = await setUp(once(says(status, API_ERROR)));
    expect((await write(adapter, server.revision())).map(({ outcome }) => outcome)).toEqual(['applied']);
    expect(server.requests).toHaveLength(2);
  });

  test('is sent again where nobody listens: it never arrived', async () => {
    const { server, adapter, waits } = await setUp();
    const revision = server.revision();
    await server.stop();
    const opened = await openAt(
      server.url,
      {},
      { delay: async () => void (waits.length === 0 && (await server.start())) },
    );
    cleanUps.push(() => opened.close());
    expect((await write(opened, revision)).map(({ outcome }) => outcome)).toEqual(['applied']);
    await adapter.close();
  });

  test.each<readonly [string, unknown]>([
    ['no JSON', '<html></html>'],
    ['an answer to something else', { revision: 'r', changes: [] }],
  ])('that is answered with %s is settled by reading: it may be there', async (_, body) => {
    const { adapter } = await setUp(says(200, body, { etag: '"r"' }));
    expect(await errorOf(write(adapter, 'r'))).toMatchObject({ code: 'unreadable-answer', operation: 'write' });
  });

  test('that is refused names the culprit; the others were skipped', async () => {
    const { server, adapter } = await setUp();
    const thief = partner('thief.example', { additionalDomains: ['fabrikam.com'] });
    const changes = [add(FABRIKAM), add(thief), add(partner('a.example'))];
    const context = {
      revision: server.revision(),
      workspace: null,
      commit: null,
      actor: 'alice',
      signal: neverAborted,
    };
    expect(await adapter.write(changes, context)).toEqual([
      { action: 'add', domain: 'fabrikam.com', outcome: 'skipped' },
      {
        action: 'add',
        domain: 'thief.example',
        outcome: 'failed',
        error: { code: 'invalid', message: 'it is invalid', hint: 'this is a test' },
      },
      { action: 'add', domain: 'a.example', outcome: 'skipped' },
    ]);
    expect(server.partners.size).toBe(0);
  });

  test('that is refused without a culprit is an error', async () => {
    const { adapter } = await setUp(says(422, { error: { code: 'invalid', message: 'no', hint: 'why', change: 7 } }));
    expect(await errorOf(write(adapter, 'r'))).toMatchObject({ code: 'invalid', retryable: false });
  });

  test('says what it ended', async () => {
    const endedSessions = [{ domain: 'fabrikam.com', direction: 'inbound', method: 'tls-dialback' }];
    const { server, adapter } = await setUp();
    server.fault = ({ answer, send }) => {
      const reply = answer();
      const body = reply.body as { readonly changes: readonly object[] };
      send({ ...reply, body: { ...body, changes: body.changes.map((each) => ({ ...each, endedSessions })) } });
    };
    expect(await write(adapter, server.revision())).toEqual([
      { action: 'add', domain: 'fabrikam.com', outcome: 'applied', endedSessions },
    ]);
  });
});

describe('in words', () => {
  test.each<readonly [string, (exchange: Exchange) => void, string, RegExp, RegExp]>([
    ['401', says(401, API_ERROR), 'unauthorized', /does not know the token/, /EDGE_EU_TOKEN/],
    ['404', says(404), 'not-found', /nothing is there/, /partner_policy_allow_from/],
    [
      'a redirect',
      says(308, '', { location: 'https://evil.example/x' }),
      'redirected',
      /redirects to "https:\/\/evil\.example\/x" \(308\)/,
      /not followed.*url/,
    ],
    ['429', says(429, '', { 'retry-after': '9999' }), 'too-many-requests', /a pause of 9999 seconds/, /wait/],
    [
      'a page',
      says(200, '<html>', { 'content-type': 'text/html; charset=utf-8' }),
      'unreadable-state',
      /"text\/html"/,
      /url/,
    ],
    [
      'no content type',
      ({ response }) => response.writeHead(200).end('{}'),
      'unreadable-state',
      /no content type/,
      /url/,
    ],
    ['no JSON', says(200, 'partners: []'), 'unreadable-state', /line 1, column 1/, /version 1/],
    [
      'what is no text',
      ({ response }) => response.writeHead(200).end(Buffer.from([0xff])),
      'unreadable-state',
      /UTF-8/,
      /url/,
    ],
    ['what is compressed', says(200, '{}', { 'content-encoding': 'gzip' }), 'unreadable-state', /no text/, /url/],
    [
      'its own words',
      says(500, {
        error: { code: 'unreadable-state', message: 'the record of a.example is broken', hint: 'restore it' },
      }),
      'unreadable-state',
      /the record of a\.example is broken \(500\)/,
      /^restore it$/,
    ],
    ['a status of its own', says(418, 'teapot'), 'unexpected-status', /418/, /log/],
  ])('%s', async (_, fault, code, message, hint) => {
    const { adapter } = await setUp(fault);
    const error = await errorOf(read(adapter));
    expect(error).toMatchObject({ code, operation: 'read', retryable: false });
    expect(error.message).toMatch(message);
    expect(error.hint).toMatch(hint);
  });

  test.each([
    ['no ETag', {}, /its ETag is missing/],
    ['the ETag of another revision', { etag: '"sha256:0"' }, /its ETag is not the revision in it/],
    ['a weak ETag', { etag: 'W/"sha256:1"' }, /its ETag is not the revision in it/],
  ])('a state with %s', async (_, headers, message) => {
    const { adapter } = await setUp(({ what, answer, send }) => {
      if (what !== 'GET /v1/partners') return send(answer());
      send({ status: 200, body: { revision: 'sha256:1', partners: [], lastApplied: null }, headers });
    });
    const error = await errorOf(read(adapter));
    expect(error.code).toBe('unreadable-state');
    expect(error.message).toMatch(message);
  });

  test('a token that may only read', async () => {
    const { server } = await setUp();
    const adapter = await openAt(server.url, {}, { env: { EDGE_EU_TOKEN: READ_ONLY } });
    cleanUps.push(() => adapter.close());
    expect((await read(adapter)).partners).toEqual([]);
    const error = await errorOf(write(adapter, server.revision()));
    expect(error).toMatchObject({ code: 'read-only-token', retryable: false });
    expect(error.hint).toContain('EDGE_EU_TOKEN');
  });

  test('nobody listens', async () => {
    const { server, adapter } = await setUp();
    await server.stop();
    expect(await errorOf(read(adapter))).toMatchObject({ code: 'unreachable', retryable: false });
    expect((await errorOf(write(adapter, 'r'))).retryable).toBe(true);
  });

  test('a name that does not exist', async () => {
    const adapter = await openAt('https://no-such-host.invalid:5281/partner-policy');
    cleanUps.push(() => adapter.close());
    expect(await errorOf(read(adapter))).toMatchObject({ code: 'unreachable' });
  });

  test('what does not speak HTTP', async () => {
    const { adapter } = await setUp(({ response }) => void response.socket?.end('SSH-2.0-OpenSSH_9.2\r\n'));
    expect(await errorOf(read(adapter))).toMatchObject({ code: 'unreadable-state' });
  });
});

describe('bounds', () => {
  it('an answer that does not come is waited for as long as `timeout` says', async () => {
    const { adapter } = await setUp(() => undefined, { timeout: 0.2 });
    const error = await errorOf(write(adapter, 'r'));
    expect(error).toMatchObject({ code: 'timeout', retryable: true });
    expect(error.message).toContain('no whole answer in time');
    expect(error.hint).toContain('`timeout` of the deployment is 0.2 seconds');
  });

  it('a large batch may take longer, 10 ms for each change', async () => {
    const { server, adapter } = await setUp(undefined, { timeout: 0.05 });
    const changes = Array.from({ length: 200 }, (_, index) => add(partner(`p${index + 100}.example`)));
    server.fault = ({ answer, send }) => void setTimeout(() => send(answer()), 400);
    const context = { revision: server.revision(), workspace: null, commit: null, actor: 'a', signal: neverAborted };
    expect((await adapter.write(changes, context)).map(({ outcome }) => outcome)).toContain('applied');
  });

  it('an answer that trickles is, too', async () => {
    let timer: NodeJS.Timeout | undefined;
    const { adapter } = await setUp(
      ({ response }) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        timer = setInterval(() => response.write(' '), 20);
      },
      { timeout: 0.3 },
    );
    expect(await errorOf(write(adapter, 'r'))).toMatchObject({ code: 'timeout' });
    clearInterval(timer);
  });

  it('an answer of more than 128 MiB is not read', async () => {
    const piece = Buffer.alloc(1024 * 1024, ' ');
    const { adapter } = await setUp(({ response }) => {
      response.on('error', () => undefined).writeHead(200, { 'content-type': 'application/json' });
      const more = (): void => {
        while (!response.destroyed && response.write(piece));
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    });
    expect(await errorOf(write(adapter, 'r'))).toMatchObject({ code: 'answer-too-large', retryable: false });
  });

  it('an answer that ends early is not taken', async () => {
    const { adapter } = await setUp(({ response }) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 });
      response.write('{"revision":"r"', () => response.socket?.end());
    });
    expect(await errorOf(read(adapter))).toMatchObject({ code: 'connection-lost' });
  });
});

describe('the token', () => {
  test.each<readonly [string, (exchange: Exchange) => void]>([
    ['a body', says(500, { error: { code: 'x', message: `who are you, ${TOKEN}?`, hint: TOKEN } })],
    ['a state', says(200, { revision: TOKEN, partners: [], lastApplied: null }, { etag: `"${TOKEN}"` })],
    ['a redirect', says(302, '', { location: `https://evil.example/${TOKEN}` })],
  ])('in %s is not shown: nothing of such an answer is', async (_, fault) => {
    const { adapter } = await setUp(fault);
    expect(await errorOf(read(adapter))).toMatchObject({ code: 'untrustworthy' });
  });

  it('is sent to the server alone, as a bearer token', async () => {
    const { server, adapter } = await setUp();
    const seen: (string | undefined)[] = [];
    server.fault = ({ request, answer, send }) => {
      seen.push(request.headers.authorization);
      send(answer());
    };
    await read(adapter);
    expect(new Set(seen)).toEqual(new Set([`Bearer ${TOKEN}`]));
  });
});

describe('a call that is given up', () => {
  it('rejects with the reason, where nothing was to be written', async () => {
    const given = new AbortController();
    const { adapter } = await setUp(() => given.abort(new Error('enough')));
    await expect(adapter.read(given.signal)).rejects.toThrow('enough');
  });

  it('rejects with the reason while it waits to be tried again, with nothing written', async () => {
    const given = new AbortController();
    const { server } = await setUp(says(503, API_ERROR));
    const delay = async () => given.abort(new Error('enough'));
    const adapter = await openAt(server.url, {}, { delay });
    cleanUps.push(() => adapter.close());
    await expect(write(adapter, 'r', given.signal)).rejects.toThrow('enough');
    expect(server.requests).toHaveLength(1);
  });

  it('is a lost answer where a change was under way', async () => {
    const given = new AbortController();
    const { adapter } = await setUp(({ answer }) => {
      answer();
      given.abort(new Error('enough'));
    });
    expect(await errorOf(write(adapter, 'r', given.signal))).toMatchObject({ code: 'no-answer', operation: 'write' });
  });
});

test('the path of the address is kept, whatever stands at its end', async () => {
  const { server } = await setUp();
  const adapter = await openAt(`${server.url}//`);
  cleanUps.push(() => adapter.close());
  await read(adapter);
  expect(server.requests.sort()).toEqual(['GET /v1/blocks', 'GET /v1/partners']);
});

test('connections are kept for the next request, and closed with the adapter', async () => {
  const { server, adapter } = await setUp();
  const ports = new Set<number | undefined>();
  server.fault = ({ request, answer, send }) => {
    ports.add(request.socket.remotePort);
    send(answer());
  };
  for (let time = 0; time < 5; time++) await read(adapter);
  expect(ports.size).toBe(2);
  await adapter.close();
  expect(await errorOf(read(adapter))).toMatchObject({ code: 'closed' });
});
