/** An export instead of a connection: read whole or not at all, never written; and the options that exclude each other. */
import { mkdir, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openLyncAdapter } from '../../../src/adapters/lync/adapter.ts';
import type { PartnerSettings } from '../../../src/model/partner.ts';
import { adapterContext } from '../../support/adapter-context.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';
import { EXAMPLES, fabrikam, plain } from '../contract/examples.ts';
import { add, read, sorted, write } from '../contract/harness.ts';
import { exportText } from './export-text.ts';

const temporaryFolder = temporaryFolders();
const PATH = '.partnerctl/lync-partners.json';

async function withExport(text: string | Buffer, bytes?: number) {
  const root = await temporaryFolder();
  await mkdir(join(root, '.partnerctl'));
  await writeFile(join(root, PATH), text);
  // a hole, which takes no room
  if (bytes !== undefined) await truncate(join(root, PATH), bytes);
  return openLyncAdapter(adapterContext(root, { deployment: 'lync-2', options: { export: PATH } }));
}

describe('an export', () => {
  it('is read as the session would read it', async () => {
    const adapter = await withExport(exportText(EXAMPLES));
    expect(sorted((await read(adapter)).partners)).toEqual(sorted(EXAMPLES));
    expect((await read(await withExport(`\ufeff${exportText([])}`))).partners).toEqual([]);
  });

  it('has the revision of its partners, whatever their order', async () => {
    const one = await read(await withExport(exportText([fabrikam, plain])));
    const other = await read(await withExport(exportText([plain, fabrikam], '2031-01-01T00:00:00Z')));
    expect(other.revision).toBe(one.revision);
  });

  it('is never written: the error says what to do instead', async () => {
    const adapter = await withExport(exportText([]));
    await expect(write(adapter, [add(plain)])).rejects.toMatchObject({
      operation: 'write',
      code: 'read-only-export',
      retryable: false,
      hint: 'print the plan as a script, with `partnerctl plan --format powershell`, and run that on the server',
    });
  });

  const whole = exportText([fabrikam]);
  const strange = (changes: Record<string, unknown>) =>
    exportText([{ ...plain, ...changes } as unknown as PartnerSettings]);
  it.each<readonly [string, string | Buffer, RegExp]>([
    ['is empty', '', /line 1/],
    ['is cut off', whole.slice(0, whole.length / 2), /line \d+, column \d+/],
    ['is another JSON', '{"partners":[]}', /formatVersion/],
    ['is a newer one', whole.replace('"formatVersion":1', '"formatVersion":2'), /formatVersion is none of 1/],
    ['says that it is not complete', whole.replace('"complete":true', '"complete":false'), /complete/],
    ['says nothing of its time', whole.replace(/"exportedAt":"[^"]*"/, '"exportedAt":"today"'), /exportedAt/],
    [
      'was made on no day',
      whole.replace(/"exportedAt":"[^"]*"/, '"exportedAt":"2026-13-41T00:00:00Z"'),
      /exportedAt is no time/,
    ],
    ['has a key twice', whole.replace('"complete":true', '"complete":true,"complete":true'), /twice/],
    ['has a partner with a limit of 0', strange({ connectionLimit: 0 }), /plain\.example.*connectionLimit/],
    ['has a domain twice', exportText([plain, plain]), /stands already/],
    ['was written by >', Buffer.from(`\ufeff${whole}`, 'utf16le'), /UTF-16/],
    ['is no text', Buffer.from([0x7b, 0xff, 0x7d]), /no text/],
  ])('that %s is not taken', async (_, text, words) => {
    const adapter = await withExport(text);
    await expect(read(adapter)).rejects.toMatchObject({
      operation: 'read',
      code: 'unreadable-state',
      message: expect.stringMatching(words) as string,
    });
  });

  it('that is not there, a folder or a link is an error, never an empty deployment', async () => {
    const root = await temporaryFolder();
    await mkdir(join(root, 'folder'));
    await writeFile(join(root, 'real.json'), exportText([]));
    await symlink('real.json', join(root, 'link.json'));
    for (const path of ['missing.json', 'folder', 'link.json']) {
      const adapter = await openLyncAdapter(adapterContext(root, { options: { export: path } }));
      await expect(read(adapter)).rejects.toMatchObject({ code: 'unreadable-state' });
    }
  });

  it('that is larger than any is not read at all', async () => {
    const adapter = await withExport('', 128 * 1024 * 1024 + 1);
    await expect(read(adapter)).rejects.toMatchObject({
      message: expect.stringMatching(/it has 134217729 bytes, and no export has more/) as string,
    });
  });

  it('stays inside the repository', async () => {
    const context = adapterContext(await temporaryFolder(), { options: { export: '../lync.json' } });
    await expect(openLyncAdapter(context)).rejects.toMatchObject({ code: 'unsafe-path', operation: 'open' });
  });
});

describe('options', () => {
  it.each([
    [{ export: PATH, host: 'admin-1' }, /export and host exclude each other/],
    [{ export: PATH, shell: 'pwsh' }, /export and shell/],
    [{ export: PATH, timeout: 5 }, /export and timeout/],
    [{ shell: 'powershell.exe -File x.ps1' }, /is no PowerShell/],
    [{ shell: '-Command' }, /is no PowerShell/],
    [{ shell: 'a;b' }, /is no PowerShell/],
    [{ shell: '' }, /is no PowerShell/],
    [{ shell: '/bin/sh' }, /is no PowerShell/],
    [{ shell: 'bin/pwsh' }, /is no PowerShell/],
    [{ shell: './pwsh' }, /is no PowerShell/],
    [{ shell: '\\\\evil.example\\share\\pwsh.exe' }, /is no PowerShell/],
    [{ shell: '//evil.example/share/pwsh.exe' }, /is no PowerShell/],
    [{ shell: '/opt/pwsh/run' }, /is no PowerShell/],
    [{ shell: '/nowhere/pwsh' }, /is a file of the repository/],
    [{ shell: '/opt/../nowhere/tools/pwsh' }, /is a file of the repository/],
    [{ shell: 'C:\\powershell.exe', host: 'admin-1' }, /would not reach admin-1 as it is/],
  ])('%j are refused when the deployment is opened', async (options, words) => {
    await expect(openLyncAdapter(adapterContext('/nowhere', { options }))).rejects.toMatchObject({
      operation: 'open',
      code: 'bad-options',
      message: expect.stringMatching(words) as string,
    });
  });

  it.each([
    'powershell.exe',
    'pwsh',
    'PowerShell.exe',
    '/usr/bin/pwsh',
    '/nowhere-else/pwsh',
    'C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe',
  ])('shell may be %s', async (shell) => {
    const adapter = await openLyncAdapter(adapterContext('/nowhere', { options: { shell } }));
    await adapter.close();
  });

  it.each(['-oProxyCommand=x', 'admin@host', 'host:22', 'ssh://host', 'HOST', 'a b'])(
    'host %j is refused before anything is started',
    async (host) => {
      const adapter = await openLyncAdapter(adapterContext('/nowhere', { options: { host }, env: {} }));
      await expect(read(adapter)).rejects.toMatchObject({ code: 'bad-options' });
    },
  );
});
