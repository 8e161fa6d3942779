/** A repository on a disk → workspace and findings. */
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { load, relativePath } from '../../src/load/load.ts';
import { DEFAULT_CONFIG } from '../../src/model/workspace.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';

const newFolder = temporaryFolders();
const partner = (domain: string) => `domain: ${domain}\npartnerType: Federated\n`;

async function repository(files: Readonly<Record<string, string>>): Promise<string> {
  const root = await newFolder();
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), text);
  }
  return root;
}

const told = (root: string, files?: readonly string[]) =>
  load({ root, ...(files !== undefined && { files }) }).diagnostics.map(
    ({ code, message, range }) => `${range?.file} ${code}: ${message}`,
  );

test('partners sorted by domain, entries by file, and what was read', async () => {
  const root = await repository({
    'partnerctl.yaml': 'workspace: x\n',
    'partners/b.example.yaml': partner('b.example'),
    'partners/a.yaml': partner('z.example'),
    'partners/README.md': '# Partners',
    'partners/.hidden.yaml': 'nonsense',
    'partners/notes.txt': 'to do',
    'partners/eu/c.example.yaml': partner('c.example'),
  });
  const { workspace, diagnostics, files, faulty, texts, configBroken } = load({ root });
  expect(diagnostics).toEqual([]);
  expect(workspace.config.workspace).toBe('x');
  expect(workspace.partners.map(({ settings }) => settings.domain)).toEqual(['b.example', 'z.example']);
  expect(workspace.entries).toEqual([
    { file: 'partners/a.yaml', kind: 'file' },
    { file: 'partners/b.example.yaml', kind: 'file' },
    { file: 'partners/eu', kind: 'folder' },
    { file: 'partners/notes.txt', kind: 'file' },
  ]);
  expect([files, faulty, texts.size, configBroken]).toEqual([3, [], 0, false]);
});

test('a byte order mark and CRLF are accepted, with the columns that an editor shows', async () => {
  const root = await repository({
    'partners/a.example.yaml': `\ufeff${partner('a.example')}keepAlive: yes\n`.replaceAll('\n', '\r\n'),
  });
  expect(load({ root }).diagnostics).toMatchObject([
    { code: 'schema', range: { start: { line: 3, column: 12 }, end: { line: 3, column: 15 } } },
  ]);
  await writeFile(join(root, 'partners/a.example.yaml'), `\ufeffdomain: 1\r\n`);
  expect(load({ root }).diagnostics.map(({ range }) => range?.start)).toContainEqual({ line: 1, column: 9 });
});

describe('a bad read is a finding, and the other files are read', () => {
  test('a folder, a link and a broken file that are named like partners: one finding each', async () => {
    const root = await repository({
      'partners/folder.yaml/x.yaml': partner('x.example'),
      'partners/broken.example.yaml': '[',
      'partners/good.example.yaml': partner('good.example'),
      'elsewhere.yaml': partner('link.example'),
    });
    await symlink('../elsewhere.yaml', join(root, 'partners/link.example.yaml'));
    expect(told(root)).toEqual([
      'partners/broken.example.yaml yaml-syntax: a list in brackets is not closed with ]',
      'partners/folder.yaml unreadable-file: it is a folder',
      'partners/link.example.yaml unreadable-file: it is a symbolic link',
    ]);
    const { workspace, texts } = load({ root });
    expect(workspace.partners.map(({ settings }) => settings.domain)).toEqual(['good.example']);
    expect([...texts.keys()]).toEqual(['partners/broken.example.yaml']);
  });

  test('no folder partners/, a file in its place, a link in its place', async () => {
    const root = await repository({ 'elsewhere/a.example.yaml': partner('a.example') });
    expect(told(root)).toEqual(['partners unreadable-file: there is no folder partners/']);
    await writeFile(join(root, 'partners'), 'x');
    expect(told(root)).toEqual(['partners unreadable-file: there is no folder partners/']);
    await rm(join(root, 'partners'));
    await symlink('elsewhere', join(root, 'partners'));
    expect(told(root)).toEqual(['partners unreadable-file: it is a symbolic link']);
    expect(load({ root }).workspace.partners).toEqual([]);
  });
});

