import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeImport } from '../../src/adopt/write-import.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';

const folder = temporaryFolders();

test('a file that came or changed meanwhile is kept and reported, and the others are written', async () => {
  const root = await folder();
  const path = (domain: string) => join(root, `partners/${domain}.yaml`);
  const place = (domain: string) => ({ domain, file: `partners/${domain}.yaml` });
  await mkdir(join(root, 'partners'));
  await writeFile(path('came.example'), 'somebody else’s');
  await writeFile(path('changed.example'), 'changed');
  await writeFile(path('same.example'), '\ufeffbefore');

  const result = await writeImport(root, {
    writes: [
      { ...place('came.example'), text: 'ours' },
      { ...place('new.example'), text: 'ours' },
    ],
    edits: [
      { ...place('changed.example'), before: 'before', after: 'after' },
      { ...place('same.example'), before: 'before', after: 'after' },
    ],
  });
  expect(result.written).toEqual([place('new.example')]);
  expect(result.updated).toEqual([place('same.example')]);
  expect(result.diagnostics).toMatchObject([
    { code: 'file-name', severity: 'error', message: 'partners/came.example.yaml exists already' },
    { severity: 'error', message: 'partners/changed.example.yaml was changed meanwhile' },
  ]);
  expect(await readFile(path('came.example'), 'utf8')).toBe('somebody else’s');
  expect(await readFile(path('changed.example'), 'utf8')).toBe('changed');
  expect(await readFile(path('new.example'), 'utf8')).toBe('ours');
  expect(await readFile(path('same.example'), 'utf8')).toBe('\ufeffafter');
});
