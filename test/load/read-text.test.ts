/** Bytes on a disk: what is read, and what is refused, on real files. */
import { execFileSync } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MAX_FILE_BYTES, readText } from '../../src/load/read-text.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';

const newFolder = temporaryFolders();
/** POSIX; Node cannot make one. */
const MAKE_PIPE = 'mkfifo';

async function readBytes(bytes: string | Uint8Array) {
  const path = join(await newFolder(), 'x.yaml');
  await writeFile(path, bytes);
  return readText(path, 'partners/x.yaml');
}

const at = (line: number, column: number, width = 0) => ({
  file: 'partners/x.yaml',
  start: { line, column },
  end: { line, column: column + width },
});

describe('is read', () => {
  test.each([
    ['UTF-8', 'domain: bücher.example 🙂\n', 'domain: bücher.example 🙂\n'],
    ['a byte order mark, which is not part of the text', '\ufeffdomain: x\n', 'domain: x\n'],
    ['only the first of two', '\ufeff\ufeffx', '\ufeffx'],
    ['CRLF', 'a: 1\r\n', 'a: 1\r\n'],
    ['a replacement character that is really there', 'a: \ufffd\n', 'a: \ufffd\n'],
    ['nothing', '', ''],
    ['the largest file', 'x'.repeat(MAX_FILE_BYTES), 'x'.repeat(MAX_FILE_BYTES)],
  ])('%s', async (_, bytes, text) => {
    expect(await readBytes(bytes)).toEqual({ text });
  });
});

describe('is refused at the first wrong byte', () => {
  test.each([
    ['Latin-1', [0x61, 0x0a, 0x62, 0xfc, 0x63], at(2, 2, 1), 'byte 0xFC'],
    ['a character cut short', [0x61, 0xe2, 0x82], at(1, 2, 1), 'byte 0xE2'],
    ['a surrogate in UTF-8', [0xed, 0xa0, 0x80], at(1, 1, 1), 'byte 0xED'],
    ['an overlong form', [0xc0, 0xaf], at(1, 1, 1), 'byte 0xC0'],
    ['behind a replacement character', [0xef, 0xbf, 0xbd, 0xff], at(1, 2, 1), 'byte 0xFF'],
    ['behind a byte order mark', [0xef, 0xbb, 0xbf, 0x61, 0xff], at(1, 2, 1), 'byte 0xFF'],
    ['behind a wide character', [0xf0, 0x9f, 0x99, 0x82, 0xff], at(1, 3, 1), 'byte 0xFF'],
  ])('%s', async (_, bytes, range, byte) => {
    expect(await readBytes(Uint8Array.from(bytes))).toMatchObject({
      finding: { code: 'unreadable-file', severity: 'error', message: `it is not UTF-8 (${byte})`, range },
    });
  });

  test('UTF-16 is recognised', async () => {
    expect(await readBytes(Buffer.from('\ufeffdomain: x\n', 'utf16le'))).toMatchObject({
      finding: { hint: 'it looks like UTF-16: save the file as UTF-8' },
    });
  });
});

describe('is refused as a whole', () => {
  test.each([
    [MAX_FILE_BYTES + 1, 'it has 65,537 bytes'],
    [1024 * 1024, 'it has 1,048,576 bytes'],
  ])('%i bytes', async (size, message) => {
    expect(await readBytes('#'.repeat(size))).toMatchObject({
      finding: { code: 'unreadable-file', message, range: at(1, 1) },
    });
  });

  test('a folder, a link, a pipe, nothing', async () => {
    const folder = await newFolder();
    await mkdir(join(folder, 'folder.yaml'));
    await writeFile(join(folder, 'real.yaml'), 'domain: x\n');
    await symlink('real.yaml', join(folder, 'link.yaml'));
    await symlink('folder.yaml', join(folder, 'folder-link.yaml'));
    await symlink('loop.yaml', join(folder, 'loop.yaml'));
    execFileSync(MAKE_PIPE, [join(folder, 'pipe.yaml')]);
    const messages = (name: string) => readText(join(folder, name), name);
    expect(messages('folder.yaml')).toMatchObject({ finding: { message: 'it is a folder' } });
    expect(messages('link.yaml')).toMatchObject({ finding: { message: 'it is a symbolic link' } });
    expect(messages('folder-link.yaml')).toMatchObject({ finding: { message: 'it is a symbolic link' } });
    expect(messages('loop.yaml')).toMatchObject({ finding: { message: 'it is a symbolic link' } });
    expect(messages('pipe.yaml')).toMatchObject({ finding: { message: 'it is not a regular file' } });
    expect(messages('nosuch.yaml')).toMatchObject({ finding: { message: 'there is no such file' }, missing: true });
    expect(messages('real.yaml/x.yaml')).toMatchObject({ finding: { message: 'it cannot be read (ENOTDIR)' } });
  });
});
