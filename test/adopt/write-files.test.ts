import { chmod, lstat, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { currentText, replaceFile, writeNewFile } from '../../src/adopt/write-files.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';

const folder = temporaryFolders();

test('a new file is written with the folders it needs', async () => {
  const root = join(await folder(), 'new');
  expect(await writeNewFile(root, 'partners/a.example.yaml', 'text\n')).toBe(true);
  expect(await readFile(join(root, 'partners/a.example.yaml'), 'utf8')).toBe('text\n');
});

test('nothing that exists is overwritten: a file, a folder, a link that leads nowhere', async () => {
  const root = await folder();
  await writeFile(join(root, 'file'), 'mine');
  await mkdir(join(root, 'folder'));
  await symlink(join(root, 'nowhere'), join(root, 'link'));
  for (const name of ['file', 'folder', 'link']) expect(await writeNewFile(root, name, 'theirs')).toBe(false);
  expect(await readFile(join(root, 'file'), 'utf8')).toBe('mine');
  expect((await readdir(root)).sort()).toEqual(['file', 'folder', 'link']);
});

test('a folder that is a link is not followed', async () => {
  const [root, elsewhere] = [await folder(), await folder()];
  await symlink(elsewhere, join(root, 'partners'));
  await expect(writeNewFile(root, 'partners/a.example.yaml', 'x')).rejects.toMatchObject({ code: 'not-a-folder' });
  expect(await readdir(elsewhere)).toEqual([]);
});

test('a name that the file system cannot take is told', async () => {
  const root = await folder();
  const file = `partners/${'a'.repeat(300)}`;
  await expect(writeNewFile(root, file, 'x')).rejects.toMatchObject({
    code: 'write-failed',
    message: expect.stringContaining('ENAMETOOLONG') as unknown,
  });
});

test('a file is replaced whole, and keeps its permissions', async () => {
  const root = await folder();
  const path = join(root, 'a.yaml');
  await writeFile(path, 'before');
  await chmod(path, 0o640);
  await replaceFile(root, 'a.yaml', 'before', 'after');
  expect(await readFile(path, 'utf8')).toBe('after');
  expect((await stat(path)).mode & 0o777).toBe(0o640);
  expect(await readdir(root)).toEqual(['a.yaml']);
});

test('a file that was changed since it was read, or became a link, is left alone', async () => {
  const root = await folder();
  await writeFile(join(root, 'a.yaml'), 'changed');
  await symlink(join(root, 'a.yaml'), join(root, 'b.yaml'));
  await expect(replaceFile(root, 'a.yaml', 'before', 'after')).rejects.toMatchObject({ code: 'file-changed' });
  await expect(replaceFile(root, 'b.yaml', 'changed', 'after')).rejects.toMatchObject({ code: 'file-changed' });
  expect(await readFile(join(root, 'a.yaml'), 'utf8')).toBe('changed');
  expect((await lstat(join(root, 'b.yaml'))).isSymbolicLink()).toBe(true);
});

test('a text is read with its BOM; what is no UTF-8 has none', async () => {
  const root = await folder();
  await writeFile(join(root, 'bom'), '\ufeffx');
  await writeFile(join(root, 'latin1'), Buffer.from([0xe9]));
  expect(await currentText(root, 'bom')).toBe('\ufeffx');
  expect(await currentText(root, 'latin1')).toBeUndefined();
  expect(await currentText(root, 'none')).toBeUndefined();
});
