/** The built program as a process: the version, closed pipes, signals, exit codes. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import { parsePage, textOf } from '../render/support/page.ts';
import { BASICS, partnerFiles, STATE } from '../support/example.ts';
import { gitOnPath } from '../support/git-on-path.ts';
import { gitRepositories, ISOLATED_ENVIRONMENT } from '../support/git-repository.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';

const BIN = fileURLToPath(new URL('../../dist/bin.js', import.meta.url));
const repository = gitRepositories();
const temporaryFolder = temporaryFolders();
const partnerctl = (argv: readonly string[], cwd: string) =>
  spawnSync(process.execPath, [BIN, ...argv], { cwd, encoding: 'utf8', env: ISOLATED_ENVIRONMENT });

async function example() {
  const repo = await repository();
  repo.commit('Partners', { ...BASICS, ...partnerFiles('a.example') });
  return repo;
}

describe('the built program', () => {
  it('knows its version, as package.json has it', () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    for (const option of ['--version', '-V']) {
      expect(partnerctl([option], '/')).toMatchObject({ status: 0, stdout: `${version}\n`, stderr: '' });
    }
  });

  it('lints, plans and applies', async () => {
    const repo = await example();
    expect(partnerctl(['lint'], repo.root)).toMatchObject({ status: 0, stderr: '' });
    expect(partnerctl(['plan', '--detailed-exitcode'], repo.root)).toMatchObject({ status: 2, stderr: '' });
    expect(partnerctl(['apply', '--yes'], repo.root)).toMatchObject({ status: 0, stderr: '' });
    expect(partnerctl(['plan', '--detailed-exitcode'], repo.root)).toMatchObject({ status: 0, stderr: '' });
    expect(partnerctl(['plam'], repo.root)).toMatchObject({ status: 64, stdout: '' });
  });

  it('ends in silence when its output is closed early', async () => {
    const repo = await repository();
    repo.write({ ...BASICS, ...partnerFiles(...Array.from({ length: 400 }, (_, index) => `p${index}.example`)) });
    const child = spawn(process.execPath, [BIN, 'plan', '--format', 'json'], {
      cwd: repo.root,
      env: ISOLATED_ENVIRONMENT,
    });
    const errors: Buffer[] = [];
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
    child.stdout.once('data', () => child.stdout.destroy());
    await once(child, 'close');
    expect(Buffer.concat(errors).toString()).toBe('');
  });

  it.each([
    ['SIGINT', 130, 'json'],
    ['SIGTERM', 143, 'json'],
    ['SIGINT', 130, 'html'],
  ] as const)('answers completely also when %s ends it (%i, %s)', async (signal, code, format) => {
    const repo = await example();
    const folder = await temporaryFolder();
    const asked = join(folder, 'asked');
    const PATH = gitOnPath(folder, `: > '${asked}'; exec sleep 5`);
    const child = spawn(process.execPath, [BIN, 'plan', '--format', format], {
      cwd: repo.root,
      env: { ...ISOLATED_ENVIRONMENT, PATH },
    });
    const output: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    await vi.waitFor(() => expect(existsSync(asked)).toBe(true), { timeout: 4000 });
    child.kill(signal);
    const [status] = (await once(child, 'close')) as [number | null];
    expect(status).toBe(code);
    const text = Buffer.concat(output).toString();
    if (format === 'html') expect(textOf(parsePage(text))).toContain(`interrupted by ${signal}`);
    else expect(JSON.parse(text)).toMatchObject({ formatVersion: 1, error: { code: 'interrupted' } });
  });

  it.each([
    ['Ctrl-C', '\u0003', 130, 'nothing was written'],
    ['no', 'no\n', 1, 'nothing was written'],
    ['yes', 'yes\n', 0, 'local: 1 applied, verified'],
  ])('on a real terminal asks, and %s is answered', async (_, typed, code, said) => {
    const repo = await example();
    const { status, screen } = await onTerminal(`${process.execPath} ${BIN} apply`, repo.root, 'Type yes: ', typed);
    expect(screen).toContain(said);
    expect(status).toBe(code);
    expect(existsSync(join(repo.root, STATE))).toBe(code === 0);
  });
});

/** script(1) makes the terminal; types once the question is there. */
async function onTerminal(command: string, cwd: string, question: string, typed: string) {
  const child = spawn('script', ['--quiet', '--flush', '--return', '--command', command, '/dev/null'], {
    cwd,
    env: ISOLATED_ENVIRONMENT,
  });
  let screen = '';
  let answered = false;
  child.stdout.on('data', (chunk: Buffer) => {
    screen += chunk.toString();
    if (answered || !screen.includes(question)) return;
    answered = true;
    child.stdin.write(typed);
  });
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, screen };
}
