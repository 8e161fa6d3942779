import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { encodeState } from '../../src/adapters/file/codec.ts';
import type { PartnerSettings } from '../../src/model/partner.ts';
import { cli } from '../support/cli.ts';
import { partner } from '../support/partners.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';

const folder = temporaryFolders();
let root = '';

const FABRIKAM = partner('fabrikam.com', { additionalDomains: ['conference.fabrikam.com'], connectionLimit: 10 });
const BOOKS = partner('xn--bcher-kva.example', {
  description: 'two\nlines: "\u202ex"',
  partnerType: 'PublicUnverified',
});

beforeEach(async () => {
  root = await folder();
  await mkdir(join(root, 'partners'));
});

async function live(deployment: string, ...partners: readonly PartnerSettings[]): Promise<void> {
  await mkdir(join(root, '.partnerctl'), { recursive: true });
  const text = encodeState({ partners, lastApplied: null, blocks: [] });
  await writeFile(join(root, `.partnerctl/${deployment}.json`), text);
}

async function twoDeployments(): Promise<void> {
  const lines = ['edge-eu', 'edge-us'].map((name) => `  ${name}: { adapter: file, path: .partnerctl/${name}.json }\n`);
  await writeFile(join(root, 'partnerctl.yaml'), `deployments:\n${lines.join('')}`);
}

const put = (name: string, text: string) => writeFile(join(root, 'partners', name), text);
const read = (name: string) => readFile(join(root, 'partners', name), 'utf8');
const files = async () => (await readdir(join(root, 'partners'))).sort();
const run = (...argv: readonly string[]) => cli(['import', ...argv], { cwd: root });

async function report(...argv: readonly string[]): Promise<{ code: number; json: Record<string, unknown> }> {
  const { code, stdout } = await run('--format', 'json', ...argv);
  return { code, json: JSON.parse(stdout) as Record<string, unknown> };
}

test('each live partner gets a file, and then there is nothing to plan and nothing to import', async () => {
  await live('local', FABRIKAM, BOOKS);
  const written = ['fabrikam.com', 'xn--bcher-kva.example'].map((domain) => ({
    file: `partners/${domain}.yaml`,
    domain,
  }));
  expect(await report()).toEqual({
    code: 0,
    json: { formatVersion: 1, deployment: 'local', written, updated: [], different: [], diagnostics: [] },
  });
  expect(await read('fabrikam.com.yaml')).toBe(`# yaml-language-server: $schema=../schemas/partner.schema.json
domain: fabrikam.com
additionalDomains:
  - conference.fabrikam.com
partnerType: Federated
connectionLimit: 10
`);
  expect(await cli(['plan', '--detailed-exitcode'], { cwd: root })).toMatchObject({ code: 0 });
  expect((await report()).json).toMatchObject({ written: [], updated: [], different: [], diagnostics: [] });
  expect(await cli(['fmt', '--check', '--quiet'], { cwd: root })).toMatchObject({ code: 0, stdout: '' });
});

test('of several deployments one must be named; the others gain nothing', async () => {
  await twoDeployments();
  await live('edge-eu', FABRIKAM, BOOKS);
  await live('edge-us');
  const unnamed = await run();
  expect(unnamed.code).toBe(64);
  expect(unnamed.stderr).toContain('edge-eu, edge-us');
  expect(await files()).toEqual([]);

  expect((await run('--deployment', 'edge-eu')).code).toBe(0);
  expect(await read('fabrikam.com.yaml')).toContain('\ndeployments: [edge-eu]\n');
  expect(await cli(['plan', '--detailed-exitcode'], { cwd: root })).toMatchObject({ code: 0 });
});

