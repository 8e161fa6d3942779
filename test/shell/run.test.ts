/** A program on this machine, run to its end: real programs, and every way in which there is no answer. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { defaults, resolveDefaults } from 'zx/core';
import type { ProgramOptions } from '../../src/shell/launch.ts';
import { type Run, run } from '../../src/shell/run.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';
import { isAlive, pidsIn, untilGone } from './processes.ts';
import { HOSTILE_WORDS } from './words.ts';

const node = process.execPath;
const folder = temporaryFolders();
const never = new AbortController().signal;
const options: ProgramOptions = { env: { PATH: process.env['PATH'] }, timeoutMs: 30_000, maxBytes: 1_000_000 };
const script = async (text: string, input = '', more: Partial<ProgramOptions> = {}, signal = never): Promise<Run> =>
  await run([node, '-e', text], input, { ...options, ...more }, signal);

test('what it says, and how it ends', async () => {
  const text = 'process.stdin.on("data", (x) => process.stdout.write(x)); console.error("hm"); process.exitCode = 3;';
  const input = '$(id) `id` "\'\n\u00fc';
  expect(await script(text, input)).toEqual({ kind: 'ended', exitCode: 3, stdout: input, stderr: 'hm\n' });
});

test('nothing to say to it, and nothing said', async () => {
  expect(await run(['cat'], '', options, never)).toEqual({ kind: 'ended', exitCode: 0, stdout: '', stderr: '' });
});

test('a program that does not listen to the end', async () => {
  expect(await script('process.stdin.destroy()', 'x'.repeat(900_000))).toMatchObject({ kind: 'ended', exitCode: 0 });
});

test.each(HOSTILE_WORDS)('the word %j arrives as it is: no shell', async (word) => {
  const answer = await run(
    [node, '-e', 'console.log(JSON.stringify(process.argv.slice(1)))', '--', word],
    '',
    options,
    never,
  );
  expect(answer).toMatchObject({ stdout: `${JSON.stringify([word])}\n` });
});

test('it is given the environment of its caller, and no other', async () => {
  const text = 'console.log(Object.keys(process.env).sort().join())';
  expect(await script(text, '', { env: { B: '1', A: '2', C: undefined } })).toMatchObject({ stdout: 'A,B\n' });
});

test('it never starts in our folder, where a stranger may have put a program', async () => {
  expect(await script('console.log(process.cwd())')).toMatchObject({ stdout: '/\n' });
});

test.each([
  [['partnerctl-nobody'], 'NOT_FOUND', 'partnerctl-nobody'],
  [[fileURLToPath(import.meta.url)], 'NOT_STARTED', 'EACCES'],
  [['echo', 'a\0b'], 'NOT_STARTED', 'ERR_INVALID_ARG_VALUE'],
  [[node, '-e', 'process.kill(process.pid, "SIGSEGV")'], 'KILLED', 'SIGSEGV'],
  [[node, '-e', 'process.stdout.write(Buffer.of(0x61, 0xff))'], 'NOT_TEXT', ''],
  [[node, '-e', 'process.stderr.write(Buffer.of(0xc3))'], 'NOT_TEXT', ''],
] as const)('%j: %s %s', async (argv, code, detail) => {
  expect(await run([...argv], '', options, never)).toEqual({ kind: 'no-answer', code, detail });
});

test('more words than the system takes', async () => {
  const answer = await run(['echo', 'x'.repeat(3_000_000)], '', options, never);
  expect(answer).toEqual({ kind: 'no-answer', code: 'NOT_STARTED', detail: 'E2BIG' });
});

/** Says its own process and that of a child which ignores signals; both stay for ever. */
const STAYING = `
  const child = require('node:child_process').spawn('sleep', ['1000'], { stdio: 'inherit' });
  require('node:fs').writeFileSync(process.argv[1], process.pid + ' ' + child.pid);
  process.on('SIGTERM', () => undefined);
  if (process.argv[2] === 'loud') setInterval(() => process.stdout.write('x'.repeat(1000)), 1);
  if (process.argv[2] === 'leaves') process.exit(5);
  setInterval(() => undefined, 1000);
`;

test.each(['TIMEOUT', 'ABORTED', 'TOO_LARGE'] as const)('%s: nothing of it is left', async (code) => {
  const file = join(await folder(), 'pids');
  const controller = new AbortController();
  const limits = { timeoutMs: code === 'TIMEOUT' ? 1500 : 30_000, maxBytes: 10_000 };
  const argv = [node, '-e', STAYING, file, code === 'TOO_LARGE' ? 'loud' : 'silent'] as const;
  const answer = run([...argv], '', { ...options, ...limits }, controller.signal);
  const both = await pidsIn(file, 2);
  expect(both.map(isAlive)).toEqual([true, true]);
  if (code === 'ABORTED') controller.abort();
  expect(await answer).toEqual({ kind: 'no-answer', code, detail: '' });
  await untilGone(both);
});

test('what it started and left behind ends with it, and is not waited for', async () => {
  const file = join(await folder(), 'pids');
  const answer = await run([node, '-e', STAYING, file, 'leaves'], '', options, never);
  expect(answer).toEqual({ kind: 'ended', exitCode: 5, stdout: '', stderr: '' });
  await untilGone(await pidsIn(file, 2));
});

test('who left the group is not ours to end, and holds nothing up', async () => {
  const file = join(await folder(), 'pids');
  const daemon = `require('node:child_process').spawn('setsid', ['sh', '-c', 'echo $$ > "$0"; exec sleep 1000', process.argv[1]], { stdio: 'inherit' }); setInterval(() => undefined, 1000)`;
  const answer = run([node, '-e', daemon, file], '', { ...options, timeoutMs: 1000 }, never);
  const [daemonPid = 0] = await pidsIn(file, 1);
  try {
    expect(await answer).toMatchObject({ code: 'TIMEOUT' });
    expect(isAlive(daemonPid)).toBe(true);
  } finally {
    process.kill(daemonPid, 'SIGKILL');
  }
});

test('aborted before it began: nothing is run', async () => {
  const reason = new Error('no more');
  await expect(run(['cat'], '', options, AbortSignal.abort(reason))).rejects.toBe(reason);
});

test('what ZX_… variables say is nothing to us', async () => {
  const before = { ...defaults };
  try {
    resolveDefaults(defaults, 'ZX_', {
      ...{ ZX_VERBOSE: 'true', ZX_TIMEOUT: '1ms', ZX_SHELL: 'false', ZX_PREFIX: 'false;', ZX_CWD: '/nowhere' },
    });
    expect(await run(['cat'], 'quiet', options, never)).toMatchObject({ stdout: 'quiet', stderr: '' });
  } finally {
    Object.assign(defaults, { cwd: undefined, prefix: undefined, timeout: undefined }, before);
  }
});
