/** The partner API of a real server, as schemas/partner-api.openapi.yaml promises it: every path, every error. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { PartnerSettings } from '../../src/model/partner.ts';
import { HTTP_PORT } from './support/configuration.ts';
import { problemsOf } from './support/openapi.ts';
import {
  type ApiAnswer,
  type ApiCall,
  type PartnerApi,
  partner,
  partnerApi,
  READ_ONLY_TOKEN,
  READ_WRITE_TOKEN,
} from './support/partner-api.ts';
import { rawRequest } from './support/raw-http.ts';
import { prosodyVersions, type Rig, startServers } from './support/rig.ts';
import type { Server } from './support/server.ts';

interface Failure {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly change?: number;
    readonly field?: string;
  };
}
interface Partners {
  readonly revision: string;
  readonly partners: readonly PartnerSettings[];
  readonly lastApplied: unknown;
}

const MiB = 1024 * 1024;
/** The http_max_content_size of a server that reads little. */
const SMALL = 64 * 1024;

for (const version of prosodyVersions()) {
  describe(`the partner API on Prosody ${version}`, () => {
    let rig: Rig<'server' | 'small'>;
    let api: PartnerApi;
    beforeAll(async () => {
      rig = await startServers({
        server: { version, guarded: true, hosts: { 'a.test': {} } },
        small: { version, guarded: true, hosts: { 'b.test': {} }, options: { http_max_content_size: SMALL } },
      });
      api = partnerApi(rig.server);
    });
    afterAll(() => rig.stop());
    beforeEach(async () => {
      const { body } = await api.call<Partners>('/v1/partners');
      await api.remove(...body.partners.map(({ domain }) => domain));
    });

    /** Any call, held against the document. */
    async function checked<T = Failure>(path: string, call: ApiCall = {}): Promise<ApiAnswer<T>> {
      const answer = await api.call<T>(path, call);
      const documented = path.replace(/^\/v1\/blocks\/.+/, '/v1/blocks/{domain}');
      const { method = 'GET' } = call;
      expect(problemsOf({ ...answer, method, path: documented }), JSON.stringify(answer.body)).toEqual([]);
      return answer;
    }

    async function patch<T = Failure>(body: unknown, headers: Readonly<Record<string, string>> = {}) {
      const ifMatch = `"${await api.revision()}"`;
      return await checked<T>('/v1/partners', { method: 'PATCH', body, headers: { 'if-match': ifMatch, ...headers } });
    }

    const codeOf = ({ status, body }: ApiAnswer<Failure>): string => `${status} ${body.error?.code}`;

    describe('partners', () => {
      test('are read as they were written, sorted, with every field', async () => {
        const written = [
          partner('b.test', {
            description: 'Grüße: "\\\n\t😀',
            additionalDomains: ['x.b.test', 'c.b.test'],
            partnerType: 'PublicUnverified',
            tlsNegotiation: 'NotSupported',
            saslNegotiation: 'Required',
            dialbackNegotiation: false,
            connectionLimit: 4_294_967_295,
            keepAlive: false,
            proxyFqdn: 'proxy.b.test',
          }),
          partner('a.b.test'),
        ];
        await api.put(...written);
        const { body, headers } = await checked<Partners>('/v1/partners');
        expect(body.partners).toEqual([written[1], { ...written[0], additionalDomains: ['c.b.test', 'x.b.test'] }]);
        expect(headers.get('etag')).toBe(`"${body.revision}"`);
        expect(headers.has('access-control-allow-origin')).toBe(false);
      });

      test('of all 18 rows are accepted', async () => {
        const values = ['Required', 'Optional', 'NotSupported'] as const;
        const rows = values.flatMap((tlsNegotiation) =>
          values.flatMap((saslNegotiation) =>
            [true, false].map((dialbackNegotiation) => ({ tlsNegotiation, saslNegotiation, dialbackNegotiation })),
          ),
        );
        await api.put(...rows.map((row, index) => partner(`row${index}.test`, row)));
        expect((await checked<Partners>('/v1/partners')).body.partners).toHaveLength(18);
      });

      test('have one revision for one state', async () => {
        const empty = await api.revision();
        await api.put(partner('b.test'), partner('c.test'));
        const both = await api.revision();
        await api.remove('b.test');
        await api.put(partner('b.test'));
        expect(await api.revision()).toBe(both);
        await api.remove('b.test', 'c.test');
        expect(await api.revision()).toBe(empty);
        expect(both).not.toBe(empty);
      });

      test('are changed with an outcome each, in the order of the request', async () => {
        await api.put(partner('b.test'), partner('c.test'));
        const record = { workspace: 'w', commit: 'abc', actor: 'alice' };
        const changes = [
          { domain: 'd.test', partner: partner('d.test') },
          { domain: 'c.test', partner: null },
          { domain: 'b.test', partner: partner('b.test') },
          { domain: 'never.test', partner: null },
        ];
        const { status, body, headers } = await patch<{ revision: string; changes: unknown }>({ changes, record });
        expect(status).toBe(200);
        expect(body.changes).toEqual([
          { domain: 'd.test', outcome: 'added', endedSessions: [] },
          { domain: 'c.test', outcome: 'removed', endedSessions: [] },
          { domain: 'b.test', outcome: 'unchanged', endedSessions: [] },
          { domain: 'never.test', outcome: 'unchanged', endedSessions: [] },
        ]);
        expect(headers.get('etag')).toBe(`"${body.revision}"`);
        const read = await checked<Partners>('/v1/partners');
        expect(read.body.revision).toBe(body.revision);
        expect(read.body.lastApplied).toEqual({ ...record, at: expect.stringMatching(/Z$/) as unknown });
      });

      test('stay as they are after any error, and the error names the place', async () => {
        await api.put(partner('b.test', { additionalDomains: ['x.test'] }));
        const before = (await checked<Partners>('/v1/partners')).body;
        const good = { domain: 'good.test', partner: partner('good.test') };
        const bad = { domain: 'c.test', partner: partner('c.test', { additionalDomains: ['x.test'] }) };
        const answer = await patch({ changes: [good, bad], record: { workspace: 'w', commit: 'c', actor: 'a' } });
        expect(codeOf(answer)).toBe('422 invalid');
        expect(answer.body.error).toMatchObject({ change: 1, field: 'additionalDomains' });
        expect((await checked<Partners>('/v1/partners')).body).toEqual(before);
      });
    });

    describe('If-Match', () => {
      test.each<[string | undefined, string]>([
        [undefined, '428 revision-required'],
        ['"sha256:0000"', '412 stale'],
        ['*', '400 bad-request'],
        ['W/"x"', '400 bad-request'],
        ['x', '400 bad-request'],
        ['""', '400 bad-request'],
        ['"a", "b"', '400 bad-request'],
        ['"a"b"', '400 bad-request'],
      ])('%s', async (ifMatch, wanted) => {
        const headers = ifMatch === undefined ? {} : { 'if-match': ifMatch };
        const body = { changes: [{ domain: 'b.test', partner: partner('b.test') }] };
        expect(codeOf(await checked('/v1/partners', { method: 'PATCH', body, headers }))).toBe(wanted);
        expect((await api.call<Partners>('/v1/partners')).body.partners).toEqual([]);
      });

      test('of two that race exactly one is stale', async () => {
        const headers = { 'if-match': `"${await api.revision()}"` };
        const answers = await Promise.all(
          ['b.test', 'c.test'].map((domain) =>
            checked('/v1/partners', {
              method: 'PATCH',
              headers,
              body: { changes: [{ domain, partner: partner(domain) }] },
            }),
          ),
        );
        expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 412]);
        expect((await api.call<Partners>('/v1/partners')).body.partners).toHaveLength(1);
      });
    });

    describe('bodies', () => {
      const limit = (text: string): string =>
        JSON.stringify({ changes: [{ domain: 'b.test', partner: partner('b.test', { connectionLimit: 7 }) }] }).replace(
          '"connectionLimit":7',
          `"connectionLimit":${text}`,
        );

      test.each<[string, string, string]>([
        ['nothing', '', '400 bad-request'],
        ['no JSON', '{', '400 bad-request'],
        ['NUL', '\0', '400 bad-request'],
        ['invalid UTF-8', '{"changes":["\xff"]}', '400 bad-request'],
        ['an overlong form', '"\xc0\x80"', '400 bad-request'],
        ['half of a surrogate pair', '{"changes":["\\ud800"]}', '400 bad-request'],
        ['a key twice', '{"changes":[],"changes":[]}', '400 bad-request'],
        ['a key twice, escaped', '{"changes":[],"\\u0063hanges":[]}', '400 bad-request'],
        ['a byte order mark', '\xef\xbb\xbf{"changes":[]}', '400 bad-request'],
        ['a hundred thousand levels', '['.repeat(100_000), '400 bad-request'],
        ['very many lists', `{"changes":[${'[],'.repeat(300_000)}[]]}`, '400 bad-request'],
        ['another thing', '[]', '400 bad-request'],
        ['magic keys of other parsers', '{"changes":{"__array":[]}}', '400 bad-request'],
        ['another key', '{"changes":[],"x":1}', '400 bad-request'],
        ['no changes', '{}', '400 bad-request'],
        ['a change that is none', '{"changes":[null]}', '422 invalid'],
        ['1e400', limit('1e400'), '400 bad-request'],
        ['1.5', limit('1.5'), '422 invalid'],
        ['-0', limit('-0'), '422 invalid'],
        ['4294967296', limit('4294967296'), '422 invalid'],
        ['a limit as text', limit('"7"'), '422 invalid'],
      ])('%s', async (_, body, wanted) => {
        const bytes = [
          'PATCH /partner-policy/v1/partners HTTP/1.1',
          'Host: a.test',
          `Authorization: Bearer ${READ_WRITE_TOKEN}`,
          `If-Match: "${await api.revision()}"`,
          'Content-Type: application/json',
          `Content-Length: ${body.length}`,
          '',
          body,
        ].join('\r\n');
        const answer = await rawRequest(rig.server.ip, HTTP_PORT, bytes);
        const parsed = JSON.parse(answer.body) as Failure;
        expect(`${answer.status} ${parsed.error.code}`).toBe(wanted);
        expect(problemsOf({ ...answer, body: parsed, method: 'PATCH', path: '/v1/partners' }), answer.body).toEqual([]);
        expect((await api.call<Partners>('/v1/partners')).body.partners).toEqual([]);
      });

      test.each(['7.0', '70e-1', '0.7e1'])('%s is the whole number 7', async (text) => {
        expect((await patch(limit(text))).status).toBe(200);
        expect((await api.call<Partners>('/v1/partners')).body.partners[0]?.connectionLimit).toBe(7);
      });

      test.each<[string, Readonly<Record<string, string>>, string]>([
        ['text/plain', { 'content-type': 'text/plain' }, '415 unsupported-media-type'],
        ['another charset', { 'content-type': 'application/json; charset=utf-16' }, '415 unsupported-media-type'],
        ['compressed', { 'content-encoding': 'gzip' }, '415 unsupported-media-type'],
      ])('of another type: %s', async (_, headers, wanted) => {
        expect(codeOf(await patch({ changes: [] }, headers))).toBe(wanted);
      });

      test('with a charset that it has anyway', async () => {
        expect((await patch({ changes: [] }, { 'content-type': 'application/json; charset=UTF-8' })).status).toBe(200);
      });

      const tooLarge = async (server: Server, length: number): Promise<void> => {
        const call = { method: 'PATCH', headers: { 'if-match': '"x"' }, body: ' '.repeat(length) };
        expect(codeOf(await partnerApi(server).call<Failure>('/v1/partners', call))).toBe('413 too-large');
        const { status } = await rawRequest(server.ip, HTTP_PORT, get('/v1/blocks', READ_WRITE_TOKEN));
        expect(status).toBe(200);
      };

      test('of more than 8 MiB are too large', async () => {
        await tooLarge(rig.server, 8 * MiB + 1);
      });

      test('of 8 MiB are read', async () => {
        const text = JSON.stringify({ changes: [] });
        expect((await patch(text.padEnd(8 * MiB))).status).toBe(200);
      });

      // Prosody's parser buffers twice its limit
      test.each([SMALL + 1, 2 * SMALL + 1, 16 * SMALL])(
        'of %d bytes are too large where the server reads less',
        async (length) => {
          await tooLarge(rig.small, length);
        },
      );

      test('of as much as the server reads are read', async () => {
        const small = partnerApi(rig.small);
        const headers = { 'if-match': `"${await small.revision()}"` };
        const body = JSON.stringify({ changes: [] }).padEnd(SMALL);
        expect((await small.call('/v1/partners', { method: 'PATCH', headers, body })).status).toBe(200);
      });

      test('that would be endless are answered at once, and cut off', async () => {
        const head = request('PATCH', '/v1/partners', READ_WRITE_TOKEN, `Content-Length: ${1e15}\r\n`);
        const answer = await rawRequest(rig.server.ip, HTTP_PORT, head);
        expect(answer.status).toBe(413);
        expect((await checked('/v1/partners')).status).toBe(200);
      });

      test('in chunks are refused with what to do instead', async () => {
        const chunks = '10\r\n{"changes":[]   }\r\n0\r\n\r\n';
        const head = request('PATCH', '/v1/partners', READ_WRITE_TOKEN, 'Transfer-Encoding: chunked\r\n');
        const answer = await rawRequest(rig.server.ip, HTTP_PORT, head + chunks);
        expect(answer.status).toBe(411);
        expect(answer.headers.get('connection')).toBe('close');
        const body = JSON.parse(answer.body) as Failure;
        expect(problemsOf({ ...answer, body, method: 'PATCH', path: '/v1/partners' })).toEqual([]);
      });

      test.each(['-1', '1e1', '0x10', '2, 2', 'x'])('with Content-Length: %s are refused', async (length) => {
        const head = request('PATCH', '/v1/partners', READ_WRITE_TOKEN, `Content-Length: ${length}\r\n`);
        // for -1 Prosody's parser waits for what cannot come: so it is told that nothing more will
        const options = { end: true };
        const answer = await rawRequest(rig.server.ip, HTTP_PORT, `${head}{}`.padEnd(400), options).catch(
          () => undefined,
        );
        // and it may have closed the connection before it asked us
        if (answer !== undefined && !Number.isNaN(answer.status)) expect(answer.status).toBe(400);
        expect((await checked('/v1/partners')).status).toBe(200);
      });
    });

    describe('methods and paths', () => {
      test.each<[string, string, string]>([
        ['DELETE', '/v1/partners', 'GET, PATCH, HEAD'],
        ['PUT', '/v1/partners', 'GET, PATCH, HEAD'],
        ['POST', '/v1/partners', 'GET, PATCH, HEAD'],
        ['OPTIONS', '/v1/partners', 'GET, PATCH, HEAD'],
        ['PATCH', '/v1/blocks', 'GET, HEAD'],
        ['GET', '/v1/blocks/b.test', 'DELETE, PUT'],
        ['HEAD', '/v1/blocks/b.test', 'DELETE, PUT'],
        ['POST', '/v1/health', 'GET, HEAD'],
      ])('%s %s is not allowed', async (method, path, allow) => {
        const answer = await api.call<Failure>(path, { method });
        expect(answer.status).toBe(405);
        expect(answer.headers.get('allow')).toBe(allow);
        expect(answer.headers.has('access-control-allow-methods')).toBe(false);
      });

      test('HEAD has the headers of GET and no body', async () => {
        const got = await api.call('/v1/partners');
        const head = await api.call('/v1/partners', { method: 'HEAD' });
        expect(head.status).toBe(200);
        expect(head.body).toBe('');
        expect(head.headers.get('etag')).toBe(got.headers.get('etag'));
        expect(head.headers.get('content-length')).toBe(got.headers.get('content-length'));
      });

      test.each([
        '',
        '/',
        '/v1',
        '/v1/',
        '/v1/partners/',
        '/v1/partners/b.test',
        '/v2/partners',
        '/v1/blocks/',
        '/v1/blocks/*',
        '/v1/blocks/a/b',
        '/v1/x/%2e%2e/partners',
        '/v1/partners%3Fx',
      ])('%s is unknown, or no domain', async (path) => {
        const { status } = await rawRequest(rig.server.ip, HTTP_PORT, get(path, READ_WRITE_TOKEN));
        expect([404, 405]).toContain(status);
      });

      test('a query means nothing', async () => {
        expect((await api.call('/v1/partners?x=%00')).status).toBe(200);
      });
    });

    test.each(['/v1/sessions', '/v1/health', '/v1/observed'])('%s is as documented', async (path) => {
      expect((await checked(path)).status).toBe(200);
    });

    describe('blocks', () => {
      test('are set, listed and lifted', async () => {
        const body = { reason: 'their key was stolen', actor: 'bob', until: '2999-02-07' };
        const set = await checked<{ block: unknown }>('/v1/blocks/b.test', { method: 'PUT', body });
        const block = {
          domain: 'b.test',
          ...body,
          at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as unknown,
        };
        expect(set).toMatchObject({ status: 200, body: { block, endedSessions: [] } });
        expect((await checked('/v1/blocks')).body).toEqual({ blocks: [block] });
        const lift = async () => (await checked('/v1/blocks/b.test', { method: 'DELETE' })).body;
        expect([await lift(), await lift()]).toEqual([{ lifted: true }, { lifted: false }]);
        expect((await checked('/v1/blocks')).body).toEqual({ blocks: [] });
      });

      test('say when they were decided, where the caller knows', async () => {
        const at = '2030-01-31T12:00:00.5Z';
        const body = { reason: 'r', actor: '', until: null, at };
        const set = await checked('/v1/blocks/b.test', { method: 'PUT', body });
        expect(set.body).toMatchObject({ block: { at } });
        await api.call('/v1/blocks/b.test', { method: 'DELETE' });
      });

      test.each<[string, unknown]>([
        ['B.test', { reason: 'r', actor: 'a', until: null }],
        ['test', { reason: 'r', actor: 'a', until: null }],
        ['%0a', { reason: 'r', actor: 'a', until: null }],
        ['b.test', {}],
        ['b.test', { reason: '', actor: 'a', until: null }],
        ['b.test', { reason: 'r', actor: 'a', until: '2030-02-30' }],
        ['b.test', { reason: 'r', actor: 'a', until: '2000-01-01' }],
        ['b.test', { reason: 'r', actor: 'a', until: null, x: 1 }],
        ['b.test', { reason: 'r'.repeat(4097), actor: 'a', until: null }],
      ])('%s %j is refused', async (domain, body) => {
        expect(codeOf(await checked(`/v1/blocks/${domain}`, { method: 'PUT', body }))).toBe('422 invalid');
        expect((await checked('/v1/blocks')).body).toEqual({ blocks: [] });
      });
    });

    describe('who may call', () => {
      test('a read-only token reads, and changes nothing', async () => {
        const token = READ_ONLY_TOKEN;
        expect((await checked('/v1/partners', { token })).status).toBe(200);
        expect((await checked('/v1/blocks', { token })).status).toBe(200);
        for (const [method, path] of [
          ['PATCH', '/v1/partners'],
          ['PUT', '/v1/blocks/b.test'],
          ['DELETE', '/v1/blocks/b.test'],
        ] as const)
          expect(codeOf(await checked(path, { token, method, body: '{' })), path).toBe('403 read-only-token');
      });

      test('everything else than allowed addresses finds nothing, as on any unknown path', async () => {
        const unknown = await bodyOf(get('/v1/partners', READ_WRITE_TOKEN).replace('/partner-policy', '/unknown'));
        for (const path of ['', '/', '/v1/partners', '/v1/partners/', '/v1/blocks/b.test', '/x'])
          for (const method of ['GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT', 'DELETE'])
            for (const token of [READ_WRITE_TOKEN, 'wrong'.repeat(10)]) {
              const answer = await bodyOf(request(method, path, token, 'Content-Length: 0\r\n'));
              expect({ ...answer, body: method === 'HEAD' ? unknown.body : answer.body }, `${method} ${path}`).toEqual(
                unknown,
              );
            }
      });

      async function bodyOf(
        bytes: string,
      ): Promise<{ readonly status: number; readonly names: readonly string[]; readonly body: string }> {
        const { status, headers, body } = await rawRequest(rig.server.ip, HTTP_PORT, bytes, { from: '127.0.0.77' });
        const names = [...headers.keys()].filter((name) => name !== 'content-length');
        // the page has a sentence that is drawn by lot
        return { status, names, body: body.replace(/<p>Whatever.*/, '') };
      }

      test('no header makes an address allowed', async () => {
        const forwarded = request(
          'GET',
          '/v1/partners',
          READ_WRITE_TOKEN,
          'X-Forwarded-For: 127.0.0.1\r\nForwarded: for=127.0.0.1\r\n',
        );
        expect((await rawRequest(rig.server.ip, HTTP_PORT, forwarded, { from: '127.0.0.77' })).status).toBe(404);
        // and one that a proxy on an allowed address speaks for does not become allowed by it
        const behind = request('GET', '/v1/partners', READ_WRITE_TOKEN, 'X-Forwarded-For: 192.0.2.1\r\n');
        expect((await rawRequest(rig.server.ip, HTTP_PORT, behind)).status).toBe(404);
      });
    });
  });
}

function request(method: string, path: string, token: string, more = ''): string {
  const lines = [`${method} /partner-policy${path} HTTP/1.1`, 'Host: a.test', `Authorization: Bearer ${token}`];
  return `${lines.join('\r\n')}\r\nContent-Type: application/json\r\n${more}\r\n`;
}

function get(path: string, token: string): string {
  return request('GET', path, token);
}
