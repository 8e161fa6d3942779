/** `doctor`: what people see of their deployments, and what programs read, whatever is wrong. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StepStatus } from '../../src/model/examination.ts';
import { expectValid } from '../render/support/schema.ts';
import { authorityPem, certificateFor } from '../servers/support/certificates.ts';
import { type CliOptions, type CliRun, cli } from '../support/cli.ts';
import { type GitRepository, gitRepositories } from '../support/git-repository.ts';
import { type PartnerServer, partnerServer, READ_ONLY, TOKEN } from '../support/partner-server.ts';
import { partner } from '../support/partners.ts';

const newRepository = gitRepositories();
let server: PartnerServer;
beforeEach(async () => {
  server = await partnerServer();
});
afterEach(() => server.stop());

const edge = (url: string, more = ''): string => `  edge-eu: { adapter: http, url: '${url}', token: env:T${more} }\n`;
const LOCAL = '  local: { adapter: file, path: .partnerctl/local.json }\n';

async function repository(deployments: string, files: Readonly<Record<string, string>> = {}): Promise<GitRepository> {
  const made = await newRepository();
  made.commit('Begin', { 'partnerctl.yaml': `workspace: contoso\ndeployments:\n${deployments}`, ...files });
  return made;
}

async function doctor(
  { root }: GitRepository,
  argv: readonly string[] = [],
  options: Partial<CliOptions> = {},
): Promise<CliRun> {
  const found = await cli(['doctor', ...argv], { cwd: root, env: { T: TOKEN }, ...options });
  expect(found.stdout + found.stderr).not.toContain(TOKEN);
  return found;
}

interface Step {
  readonly name: string;
  readonly status: StepStatus;
  readonly message: string;
  readonly hint?: string;
}

/** The only deployment's steps that are not well, and which were never looked at. */
async function troubles(made: GitRepository, options: Partial<CliOptions> = {}) {
  const { code, stdout } = await doctor(made, ['--format', 'json'], options);
  expectValid('doctor', stdout);
  const { examinations } = JSON.parse(stdout) as { examinations: { ready: boolean; steps: readonly Step[] }[] };
  const { ready, steps = [] } = examinations[0] ?? {};
  expect(code).toBe(ready === true ? 0 : 1);
  return {
    steps: steps.filter(({ status }) => status === 'warning' || status === 'failed'),
    skipped: steps.filter(({ status }) => status === 'skipped').map(({ name }) => name),
  };
}

const AFTER_CONNECTION = ['api', 'access', 'enforcement', 'limits', 'partners', 'blocks', 'sessions'];

