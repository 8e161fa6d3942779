import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { check } from '../../src/reconcile/check.ts';
import { cli } from '../support/cli.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';

const folder = temporaryFolders();
let root = '';

beforeEach(async () => {
  root = await folder();
  await mkdir(join(root, 'partners'));
});

const run = (...argv: readonly string[]) => cli(['new', ...argv], { cwd: root });

test('it writes the file, prints its name, and says what to do next', async () => {
  const { code, stdout, stderr } = await run('fabrikam.com');
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'partners/fabrikam.com.yaml\n' });
  expect(stderr).toBe(`
Next:
  1. edit partners/fabrikam.com.yaml: who they are, their other domains, who answers for them
  2. partnerctl lint && partnerctl plan
  3. git switch -c add-fabrikam.com && git add partners/fabrikam.com.yaml && git commit -m "Add fabrikam.com"
  4. open a pull request: the plan is applied after the merge
`);
  expect(await readFile(join(root, 'partners/fabrikam.com.yaml'), 'utf8')).toContain('\npartnerType: Federated\n');
});

test('the new file has no errors and no warnings', async () => {
  await run('fabrikam.com');
  const { diagnostics } = check({ root, today: '2026-11-22' });
  expect(diagnostics.filter(({ severity }) => severity !== 'info')).toEqual([]);
});

test('any spelling of the domain will do, and --type is written', async () => {
  const { stdout, stderr } = await run('Bücher.example', '--type', 'PublicUnverified');
  expect(stdout).toBe('partners/xn--bcher-kva.example.yaml\n');
  expect(stderr).toContain('note: written as xn--bcher-kva.example (bücher.example): it is not written in A-labels');
  const text = await readFile(join(root, 'partners/xn--bcher-kva.example.yaml'), 'utf8');
  expect(text).toContain('\npartnerType: PublicUnverified\n');
});

test('a second time it is refused, and the file stays as it is', async () => {
  const file = join(root, 'partners/fabrikam.com.yaml');
  await writeFile(file, 'domain: fabrikam.com\npartnerType: Federated\n');
  const { code, stdout, stderr } = await run('fabrikam.com');
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain('partners/fabrikam.com.yaml:1:9\n  error fabrikam.com is covered by');
  expect(await readFile(file, 'utf8')).toBe('domain: fabrikam.com\npartnerType: Federated\n');
});

test('what is no domain is refused without a file', async () => {
  const { code, stderr } = await run('../escape');
  expect(code).toBe(1);
  expect(stderr).toContain('(domain-syntax)');
  expect(await readdir(join(root, 'partners'))).toEqual([]);
});

test('--quiet prints the name only', async () => {
  expect(await run('fabrikam.com', '--quiet')).toMatchObject({ stdout: 'partners/fabrikam.com.yaml\n', stderr: '' });
});

test('outside a repository nothing is written', async () => {
  const elsewhere = await folder();
  const { code, stderr } = await cli(['new', 'fabrikam.com'], { cwd: elsewhere });
  expect(code).toBe(1);
  expect(stderr).toContain('there is no folder partners/');
  expect(await readdir(elsewhere)).toEqual([]);
});

test('a wrong type is answered with the one that was meant, exit 64', async () => {
  const { code, stderr } = await run('fabrikam.com', '--type', 'federated');
  expect(code).toBe(64);
  expect(stderr).toContain('did you mean Federated?');
});
