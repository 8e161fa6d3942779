/** The journal on disk: whole lines at the end, for its owner only, never through a link. */
import { mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileJournal, type JournalLine } from '../../src/apply/journal.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';

const newFolder = temporaryFolders();

const line = (details: Readonly<Record<string, unknown>> = {}): JournalLine => ({
  at: '2030-01-01T00:00:00.000Z',
  run: 'run-1',
  deployment: 'edge-eu',
  event: 'begin',
  actor: 'alice',
  workspace: null,
  commit: null,
  plan: 'sha256:00',
  ...details,
});

async function linesOf(path: string): Promise<readonly unknown[]> {
  const text = await readFile(path, 'utf8');
  expect(text.endsWith('\n')).toBe(true);
  return text
    .split('\n')
    .slice(0, -1)
    .map((each): unknown => JSON.parse(each));
}

describe('fileJournal', () => {
  it('makes the file with its folder, readable for its owner only', async () => {
    const path = join(await newFolder(), '.partnerctl', 'journal.jsonl');
    await fileJournal(path, 'run-1').append([line()]);
    expect(await linesOf(path)).toEqual([line()]);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('adds to what is there, also when it is not its own', async () => {
    const path = join(await newFolder(), 'journal.jsonl');
    await writeFile(path, '{"old":true}\n');
    await fileJournal(path, 'run-1').append([line({ event: 'begin' }), line({ event: 'end' })]);
    expect(await linesOf(path)).toEqual([{ old: true }, line({ event: 'begin' }), line({ event: 'end' })]);
  });

  it('keeps one entry on one line, whatever a server said', async () => {
    const path = join(await newFolder(), 'journal.jsonl');
    const hostile = 'first\nsecond\r\u2028\u001b[31m"}';
    await fileJournal(path, 'run-1').append([line({ error: hostile })]);
    expect(await linesOf(path)).toEqual([line({ error: hostile })]);
  });

  it('lines of many writers at once never mix', async () => {
    const path = join(await newFolder(), 'journal.jsonl');
    const writers = Array.from({ length: 20 }, (_, writer) =>
      fileJournal(path, 'run-1').append([line({ writer, padding: 'x'.repeat(20_000) }), line({ writer })]),
    );
    await Promise.all(writers);
    expect(await linesOf(path)).toHaveLength(40);
  });

  it.each([
    { case: 'a link, wherever it leads', make: (path: string) => symlink(`${path}.elsewhere`, path) },
    { case: 'a folder', make: (path: string) => mkdir(path) },
  ])('refuses $case', async ({ make }) => {
    const path = join(await newFolder(), 'journal.jsonl');
    await make(path);
    await expect(fileJournal(path, 'run-1').append([line()])).rejects.toMatchObject({ code: 'journal-unwritable' });
    await expect(stat(`${path}.elsewhere`)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('says why it cannot write', async () => {
    const folder = await newFolder();
    await writeFile(join(folder, 'file'), '');
    const path = join(folder, 'file', 'journal.jsonl');
    await expect(fileJournal(path, 'run-1').append([line()])).rejects.toThrow(
      /^the journal \(file\/journal\.jsonl\) cannot be written: (?:something else is in its place|a part of the path is not a folder)$/,
    );
  });
});
