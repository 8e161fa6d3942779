import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { cli } from '../support/cli.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';

const folder = temporaryFolders();
const git = promisify(execFile);

const FILES = [
  'partnerctl.yaml',
  'partners/README.md',
  'schemas/partner.schema.json',
  'schemas/config.schema.json',
  '.vscode/settings.json',
  '.vscode/extensions.json',
  '.editorconfig',
  '.github/workflows/partners.yml',
  '.github/workflows/partners-apply.yml',
  '.github/workflows/partners-drift.yml',
  '.github/workflows/partners-forks.yml',
  '.gitignore',
];

/** Every file with its content. */
async function contents(root: string): Promise<Record<string, string>> {
  const names = await readdir(root, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const texts = await Promise.all(files.map(async (file) => [file, await readFile(file, 'utf8')] as const));
  return Object.fromEntries(texts);
}

test('a new repository, in a folder that is made, lints and plans without findings', async () => {
  const parent = await folder();
  const root = join(parent, 'my partners');
  const { code, stdout, stderr } = await cli(
    ['-C', 'my partners', 'init', '--local-domain', 'contoso.com', 'Contoso.ORG', '--local-domain', 'contoso.com'],
    { cwd: parent },
  );
  expect({ code, stdout }).toEqual({ code: 0, stdout: FILES.map((file) => `written   ${file}\n`).join('') });
  expect(stderr).toContain('Next: partnerctl new fabrikam.com');
  const config = await readFile(join(root, 'partnerctl.yaml'), 'utf8');
  expect(config).toContain('\nworkspace: my-partners\n');
  expect(config).toContain('\nlocalDomains: [contoso.com, contoso.org]\n');

  await git('git', ['init', '-q'], { cwd: root });
  const lint = await cli(['lint', '--format', 'json', '--max-warnings', '0'], { cwd: root });
  expect(JSON.parse(lint.stdout)).toMatchObject({ summary: { files: 1, errors: 0, warnings: 0, infos: 0 } });
  expect(lint.code).toBe(0);
  const plan = await cli(['plan', '--detailed-exitcode'], { cwd: root });
  expect(plan).toMatchObject({ code: 0, stdout: 'local: no changes, 0 partners in place\n' });
  const status = await git('git', ['status', '--short', '--ignored'], { cwd: root });
  expect(status.stdout).not.toContain('?? .partnerctl');
});

test('a second time nothing is changed', async () => {
  const root = await folder();
  await cli(['init'], { cwd: root });
  const before = await contents(root);
  const { code, stdout, stderr } = await cli(['init', '--workspace', 'other'], { cwd: root });
  expect({ code, stdout }).toEqual({ code: 0, stdout: FILES.map((file) => `kept      ${file}\n`).join('') });
  expect(stderr).toContain('nothing was changed');
  expect(await contents(root)).toEqual(before);
});

test.each([
  ['gitlab', '.gitlab-ci.yml'],
  ['forgejo', '.forgejo/workflows/partners.yml'],
])('for %s there are no GitHub workflows', async (ci, file) => {
  const root = await folder();
  const { stdout } = await cli(['init', '--ci', ci], { cwd: root });
  expect(stdout).toContain(`written   ${file}\n`);
  expect(stdout).not.toContain('.github');
});

test('what is there is kept; only .gitignore gets its line', async () => {
  const root = await folder();
  await writeFile(join(root, '.editorconfig'), 'mine\n');
  await writeFile(join(root, '.gitignore'), '*.log');
  await mkdir(join(root, '.vscode'));
  await writeFile(join(root, '.vscode/settings.json'), '{}\n');
  const { stdout } = await cli(['init'], { cwd: root });
  expect(stdout).toContain('kept      .vscode/settings.json\n');
  expect(stdout).toContain('kept      .editorconfig\n');
  expect(stdout).toContain('added to  .gitignore\n');
  expect(await readFile(join(root, '.editorconfig'), 'utf8')).toBe('mine\n');
  expect(await readFile(join(root, '.vscode/settings.json'), 'utf8')).toBe('{}\n');
  expect(await readFile(join(root, '.gitignore'), 'utf8')).toBe('*.log\n.partnerctl/\n');
});

test('new works at once in the new repository, without findings', async () => {
  const root = await folder();
  await cli(['init', '--workspace', 'contoso-partners'], { cwd: root });
  expect((await cli(['new', 'fabrikam.com'], { cwd: root })).code).toBe(0);
  expect(await cli(['lint', '--max-warnings', '0', '--quiet'], { cwd: root })).toMatchObject({ code: 0 });
  expect(await cli(['fmt', '--check', '--quiet'], { cwd: root })).toEqual({ code: 0, stdout: '', stderr: '' });
});

test.each([
  [['--workspace', 'a b'], '"a b" is not a name of at most 100 letters'],
  [['--local-domain', 'localhost'], '"localhost" is not a domain: it is a single label'],
  [['--local-domian', 'x.example'], 'did you mean --local-domain'],
])('%j is wrong usage, and nothing is written', async (argv, message) => {
  const root = await folder();
  const { code, stderr } = await cli(['init', ...argv], { cwd: root });
  expect(code).toBe(64);
  expect(stderr).toContain(message);
  expect(await readdir(root)).toEqual([]);
});