describe('a server with the partner API', () => {
  test('that is well', async () => {
    server.partners.set('fabrikam.com', partner('fabrikam.com'));
    server.lastApplied = { workspace: 'contoso', commit: 'c'.repeat(40), actor: 'alice', at: '2026-11-01T12:00:00Z' };
    server.blocks.set('b.example', {
      domain: 'b.example',
      reason: 'x',
      actor: 'bob',
      at: '2026-11-01T12:00:00Z',
      until: null,
    });
    const limits = [{ option: 's2s_secure_auth', value: 'true', excludes: ['tcp-dialback'], only: null, except: [] }];
    server.health = { limits };
    const { code, stdout, stderr } = await doctor(await repository(edge(server.url)));
    expect(
      stdout.replaceAll(server.url, 'URL').replaceAll(/sha256:\w+|revision \w+/g, 'revision R'),
    ).toBe(`edge-eu (http)
  ✓ address       URL, without TLS: it is this machine
  ✓ token         the variable T is set
  ✓ certificates  the public authorities are trusted
  ✓ connection    it answers
  ✓ api           partner API, version 1: partner-server.ts 1 on node:http 1
  ✓ access        the token in T may read and write
  ✓ enforcement   it enforces, on contoso.com
  ✓ limits        s2s_secure_auth = true rules out tcp-dialback
  ✓ partners      1 partner, revision R; last applied: cccccccccccc by alice,
                  2026-11-01T12:00:00Z
  ✓ blocks        1 in force: b.example
  ✓ sessions      none at present
edge-eu: ready
`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(server.requests.filter((what) => !what.startsWith('GET'))).toEqual(['PATCH /v1/partners']);
    expect([...server.partners.keys()]).toEqual(['fabrikam.com']);
  });

  test('whose token may only read', async () => {
    const made = await repository(edge(server.url));
    expect(await troubles(made, { env: { T: READ_ONLY } })).toMatchObject({
      steps: [{ name: 'access', status: 'warning', message: 'the token in T may only read' }],
      skipped: [],
    });
  });

  test('that does not know the token', async () => {
    const made = await repository(edge(server.url));
    expect(await troubles(made, { env: { T: 'another-0123456789abcdef' } })).toMatchObject({
      steps: [{ name: 'access', status: 'failed', message: 'the server does not know the token (401)' }],
      skipped: ['enforcement', 'limits', 'partners', 'blocks', 'sessions'],
    });
  });

  test('that takes a change that names no revision', async () => {
    server.fault = ({ what, answer, send }) => send(what.startsWith('PATCH') ? { status: 200, body: {} } : answer());
    expect(await troubles(await repository(edge(server.url)))).toMatchObject({
      steps: [{ name: 'access', status: 'warning' }],
    });
  });

  test('that only observes', async () => {
    server.health = {
      enforcing: false,
      mode: 'observe',
      reasons: [{ code: 'observe', message: 'the mode is observe' }],
    };
    expect(await troubles(await repository(edge(server.url)))).toMatchObject({
      steps: [{ name: 'enforcement', status: 'warning', message: 'it only observes: the mode is observe' }],
    });
  });

  test('that does not enforce', async () => {
    server.health = { enforcing: false, revision: null, reasons: [{ code: 'x', message: 'its records are broken' }] };
    expect(await troubles(await repository(edge(server.url)))).toMatchObject({
      steps: [{ name: 'enforcement', status: 'failed', message: 'it does not enforce: its records are broken' }],
    });
  });

  test('that enforces something else than it shows', async () => {
    server.health = { revision: 'sha256:0' };
    const { steps } = await troubles(await repository(edge(server.url)));
    expect(steps).toMatchObject([{ name: 'partners', status: 'warning' }]);
    expect(steps[0]?.message).toContain('the server enforces another revision');
  });

  test('whose partners cannot be read', async () => {
    server.fault = ({ what, answer, send }) =>
      send(what === 'GET /v1/partners' ? { status: 200, body: '{"revision":' } : answer());
    const { steps, skipped } = await troubles(await repository(edge(server.url)));
    expect(steps).toMatchObject([{ name: 'partners', status: 'failed' }]);
    expect(skipped).toEqual(['blocks', 'sessions']);
  });

  test('that is down', async () => {
    const made = await repository(edge(server.url));
    await server.stop();
    expect(await troubles(made)).toMatchObject({
      steps: [{ name: 'connection', status: 'failed', message: 'nobody listens there' }],
      skipped: AFTER_CONNECTION,
    });
  });

  test('that never answers: it is given up after its own time', async () => {
    server.fault = () => undefined;
    expect(await troubles(await repository(edge(server.url, ', timeout: 1')))).toMatchObject({
      steps: [{ name: 'connection', status: 'failed', message: 'no whole answer in time' }],
      skipped: AFTER_CONNECTION,
    });
  });

  test('that would hang for longer than anybody waits', async () => {
    let open = (): void => undefined;
    const asked = new Promise<void>((resolve) => {
      open = resolve;
    });
    server.fault = () => open();
    const delay: CliOptions['delay'] = async () => await asked;
    const { steps, skipped } = await troubles(await repository(edge(server.url)), { delay });
    expect(steps).toMatchObject([
      { name: 'answer', status: 'failed', message: expect.stringContaining('180 seconds') as string },
    ]);
    expect(skipped).toEqual([]);
  });

  test.each([
    [
      'a web site',
      { status: 200, body: '<html>', headers: { 'content-type': 'text/html' } },
      'it answers with "text/html"',
    ],
    ['nothing at that path', { status: 404, body: '' }, 'nothing is there (404)'],
    ['somewhere else', { status: 302, body: '', headers: { location: 'https://x.example/' } }, 'redirects'],
    ['another API', { status: 200, body: { health: 'fine' } }, 'cannot be trusted'],
  ])('%s in its place', async (_, reply, message) => {
    server.fault = ({ send }) => send(reply);
    const { steps, skipped } = await troubles(await repository(edge(server.url)));
    expect(steps).toMatchObject([
      { name: 'api', status: 'failed', message: expect.stringContaining(message) as string },
    ]);
    expect(skipped).toEqual(AFTER_CONNECTION.slice(1));
  });

  test('a configuration that lacks several things: all of them are told at once', async () => {
    const made = await repository(edge(server.url, ', ca: certs/ca.pem'));
    const { steps, skipped } = await troubles(made, { env: { T: undefined } });
    expect(steps).toMatchObject([
      { name: 'token', message: 'the variable T (token) is not set' },
      { name: 'certificates', message: expect.stringContaining('certs/ca.pem') as string },
    ]);
    expect(skipped).toEqual(['connection', ...AFTER_CONNECTION]);
    expect(server.requests).toEqual([]);
  });

  test('a certificate of a stranger, and of an authority that is named', async () => {
    const { certificate, key } = certificateFor('localhost');
    const secure = await partnerServer({ cert: certificate, key });
    const made = await repository(edge(secure.url), { 'certs/ca.pem': authorityPem() });
    const { steps } = await troubles(made);
    expect(steps).toMatchObject([
      { name: 'connection', status: 'failed', message: expect.stringContaining('certificate') as string },
    ]);
    made.write({ 'partnerctl.yaml': `workspace: contoso\ndeployments:\n${edge(secure.url, ', ca: certs/ca.pem')}` });
    const { code, stdout } = await doctor(made);
    expect(stdout).toContain('it answers, and its certificate is trusted');
    expect(stdout).toContain('only those of certs/ca.pem are trusted');
    expect(code).toBe(0);
    await secure.stop();
  });
});

describe('the embedded deployment', () => {
  const at = async (prepare: (root: string) => void) => {
    const made = await repository(LOCAL);
    prepare(made.root);
    return await troubles(made);
  };
  const inFolder = (root: string, name: string, text: string): void => {
    mkdirSync(join(root, '.partnerctl'), { recursive: true });
    writeFileSync(join(root, '.partnerctl', name), text);
  };

  test('that is not there yet is ready', async () => {
    expect(await at(() => undefined)).toEqual({ steps: [], skipped: [] });
  });

  test('that leads out of the repository', async () => {
    expect(await at((root) => symlinkSync(tmpdir(), join(root, '.partnerctl')))).toMatchObject({
      steps: [{ name: 'path', message: 'the path leads out of the repository, through a symbolic link' }],
      skipped: ['file', 'partners', 'blocks', 'writable', 'lock'],
    });
  });

  test('that is no state', async () => {
    expect(await at((root) => inFolder(root, 'local.json', '{'))).toMatchObject({
      steps: [{ name: 'file', status: 'failed' }],
      skipped: ['partners', 'blocks'],
    });
  });

  test('whose folder is a file', async () => {
    expect(await at((root) => writeFileSync(join(root, '.partnerctl'), ''))).toMatchObject({
      steps: [
        { name: 'file', message: 'it cannot be read: a part of the path is not a folder' },
        { name: 'writable', message: 'its folder cannot be written: it is a file' },
      ],
      skipped: ['partners', 'blocks', 'lock'],
    });
  });

  test('that somebody is writing', async () => {
    const record = { pid: 1, host: 'elsewhere', user: 'bob', command: 'partnerctl apply', token: 't', space: 's' };
    const text = JSON.stringify({ ...record, start: null, at: new Date().toISOString() });
    const made = await repository(LOCAL);
    inFolder(made.root, 'local.json.lock', text);
    const { steps } = await troubles(made, { now: new Date() });
    expect(steps).toMatchObject([
      { name: 'lock', status: 'warning', message: expect.stringContaining('bob on elsewhere') as string },
    ]);
  });
});

describe('several deployments', () => {
  test('are told apart, in the order of the configuration', async () => {
    server.fault = ({ send }) => send({ status: 404, body: '' });
    const made = await repository(edge(server.url) + LOCAL);
    const { code, stdout } = await doctor(made);
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^edge-eu \(http\)\n[\s\S]*\nedge-eu: not ready: 1 failed, 6 not looked at\n\nlocal \(file\)\n/,
    );
    expect(stdout).toMatch(/\nlocal: ready\n\n1 of 2 deployments ready\n$/);
    expect(await doctor(made, ['--deployment', 'local'])).toMatchObject({ code: 0 });
  });

  test('--quiet: only what is not well', async () => {
    const made = await repository(edge(server.url) + LOCAL);
    expect((await doctor(made, ['--quiet'], { env: { T: READ_ONLY } })).stdout).toBe(`edge-eu (http)
  ! access  the token in T may only read
            hint: that is enough to plan; applying and blocking need a token that may write
edge-eu: ready, 1 warning

local (file)
local: ready

2 of 2 deployments ready
`);
  });
});

