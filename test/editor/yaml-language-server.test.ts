/**
 * What people see while they type: the real language server of VS Code's YAML extension, on the repository's own
 * schemas, which it finds by the line that `new` writes or by the editor settings.
 */
import { cp, mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Editor, type OpenFile, startEditor } from './editor.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));

let folder: string;
let editor: Editor;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'partnerctl-editor-')));
  await cp(join(repository, 'schemas'), join(folder, 'schemas'), { recursive: true });
  const settings = JSON.parse(await readFile(join(repository, '.vscode/settings.json'), 'utf8')) as Settings;
  editor = await startEditor(folder, { schemas: settings['yaml.schemas'] });
});

afterAll(async () => {
  await editor.close();
  await rm(folder, { recursive: true });
});

interface Settings {
  readonly 'yaml.schemas': Readonly<Record<string, readonly string[]>>;
}

let opened = 0;
/** A file that no pattern of the settings knows: only its first line names the schema. */
function openWithLine(schema: 'partner' | 'config', ...lines: readonly string[]): OpenFile {
  opened += 1;
  const modeline = `# yaml-language-server: $schema=../schemas/${schema}.schema.json`;
  return editor.open(`elsewhere/${opened}.yaml`, [modeline, ...lines, ''].join('\n'));
}

const partner = (...lines: readonly string[]): OpenFile => openWithLine('partner', ...lines);

describe('a partner file', () => {
  test('marks what is wrong where it stands', async () => {
    const file = partner('domain: fabrikam.com', 'partnerType: federated', 'supportDialbackNegotiation: false');
    expect(await file.problems(/not accepted/)).toEqual([
      '3:14 Value is not accepted. Valid values: "Federated", "PublicVerified", "PublicUnverified".',
      '4:1 Property supportDialbackNegotiation is not allowed.',
    ]);
  });

  test('offers the keys that are missing', async () => {
    const offered = await partner('domain: fabrikam.com', '▮').completions();
    expect(Object.keys(offered)).toEqual(
      expect.arrayContaining(['partnerType', 'tlsNegotiation', 'additionalDomains', 'owner', 'expires']),
    );
    expect(offered['expires']).toContain('last valid day, UTC');
    expect(offered).not.toHaveProperty('domain');
  });

  test('offers the values of a key, each with its meaning', async () => {
    expect(await partner('domain: fabrikam.com', 'partnerType: ▮').completions()).toEqual({
      Federated: 'an organisation you have an agreement with, the usual choice. Invitations go both ways.',
      PublicVerified: 'a public provider that verifies its users. Invitations go both ways.',
      PublicUnverified:
        'no verifiable relation. A contact of the partner can add one of your users only after that user has invited the contact.',
    });
  });

  test.each([
    ['the key', 'partner▮Type: Federated'],
    ['the value', 'partnerType: Fede▮rated'],
  ])('explains the partner type over %s', async (_, line) => {
    const box = await partner('domain: fabrikam.com', line).hover();
    expect(box).toMatch(/^Partner type\n\nHow far the partner's users are trusted\.\n/);
    expect(box).toContain('* Federated: an organisation you have an agreement with, the usual choice.');
    expect(box).toContain('* PublicUnverified: no verifiable relation.');
  });

  test('says each thing once', async () => {
    const box = await partner('domain: fabrikam.com', 'tls▮Negotiation: Required').hover();
    expect(box.match(/must be encrypted/g)).toHaveLength(1);
  });
});

describe('partnerctl.yaml', () => {
  const deployment = (...lines: readonly string[]): OpenFile =>
    openWithLine('config', 'deployments:', '  l:', '    path: l.json', ...lines.map((line) => `    ${line}`));

  test('marks what is wrong where it stands', async () => {
    expect(await deployment('adapter: file', 'unmanaged: delete', 'colour: red').problems(/not accepted/)).toEqual([
      '6:16 Value is not accepted. Valid values: "report", "remove", "ignore".',
      '7:5 Property colour is not allowed.',
    ]);
  });

  test('offers the adapters', async () => {
    const offered = await deployment('adapter: ▮').completions();
    expect(offered).toHaveProperty('file', expect.stringContaining('a JSON file inside the repository'));
  });

  test.each([
    ['the key', 'un▮managed: report'],
    ['the value', 'unmanaged: re▮port'],
  ])('explains what happens to unmanaged partners over %s', async (_, line) => {
    const box = await deployment('adapter: file', line).hover();
    expect(box).toMatch(/^Unmanaged partners\n\nWhat happens to a live partner that no commit ever declared\./);
    expect(box).toContain('* report: listed, counted as drift, kept.');
  });

  test('explains the adapter', async () => {
    const box = await deployment('ad▮apter: file').hover();
    expect(box).toMatch(/^Adapter\n\nWhat kind of deployment it is/);
  });
});

describe('the editor settings of the repository', () => {
  test('find the schema of a partner file that does not name it', async () => {
    const file = editor.open('partners/fabrikam.com.yaml', 'domain: fabrikam.com\npartner▮Type: Friend\n');
    expect(await file.problems(/not accepted/)).toHaveLength(1);
    expect(await file.hover()).toContain('the usual choice');
  });

  test('find the schema of partnerctl.yaml', async () => {
    expect(await editor.open('partnerctl.yaml', 'localDomain: [contoso.com]\n').problems(/localDomain/)).toEqual([
      '1:1 Property localDomain is not allowed.',
    ]);
  });

  test('leave other files alone', async () => {
    expect(await editor.open('.github/workflows/x.yaml', 'part▮nerType: x\n').hover()).toBe('');
  });
});
