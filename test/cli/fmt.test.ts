import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { cli } from '../support/cli.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';

const folder = temporaryFolders();
let root = '';

const USUAL = 'domain: a.example\npartnerType: Federated # why\n';
const MIXED_UP = 'partnerType: Federated   # why\ndomain: a.example\n';

beforeEach(async () => {
  root = await folder();
  await mkdir(join(root, 'partners'));
});

const put = (name: string, text: string) => writeFile(join(root, 'partners', name), text);
const read = (name: string) => readFile(join(root, 'partners', name), 'utf8');
const run = (...argv: readonly string[]) => cli(['fmt', ...argv], { cwd: root });

test('every partner file is put into its usual layout, and those that changed are named', async () => {
  await put('a.example.yaml', MIXED_UP);
  await put('b.example.yaml', USUAL.replace('a.', 'b.'));
  await put('README.md', 'domain:   x\n');
  await chmod(join(root, 'partners/a.example.yaml'), 0o600);
  expect(await run()).toEqual({ code: 0, stdout: 'partners/a.example.yaml\n', stderr: '1 of 2 files changed\n' });
  expect(await read('a.example.yaml')).toBe(USUAL);
  expect((await stat(join(root, 'partners/a.example.yaml'))).mode & 0o777).toBe(0o600);
  expect((await readdir(join(root, 'partners'))).sort()).toEqual(['README.md', 'a.example.yaml', 'b.example.yaml']);
  expect(await run()).toEqual({ code: 0, stdout: '', stderr: '0 of 2 files changed\n' });
});

test('--check writes nothing, shows the difference, and fails', async () => {
  await put('a.example.yaml', MIXED_UP);
  await put('b.example.yaml', '\ufeffdomain: b.example\r\npartnerType: Federated\r\n');
  expect(await run('--check')).toEqual({
    code: 1,
    stdout: `--- partners/a.example.yaml
+++ partners/a.example.yaml
@@ -1,2 +1,2 @@
-partnerType: Federated   # why
 domain: a.example
+partnerType: Federated # why
--- partners/b.example.yaml
+++ partners/b.example.yaml
@@ -1,2 +1,2 @@
-\\u{feff}domain: b.example\\r
-partnerType: Federated\\r
+domain: b.example
+partnerType: Federated
`,
    stderr: '2 of 2 files would change\n',
  });
  expect(await read('a.example.yaml')).toBe(MIXED_UP);
  await run();
  expect(await run('--check')).toEqual({ code: 0, stdout: '', stderr: '0 of 2 files would change\n' });
});

test('what is hostile in a file cannot act on the terminal', async () => {
  await put('a.example.yaml', 'domain:  a.example # \u202e ##[error]x\n');
  expect((await run('--check')).stdout).toContain('+domain: a.example # \\u{202e} #\\u{23}[error]x\n');
});

test('only the named files, relative to where one stands; what is no partner file is passed over', async () => {
  await put('a.example.yaml', MIXED_UP);
  await put('b.example.yaml', MIXED_UP);
  await writeFile(join(root, 'partnerctl.yaml'), 'workspace:   w\n');
  const argv = ['fmt', '-C', '..', 'b.example.yaml', '../partnerctl.yaml', 'README.md'];
  const { code, stdout } = await cli(argv, { cwd: join(root, 'partners') });
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'partners/b.example.yaml\n' });
  expect(await read('a.example.yaml')).toBe(MIXED_UP);
  expect(await readFile(join(root, 'partnerctl.yaml'), 'utf8')).toBe('workspace:   w\n');
});

test('a file with an unknown key or a syntax error is left alone, with the findings; the others are formatted', async () => {
  const unknown = 'sasl:   Required\ndomain: b.example\n';
  const broken = 'domain: "c.example\n';
  await put('a.example.yaml', MIXED_UP);
  await put('b.example.yaml', unknown);
  await put('c.example.yaml', broken);
  await symlink(join(root, 'partners/a.example.yaml'), join(root, 'partners/d.example.yaml'));
  const { code, stdout, stderr } = await run();
  expect({ code, stdout }).toEqual({ code: 1, stdout: 'partners/a.example.yaml\n' });
  expect(stderr).toContain(
    'partners/b.example.yaml:1:1\n  error unknown key "sasl" (schema)\n    1 | sasl:   Required\n',
  );
  expect(stderr).toContain('partners/c.example.yaml:1:');
  expect(stderr).toContain('partners/d.example.yaml:1:1\n  error it is a symbolic link');
  expect(stderr).toMatch(/1 of 4 files changed, 3 left alone because of the findings above\n$/);
  expect([await read('b.example.yaml'), await read('c.example.yaml')]).toEqual([unknown, broken]);
});

test('findings of a file come in the order of its lines', async () => {
  await put('a.example.yaml', 'domain: a.example\npartnerType: federated\nsasl: Required\n');
  const places = [...(await run()).stderr.matchAll(/yaml:(\d+):/g)].map(([, line]) => line);
  expect(places).toEqual(['2', '3']);
});

test('a file that is not there, and a repository without partners/', async () => {
  expect(await run('partners/none.yaml')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('there is no such file') as unknown,
  });
  const { code, stderr } = await cli(['fmt'], { cwd: await folder() });
  expect(code).toBe(1);
  expect(stderr).toContain('there is no folder partners/');
});

test('--quiet is silent', async () => {
  await put('a.example.yaml', USUAL);
  expect(await run('--quiet')).toEqual({ code: 0, stdout: '', stderr: '' });
});