test('a file of equal settings gets the name added, byte for byte the same otherwise; one of others is told', async () => {
  await twoDeployments();
  await live('edge-us', FABRIKAM, BOOKS);
  const equal =
    '\ufeffdomain: fabrikam.com\r\nadditionalDomains: [conference.fabrikam.com]\r\npartnerType:   Federated # c\r\nconnectionLimit: 10\r\ndeployments:\r\n- edge-eu\r\n';
  const other = 'domain: xn--bcher-kva.example\npartnerType: Federated\ndescription: x\ndeployments: [edge-eu]\n';
  await put('fabrikam.com.yaml', equal);
  await put('xn--bcher-kva.example.yaml', other);
  const { code, json } = await report('--deployment', 'edge-us');
  expect(code).toBe(0);
  expect(json).toMatchObject({
    written: [],
    updated: [{ file: 'partners/fabrikam.com.yaml', domain: 'fabrikam.com' }],
    different: [
      {
        domain: 'xn--bcher-kva.example',
        file: 'partners/xn--bcher-kva.example.yaml',
        fields: [
          { field: 'description', file: 'x', live: BOOKS.description },
          { field: 'partnerType', file: 'Federated', live: 'PublicUnverified' },
        ],
      },
    ],
  });
  expect(await read('fabrikam.com.yaml')).toBe(`${equal}- edge-us\r\n`);
  expect(await read('xn--bcher-kva.example.yaml')).toBe(other);
});

test('a live partner that breaks a rule is written as it is and reported, exit 1', async () => {
  await live('local', FABRIKAM, partner('b.example', { tlsNegotiation: 'NotSupported' }));
  const { code, json } = await report();
  expect(code).toBe(1);
  expect(json).toMatchObject({
    written: [{ domain: 'b.example' }, { domain: 'fabrikam.com' }],
    diagnostics: expect.arrayContaining([
      expect.objectContaining({ code: 'sasl-requires-tls', severity: 'error', file: 'partners/b.example.yaml' }),
    ]) as unknown,
  });
  expect(await read('b.example.yaml')).toContain('\ntlsNegotiation: NotSupported\n');
});

test('a live partner that another file covers is told, exit 1, and the others are written', async () => {
  await live('local', FABRIKAM, partner('muc.a.example'));
  await put('a.example.yaml', 'domain: a.example\npartnerType: Federated\nadditionalDomains: [muc.a.example]\n');
  const { code, json } = await report();
  expect(code).toBe(1);
  expect(json).toMatchObject({
    written: [{ domain: 'fabrikam.com' }],
    diagnostics: [{ code: 'domain-conflict', file: 'partners/a.example.yaml', start: { line: 3, column: 21 } }],
  });
  expect(await files()).toEqual(['a.example.yaml', 'fabrikam.com.yaml']);
});

test('while a file cannot be read nothing is written: it may cover any domain', async () => {
  await live('local', FABRIKAM);
  await put('a.example.yaml', 'domain: "a.example\n');
  const { code, json } = await report();
  expect(code).toBe(1);
  expect(json).toMatchObject({ formatVersion: 1, error: { code: 'invalid-files' } });
  expect(await files()).toEqual(['a.example.yaml']);
});

test('a state that cannot be read is an error, and nothing is written', async () => {
  await mkdir(join(root, '.partnerctl'));
  await writeFile(join(root, '.partnerctl/local.json'), '{"formatVersion": 1, "partners": [');
  const { code, json } = await report();
  expect(code).toBe(1);
  expect(json).toMatchObject({
    formatVersion: 1,
    error: { code: expect.any(String) as unknown, hint: expect.any(String) as unknown },
  });
  expect(await files()).toEqual([]);
});

test('a file in the way is kept, though it is the file of another partner', async () => {
  const text = 'domain: other.example\npartnerType: Federated\n';
  await live('local', FABRIKAM, BOOKS);
  await put('fabrikam.com.yaml', text);
  const { code, json } = await report();
  expect(code).toBe(1);
  expect(json).toMatchObject({
    written: [{ domain: BOOKS.domain }],
    diagnostics: expect.arrayContaining([
      expect.objectContaining({ code: 'file-name', message: 'partners/fabrikam.com.yaml exists already' }),
    ]) as unknown,
  });
  expect(await read('fabrikam.com.yaml')).toBe(text);
});

test('for people: what was written and what was not', async () => {
  await live('local', FABRIKAM, BOOKS);
  await put('fabrikam.com.yaml', 'domain: fabrikam.com\npartnerType: Federated\n');
  const { code, stdout, stderr } = await run();
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('partners/xn--bcher-kva.example.yaml');
  expect(stdout).toContain('bücher.example');
  expect(stdout).toContain('Connection limit');
});