describe('the configuration', () => {
  test('may be missing, unless somebody named it', async () => {
    const root = await repository({ 'partners/a.example.yaml': partner('a.example') });
    expect(load({ root })).toMatchObject({
      diagnostics: [],
      configSource: null,
      workspace: { config: DEFAULT_CONFIG },
    });
    expect(load({ root, config: join(root, 'other.yaml') }).diagnostics).toMatchObject([
      { code: 'unreadable-file', message: 'there is no such file', range: { file: 'other.yaml' } },
    ]);
  });

  test('with errors: the default stands in, and that is said', async () => {
    const root = await repository({
      'partnerctl.yaml': 'workspace: [x]\n',
      'partners/a.example.yaml': partner('a.example'),
    });
    const { workspace, configBroken, configSource } = load({ root });
    expect(configBroken).toBe(true);
    expect(workspace.config).toEqual(DEFAULT_CONFIG);
    expect(configSource).toMatchObject({ file: 'partnerctl.yaml', text: 'workspace: [x]\n' });
  });

  test('a link is refused', async () => {
    const root = await repository({
      'partners/a.example.yaml': partner('a.example'),
      'elsewhere.yaml': 'workspace: x\n',
    });
    await symlink('elsewhere.yaml', join(root, 'partnerctl.yaml'));
    expect(told(root)).toEqual(['partnerctl.yaml unreadable-file: it is a symbolic link']);
  });
});

test('a configuration by another name is not passed over for the defaults', async () => {
  const root = await repository({
    'partners/a.example.yaml': partner('a.example'),
    'partnerctl.yml': 'workspace: x\n',
  });
  expect(load({ root }).diagnostics).toMatchObject([
    { code: 'unreadable-file', hint: 'git mv partnerctl.yml partnerctl.yaml', range: { file: 'partnerctl.yml' } },
  ]);
  await writeFile(join(root, 'partnerctl.yaml'), 'workspace: x\n');
  expect(load({ root }).diagnostics).toEqual([]);
});

describe('files that somebody named', () => {
  test('only those are read, each once, sorted', async () => {
    const root = await repository({
      'partners/a.example.yaml': partner('a.example'),
      'partners/b.example.yaml': partner('b.example'),
      'partners/c.example.yaml': '[',
      'partners/notes.txt': 'x',
    });
    const files = [
      'partners/notes.txt',
      'partners/b.example.yaml',
      'partners/b.example.yaml',
      'nosuch.txt',
      'nosuch.yaml',
    ];
    const { workspace, diagnostics } = load({ root, files });
    expect(workspace.partners.map(({ settings }) => settings.domain)).toEqual(['b.example']);
    expect(workspace.entries.map(({ file }) => file)).toEqual(['partners/b.example.yaml', 'partners/notes.txt']);
    expect(diagnostics.map(({ range, message }) => `${range?.file}: ${message}`)).toEqual([
      'nosuch.txt: there is no such file',
      'nosuch.yaml: there is no such file',
    ]);
  });
});

test('progress is told from nothing to all', async () => {
  const root = await repository({ 'partners/a.example.yaml': partner('a.example'), 'partners/b.example.yaml': '' });
  const seen: string[] = [];
  load({ root, onProgress: (done, total) => seen.push(`${done}/${total}`) });
  expect(seen).toEqual(['0/2', '1/2', '2/2']);
});

test.each([
  ['/repo', '/repo/partners/a.yaml', 'partners/a.yaml'],
  ['/repo', '/repo', '.'],
  ['/repo', '/other/a.yaml', '../other/a.yaml'],
  ['/repo', 'partners/a.yaml', 'partners/a.yaml'],
])('in %s, %s is %s', (root, path, expected) => {
  expect(relativePath(root, path)).toBe(expected);
});