describe('every way out is JSON', () => {
  test.each([
    ['an unknown deployment', ['--deployment', 'egde-eu'], 64],
    ['a word too many', ['edge-eu'], 64],
  ])('%s', async (_, argv, exit) => {
    const { code, stdout } = await doctor(await repository(edge(server.url)), [...argv, '--format', 'json']);
    expectValid('doctor', stdout);
    expect(code).toBe(exit);
  });

  test('a configuration with errors', async () => {
    const { code, stdout } = await doctor(await repository('  edge-eu: { adapter: htpp }\n'), ['--format', 'json']);
    expectValid('doctor', stdout);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'invalid-files' } });
    expect(code).toBe(1);
  });

  test('Ctrl-C', async () => {
    const made = await repository(edge(server.url));
    let interrupt: (signal: 'SIGINT') => void = () => undefined;
    server.fault = ({ response }) => {
      expect(() => interrupt('SIGINT')).toThrow('exit 130');
      response.socket?.destroy();
    };
    const { stdout } = await doctor(made, ['--format', 'json'], {
      env: { T: TOKEN },
      onStart: (given) => {
        interrupt = given;
      },
    });
    const [first = ''] = stdout.split(/(?<=\n\}\n)/);
    expectValid('doctor', first);
    expect(JSON.parse(first)).toMatchObject({ error: { code: 'interrupted' } });
  });
});

test('broken partner files are no reason not to look', async () => {
  const made = await repository(LOCAL, { 'partners/fabrikam.com.yaml': 'domain: [' });
  expect(await doctor(made)).toMatchObject({ code: 0 });
});

test.each([
  [{ LANG: 'C' }, 'ok path'],
  [{ LANG: 'en_US.UTF-8', LC_ALL: 'POSIX' }, 'ok path'],
  [{ LANG: 'de_DE.UTF-8' }, '✓ path'],
  [{}, '✓ path'],
])('the marks of a terminal with the locale %j', async (env, mark) => {
  const locale = { LANG: undefined, LC_ALL: undefined, LC_CTYPE: undefined, TERM: 'xterm', ...env };
  expect((await doctor(await repository(LOCAL), ['--no-color'], { env: locale, columns: 80 })).stdout).toContain(
    `  ${mark} `,
  );
});
