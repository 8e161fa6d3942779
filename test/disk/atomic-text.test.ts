/** A text is replaced whole or not at all, and nothing is left behind. */
import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { removeLeftovers, writeTextAtomic } from '../../src/disk/atomic-text.ts';
import { bundleChild, startChild } from '../support/child-process.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';

const temporaryFolder = temporaryFolders();

describe('writeTextAtomic', () => {
  it('makes the file and the folders above it', async () => {
    const path = join(await temporaryFolder(), 'a/b/c.json');
    await writeTextAtomic(path, 'grüße 👋\n');
    expect(await readFile(path, 'utf8')).toBe('grüße 👋\n');
    expect(await readdir(join(path, '..'))).toEqual(['c.json']);
  });

  it('replaces the text and keeps the permissions', async () => {
    const path = join(await temporaryFolder(), 'state.json');
    await writeFile(path, 'a much longer old text');
    await chmod(path, 0o640);
    await writeTextAtomic(path, 'new');
    expect(await readFile(path, 'utf8')).toBe('new');
    expect((await stat(path)).mode & 0o777).toBe(0o640);
  });

  it('an error leaves the old file, and no temporary one', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'state.json');
    await mkdir(path);
    await expect(writeTextAtomic(path, 'new')).rejects.toMatchObject({
      code: expect.stringMatching(/EISDIR|EPERM|EEXIST/) as string,
    });
    expect(await readdir(folder)).toEqual(['state.json']);
  });

  it('where the disk takes only a part of the text, the old text stays', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'state.json');
    await writeFile(path, 'old');
    const script = await bundleChild(new URL('./limited-writer.ts', import.meta.url), folder);
    const limited = startChild(script, [path], { fileBlocks: 128 });
    const { code, stderr } = await limited.ended;
    expect({ code, stderr, said: await limited.firstLine }).toEqual({ code: 0, stderr: '', said: 'EFBIG' });
    expect(await readFile(path, 'utf8')).toBe('old');
    expect((await readdir(folder)).sort()).toEqual(['child.mjs', 'state.json']);
  });
});

describe('removeLeftovers', () => {
  it('removes the temporary files of this target only', async () => {
    const folder = await temporaryFolder();
    const names = [
      '.state.json.0123456789abcdef.tmp',
      '.state.json.ffffffffffffffff.tmp',
      '.other.json.0123456789abcdef.tmp',
      '.state.json.notes.tmp',
      'state.json',
    ];
    for (const name of names) await writeFile(join(folder, name), '');
    await removeLeftovers(join(folder, 'state.json'));
    expect((await readdir(folder)).sort()).toEqual([
      '.other.json.0123456789abcdef.tmp',
      '.state.json.notes.tmp',
      'state.json',
    ]);
  });

  it('follows no link, and a missing folder has none', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'precious'), 'kept');
    await symlink(join(folder, 'precious'), join(folder, '.state.json.0123456789abcdef.tmp'));
    await removeLeftovers(join(folder, 'state.json'));
    expect(await readdir(folder)).toEqual(['precious']);
    await expect(removeLeftovers(join(folder, 'nowhere/state.json'))).resolves.toBeUndefined();
  });
});
