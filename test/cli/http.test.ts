/** A repository, a server with the partner API, and the command line between them. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { authorityPem, certificateFor } from '../servers/support/certificates.ts';
import { atOnce, type CliRun, cli } from '../support/cli.ts';
import { type GitRepository, gitRepositories } from '../support/git-repository.ts';
import { type Exchange, type PartnerServer, partnerServer, TOKEN } from '../support/partner-server.ts';
import { partner } from '../support/partners.ts';

const newRepository = gitRepositories();
const FILE = 'domain: fabrikam.com\npartnerType: Federated\n';
const LENIENT = `${FILE}saslNegotiation: Optional\n`;
let server: PartnerServer;

beforeEach(async () => {
  server = await partnerServer();
});
afterEach(() => server.stop());

const configOf = (url: string, more = '') =>
  `workspace: contoso\ndeployments:\n  edge-eu: { adapter: http, url: '${url}', token: env:EDGE_EU_TOKEN${more} }\n`;

async function repository(files: Readonly<Record<string, string>> = { 'fabrikam.com': FILE }): Promise<GitRepository> {
  const made = await newRepository();
  made.commit('Begin', {
    'partnerctl.yaml': configOf(server.url),
    '.gitignore': '.partnerctl/\n',
    ...Object.fromEntries(Object.entries(files).map(([domain, text]) => [`partners/${domain}.yaml`, text])),
  });
  return made;
}

const run = ({ root }: Pick<GitRepository, 'root'>, ...argv: readonly string[]): Promise<CliRun> =>
  cli(argv, { cwd: root, env: { EDGE_EU_TOKEN: TOKEN }, delay: atOnce });

const json = ({ stdout }: CliRun) => JSON.parse(stdout) as Record<string, readonly Record<string, unknown>[]>;

const session = (domain: string, method: string | null, direction = 'inbound') => ({
  direction,
  localDomain: 'contoso.com',
  remoteDomain: domain,
  partner: domain,
  method,
  tls: { version: 'TLSv1.3', cipher: null },
  certificate: 'none',
  bidi: false,
  ageSeconds: 1,
});

test('plan, apply, plan: written in one request, recorded, verified', async () => {
  const made = await repository();
  expect((await run(made, 'plan', '--detailed-exitcode')).code).toBe(2);
  const applied = await run(made, 'apply', '--yes');
  expect(applied.stdout).toContain('edge-eu: 1 applied, verified');
  expect(applied.code).toBe(0);
  expect([...server.partners.keys()]).toEqual(['fabrikam.com']);
  expect(server.lastApplied).toMatchObject({ workspace: 'contoso', commit: made.git('rev-parse', 'HEAD') });
  expect(server.requests.filter((what) => what.startsWith('PATCH'))).toHaveLength(2);
  expect(await run(made, 'plan', '--detailed-exitcode')).toMatchObject({ code: 0 });
});

describe('sessions', () => {
  const ended = [{ domain: 'fabrikam.com', direction: 'inbound', method: 'tls-dialback' }];
  const tightening = async () => {
    server.partners.set('fabrikam.com', partner('fabrikam.com', { saslNegotiation: 'Optional' }));
    server.sessions = [session('fabrikam.com', 'tls-dialback'), session('stranger.example', null)];
    server.ends = ended;
    return await repository();
  };

  test('that a change will end stand in every form of the plan', async () => {
    const made = await tightening();
    expect(json(await run(made, 'plan', '--format', 'json'))['plans']?.[0]?.['changes']).toMatchObject([
      { domain: 'fabrikam.com', endsSessions: ended },
    ]);
    expect((await run(made, 'plan')).stdout).toMatch(/ends .*session/);
    expect((await run(made, 'plan', '--format', 'markdown')).stdout).toMatch(/ends .*session/);
  });

  test('that it has ended stand in the ledger and in the journal', async () => {
    const made = await tightening();
    const { stdout } = await run(made, 'apply', '--yes', '--format', 'json');
    expect(JSON.parse(stdout)).toMatchObject({
      ledgers: [{ verified: true, results: [{ domain: 'fabrikam.com', outcome: 'applied', endedSessions: ended }] }],
    });
    const journal = await readFile(join(made.root, '.partnerctl/journal.jsonl'), 'utf8');
    expect(journal).toContain(
      '"endedSessions":[{"domain":"fabrikam.com","direction":"inbound","method":"tls-dialback"}]',
    );
  });

  test('that it has ended are told to people', async () => {
    expect((await run(await tightening(), 'apply', '--yes')).stdout).toMatch(/ended .*session/);
  });

  test('that go on although they must not leave the apply unproven', async () => {
    const made = await tightening();
    server.ends = [];
    const { code, stdout } = await run(made, 'apply', '--yes');
    expect(code).toBe(1);
    expect(stdout).toMatch(/which\s+fabrikam\.com\s+does\s+not\s+permit/);
  });
});

describe('the server’s own word', () => {
  const limit = {
    option: 's2s_secure_auth',
    value: 'true',
    excludes: ['tls-dialback', 'tcp-dialback'],
    only: null,
    except: [],
  };

  test('that an option rules a method out is an error of the plan, and nothing is applied', async () => {
    server.health = { limits: [limit] };
    const made = await repository({ 'fabrikam.com': LENIENT });
    const planned = await run(made, 'plan');
    expect(planned.code).toBe(1);
    expect(planned.stdout).toContain('s2s_secure_auth = true');
    expect(planned.stdout).toContain('set s2s_secure_auth = false on the server');
    expect((await run(made, 'apply', '--yes')).code).toBe(1);
    expect(server.partners.size).toBe(0);
    server.health = { limits: [{ ...limit, except: ['fabrikam.com'] }] };
    expect((await run(made, 'apply', '--yes')).code).toBe(0);
  });

  test('that it observes is a warning, and no apply is verified', async () => {
    server.health = {
      enforcing: false,
      mode: 'observe',
      reasons: [{ code: 'observing', message: 'the mode is observe' }],
    };
    const made = await repository();
    const planned = await run(made, 'plan');
    expect(planned.code).toBe(0);
    expect(planned.stdout).toMatch(/edge-eu \(http\) only observes and refuses nobody/);
    const applied = await run(made, 'apply', '--yes');
    expect(applied.code).toBe(1);
    expect(applied.stdout).toContain('the mode is observe');
    expect([...server.partners.keys()]).toEqual(['fabrikam.com']);
    expect(server.lastApplied).toBeNull();
  });

  test('that it enforces something else leaves the apply unproven', async () => {
    server.health = { revision: 'sha256:0' };
    const { code, stdout } = await run(await repository(), 'apply', '--yes');
    expect(code).toBe(1);
    expect(stdout).toContain('the server enforces the revision sha256:0');
  });

  test('that it cannot give is an error of that deployment', async () => {
    server.fault = ({ what, answer, send }) =>
      send(what === 'GET /v1/health' ? { status: 500, body: 'oops' } : answer());
    const planned = await run(await repository(), 'plan', '--format', 'json');
    expect(planned.code).toBe(1);
    expect(json(planned)['plans']).toMatchObject([{ deployment: 'edge-eu', error: { code: 'server-error' } }]);
  });
});

describe('a change whose answer is lost', () => {
  const losing = (isDone: boolean, times: number) => {
    let left = times;
    return ({ what, answer, response, send }: Exchange) => {
      if (!what.startsWith('PATCH') || left-- <= 0) return send(answer());
      if (isDone) answer();
      response.socket?.destroy();
    };
  };

  test.each([
    { name: 'and that was done is found to be done', isDone: true, times: 1, code: 0, writes: 2 },
    { name: 'and that was not done is sent again', isDone: false, times: 1, code: 0, writes: 3 },
    { name: 'again and again is told as failed', isDone: false, times: 9, code: 1, writes: 3 },
  ])('$name', async ({ isDone, times, code, writes }) => {
    server.fault = losing(isDone, times);
    const applied = await run(await repository(), 'apply', '--yes', '--format', 'json');
    expect(applied.code).toBe(code);
    expect(JSON.parse(applied.stdout)).toMatchObject({
      ledgers: [{ verified: code === 0, results: [{ outcome: code === 0 ? 'applied' : 'failed' }] }],
    });
    expect(server.partners.has('fabrikam.com')).toBe(code === 0);
    expect(server.requests.filter((what) => what.startsWith('PATCH'))).toHaveLength(writes);
  });
});

test('of two applies that race one is refused with exit 3, and has written nothing', async () => {
  const one = await repository();
  const two = await repository({ 'litware.example': 'domain: litware.example\npartnerType: Federated\n' });
  const waiting: Exchange[] = [];
  server.fault = (exchange) => {
    if (!exchange.what.startsWith('PATCH')) return exchange.send(exchange.answer());
    waiting.push(exchange);
    if (waiting.length < 2) return;
    server.fault = undefined;
    for (const each of waiting) each.send(each.answer());
  };
  const codes = await Promise.all([one, two].map(async (each) => (await run(each, 'apply', '--yes')).code));
  expect([...codes].sort((a, b) => a - b)).toEqual([0, 3]);
  expect([...server.partners.keys()]).toEqual([codes[0] === 0 ? 'fabrikam.com' : 'litware.example']);
});

test('block and unblock', async () => {
  const made = await repository();
  expect((await run(made, 'block', 'fabrikam.com', '--reason', 'key stolen')).code).toBe(0);
  expect(server.blocks.get('fabrikam.com')).toMatchObject({ reason: 'key stolen', actor: 'tester', until: null });
  expect((await run(made, 'plan')).stdout).toContain('key stolen');
  expect((await run(made, 'unblock', 'fabrikam.com')).code).toBe(0);
  expect(server.blocks.size).toBe(0);
});

describe('a block', () => {
  const blocking = async (fault: PartnerServer['fault']) => {
    const made = await repository();
    server.partners.set('fabrikam.com', partner('fabrikam.com'));
    server.fault = fault;
    return await run(made, 'block', 'fabrikam.com', '--reason', 'key stolen');
  };
  const broken = ({ send }: Exchange) => send({ status: 500, body: 'a record is broken' });

  test('whose answer cannot be read is looked for, and found', async () => {
    const { code, stdout } = await blocking(({ what, answer, send }) => {
      const reply = answer();
      send(what.startsWith('PUT') ? { status: 200, body: '<html>' } : reply);
    });
    expect(stdout).toBe('edge-eu: fabrikam.com is blocked until it is lifted, with all domains of the partner\n');
    expect(code).toBe(0);
  });

  test('that was not set is not claimed', async () => {
    const { code, stdout } = await blocking(({ what, answer, send }) =>
      send(what.startsWith('PUT') ? { status: 200, body: '<html>' } : answer()),
    );
    expect(stdout).toContain('edge-eu: fabrikam.com is not known to be blocked: ');
    expect(code).toBe(1);
  });

  test('that was set on a server whose partners cannot be read is set, and that is said', async () => {
    const { code, stdout } = await blocking((exchange) =>
      exchange.what.startsWith('PUT') ? exchange.send(exchange.answer()) : broken(exchange),
    );
    expect(stdout).toContain('edge-eu: fabrikam.com is blocked; its state cannot be read: ');
    expect(code).toBe(1);
    expect(server.blocks.has('fabrikam.com')).toBe(true);
  });

  test('that was lifted, though the answer was lost', async () => {
    const made = await repository();
    await run(made, 'block', 'fabrikam.com', '--reason', 'x');
    server.fault = ({ what, answer, response, send }) => {
      const reply = answer();
      if (what.startsWith('DELETE')) response.socket?.destroy();
      else send(reply);
    };
    expect(await run(made, 'unblock', 'fabrikam.com')).toMatchObject({
      code: 0,
      stdout: 'edge-eu: fabrikam.com is no longer blocked; what the files say counts again\n',
    });
    expect(server.requests.filter((what) => what.startsWith('DELETE'))).toHaveLength(1);
  });
});

describe('import --from-observed', () => {
  const seen = (domain: string, method: string) => ({
    domain,
    direction: 'inbound',
    method,
    tls: 'TLSv1.3',
    certificate: 'valid',
    streams: 2,
    firstSeen: '2030-01-01T08:00:00Z',
    lastSeen: '2030-01-02T08:00:00Z',
    refusal: 'it is not a partner',
  });

  test('writes what fmt would write, lint accepts and plan adds', async () => {
    server.observed = {
      mode: 'observe',
      dropped: 0,
      observations: [
        seen('fabrikam.com', 'tls-dialback'),
        seen('litware.example', 'sasl-tls'),
        seen('muc.litware.example', 'sasl-tls'),
      ],
    };
    const made = await repository();
    const { code, stdout } = await run(made, 'import', '--from-observed', '--format', 'json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      written: [{ domain: 'litware.example' }],
      observed: {
        domains: [
          { domain: 'fabrikam.com', outcome: 'covered', refused: ['tls-dialback'] },
          { domain: 'litware.example', outcome: 'written', file: 'partners/litware.example.yaml' },
          { domain: 'muc.litware.example', outcome: 'written', file: 'partners/litware.example.yaml' },
        ],
      },
    });
    expect(await run(made, 'fmt', '--check', '--quiet')).toMatchObject({ code: 0 });
    expect((await run(made, 'plan', '--format', 'json')).stdout).toContain('"domain": "litware.example"');
    expect(await readFile(join(made.root, 'partners/fabrikam.com.yaml'), 'utf8')).toBe(FILE);
  });

  test('by a method that weakestMethod rules out alone: written as it is, and an error', async () => {
    server.observed = { mode: 'observe', dropped: 0, observations: [seen('old.example', 'tcp-dialback')] };
    const made = await repository();
    made.write({ 'partnerctl.yaml': `weakestMethod: tls-dialback\n${configOf(server.url)}` });
    const { code, stdout } = await run(made, 'import', '--from-observed', '--format', 'json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      written: [{ domain: 'old.example' }],
      diagnostics: expect.arrayContaining([expect.objectContaining({ code: 'weakest-method' })]) as unknown,
    });
  });

  test('of a server that enforces and never observed says what to do', async () => {
    server.observed = { mode: 'enforce', dropped: 0, observations: [] };
    const { code, stderr } = await run(await repository(), 'import', '--from-observed');
    expect(code).toBe(1);
    expect(stderr).toContain('partner_policy_mode = "observe"');
  });

  test('of a deployment that cannot observe', async () => {
    const made = await repository();
    made.write({ 'partnerctl.yaml': null });
    const { code, stderr } = await run(made, 'import', '--from-observed');
    expect(code).toBe(1);
    expect(stderr).toContain('local (file) cannot observe');
  });
});

describe('secrets', () => {
  test('the token is in no output and in no file, whatever fails', async () => {
    const faults: PartnerServer['fault'][] = [
      undefined,
      ({ send }) => send({ status: 401, body: `no such token: ${TOKEN}` }),
      ({ send }) => send({ status: 302, body: '', headers: { location: `https://x.example/?${TOKEN}` } }),
      ({ response }) => void response.socket?.destroy(),
      ({ what, answer, send }) => send(what.startsWith('PATCH') ? { status: 500, body: TOKEN } : answer()),
    ];
    for (const fault of faults) {
      const made = await repository();
      server.partners.clear();
      server.fault = fault;
      for (const argv of [
        ['plan', '--verbose'],
        ['apply', '--yes', '--verbose'],
        ['block', 'a.example', '--reason', 'x'],
      ]) {
        const { stdout, stderr } = await run(made, ...argv);
        expect(stdout + stderr).not.toContain(TOKEN);
      }
      const journal = await readFile(join(made.root, '.partnerctl/journal.jsonl'), 'utf8').catch(() => '');
      expect(journal).not.toContain(TOKEN);
    }
  });

  test('a variable that is not set is named', async () => {
    const { root } = await repository();
    const { code, stdout, stderr } = await cli(['plan'], { cwd: root, env: { EDGE_EU_TOKEN: undefined } });
    expect(code).toBe(1);
    expect(stdout + stderr).toContain('the variable EDGE_EU_TOKEN (token) is not set');
    expect(server.requests).toEqual([]);
  });
});

test('with --base the address, the token and the authority are the base’s', async () => {
  const made = await repository();
  const elsewhere = await partnerServer();
  made.git('switch', '-q', '-c', 'proposal');
  made.commit('Redirect', { 'partnerctl.yaml': configOf(elsewhere.url, ', ca: ca.pem').replace('EDGE_EU', 'OTHER') });
  const { code, stdout } = await cli(['plan', '--base', 'main'], { cwd: made.root, env: { EDGE_EU_TOKEN: TOKEN } });
  expect(code).toBe(0);
  expect(stdout).toContain('fabrikam.com');
  expect(elsewhere.requests).toEqual([]);
  expect(server.requests).toContain('GET /v1/partners');
  await elsewhere.stop();
});

test('with --base the authority is read at the base, and nothing that a proposal puts in its place is trusted', async () => {
  const { certificate, key } = certificateFor('localhost');
  const secure = await partnerServer({ cert: certificate, key });
  const made = await repository();
  made.commit('Trust our authority', {
    'partnerctl.yaml': configOf(secure.url, ', ca: certs/ca.pem'),
    'certs/ca.pem': authorityPem(),
  });
  made.git('switch', '-q', '-c', 'proposal');
  made.commit('Trust another one', {
    'certs/ca.pem': certificateFor('evil.example', { kind: 'self-signed' }).certificate,
  });
  expect((await run(made, 'plan')).stdout).toMatch(/authority\s+that\s+is\s+not\s+trusted/);
  expect(secure.requests).toEqual([]);
  expect((await run(made, 'plan', '--base', 'main')).code).toBe(0);
  await secure.stop();
});
