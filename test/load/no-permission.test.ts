/** Files that may not be read. root may read everything, so the reading is done by somebody else. */
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { beforeAll, expect, test } from 'vitest';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';

const NOBODY = 65_534;
const newFolder = temporaryFolders();
let program = '';

/** The real reader, in one text: another user may not see this repository, nor its node_modules. */
beforeAll(async () => {
  const bundled = await build({
    stdin: {
      contents: `import { load } from './src/load/load.ts';
        if (process.getuid() === 0) process.setuid(${NOBODY});
        const { workspace, diagnostics } = load({ root: process.argv[2] });
        console.log(JSON.stringify({ partners: workspace.partners.length, diagnostics }));`,
      resolveDir: fileURLToPath(new URL('../..', import.meta.url)),
      loader: 'ts',
    },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    write: false,
    logLevel: 'silent',
  });
  program = bundled.outputFiles[0]?.text ?? '';
});

function loadAsNobody(root: string) {
  const output = execFileSync(process.execPath, ['-', root], { input: program, encoding: 'utf8', cwd: '/' });
  return JSON.parse(output) as { partners: number; diagnostics: Diagnostic[] };
}

const NO_PERMISSION = {
  code: 'unreadable-file',
  severity: 'error',
  message: 'it may not be read (no permission)',
  hint: 'give the user that runs partnerctl read access',
};

test('a partner file, the configuration', async () => {
  const root = await newFolder();
  await chmod(root, 0o755);
  await mkdir(join(root, 'partners'));
  await writeFile(join(root, 'partners/a.example.yaml'), 'domain: a.example\npartnerType: Federated\n');
  await writeFile(join(root, 'partners/b.example.yaml'), 'domain: b.example\npartnerType: Federated\n');
  await writeFile(join(root, 'partnerctl.yaml'), 'workspace: x\n');
  expect(loadAsNobody(root)).toEqual({ partners: 2, diagnostics: [] });
  await chmod(join(root, 'partners/a.example.yaml'), 0);
  await chmod(join(root, 'partnerctl.yaml'), 0);
  const { partners, diagnostics } = loadAsNobody(root);
  expect(partners).toBe(1);
  expect(diagnostics).toMatchObject([
    { ...NO_PERMISSION, range: { file: 'partnerctl.yaml', start: { line: 1, column: 1 } } },
    { ...NO_PERMISSION, range: { file: 'partners/a.example.yaml', start: { line: 1, column: 1 } } },
  ]);
});

test('partners/ itself: a finding, and not an empty folder', async () => {
  const root = await newFolder();
  await chmod(root, 0o755);
  await mkdir(join(root, 'partners'), { mode: 0 });
  expect(loadAsNobody(root).diagnostics).toMatchObject([{ ...NO_PERMISSION, range: { file: 'partners' } }]);
  await chmod(join(root, 'partners'), 0o755);
});
