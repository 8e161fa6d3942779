/** A program over there: a real sshd, everything that keeps us from it, and what is never done on the way. */
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import type { NoAnswerCode, ProgramOptions } from '../../src/shell/launch.ts';
import { type Run, run } from '../../src/shell/run.ts';
import { openSession } from '../../src/shell/session.ts';
import { type SshServer, startSshServer } from '../support/ssh-server.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';
import { pidsIn, untilGone } from './processes.ts';
import { HOSTILE_WORDS } from './words.ts';

const folder = temporaryFolders();
const node = process.execPath;
const never = new AbortController().signal;

let server: SshServer;
let temporary: string;
beforeAll(async () => {
  server = await startSshServer();
  temporary = mkdtempSync(join(tmpdir(), 'partnerctl-'));
  vi.stubEnv('TMPDIR', temporary);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  const left = readdirSync(temporary);
  rmSync(temporary, { recursive: true });
  await server.close();
  expect(left).toEqual([]);
});

type Words = readonly [string, ...string[]];

function options(more: Partial<ProgramOptions> = {}): ProgramOptions {
  return { host: server.host, env: server.env, timeoutMs: 30_000, maxBytes: 1_000_000, ...more };
}

async function there(argv: Words, input = '', more: Partial<ProgramOptions> = {}, signal = never): Promise<Run> {
  return await run(argv, input, options(more), signal);
}

function detailOf(answer: Run, code: NoAnswerCode): string {
  expect(answer).toMatchObject({ kind: 'no-answer', code });
  return answer.kind === 'no-answer' ? answer.detail : '';
}

test('what it says, and how it ends', async () => {
  const text = 'process.stdin.on("data", (x) => process.stdout.write(x)); console.error("hm"); process.exitCode = 3;';
  const input = '$(id) `id` "\'\n\u00fc';
  expect(await there([node, '-e', text], input)).toEqual({ kind: 'ended', exitCode: 3, stdout: input, stderr: 'hm\n' });
});

test('every word arrives as it is', async () => {
  const text = 'console.log(JSON.stringify(process.argv.slice(1)))';
  const answer = await there([node, '-e', text, '--', ...HOSTILE_WORDS]);
  expect(answer).toMatchObject({ stdout: `${JSON.stringify(HOSTILE_WORDS)}\n`, stderr: '' });
});

test('a host that is none is not tried', async () => {
  const answer = await there(['id'], '', { host: '-oProxyCommand=touch x' });
  expect(answer).toMatchObject({ kind: 'no-answer', code: 'HOST' });
});

test.each([
  ['refusing', /^\S+@\S+: Permission denied \(publickey\)\.$/],
  ['changed', / has changed and you have requested strict checking\. \/ Host key verification failed\.$/],
  ['unknown', /^No ED25519 host key is known for .* \/ Host key verification failed\.$/],
  ['absent', /^ssh: connect to host \S+ port 1: Connection refused$/],
] as const)('%s: nobody was logged in', async (name, reason) => {
  expect(detailOf(await there(['id'], '', { host: server[name] }), 'SSH')).toMatch(reason);
});

test('a name that leads nowhere', async () => {
  const answer = await there(['id'], '', { host: 'edge.invalid' });
  expect(detailOf(answer, 'SSH')).toContain('Could not resolve hostname edge.invalid');
});

test('somebody who answers the phone and says nothing: ssh gives up before we do', async () => {
  const silent = createServer();
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  onTestFinished(() => void silent.close());
  const { port } = silent.address() as { readonly port: number };
  const config = join(await folder(), 'config');
  writeFileSync(config, `Host edge-silent\nHostName 127.0.0.1\nPort ${port}\n`);
  const env = { ...server.env, PARTNERCTL_SSH_CONFIG: config };
  const answer = await there(['id'], '', { host: 'edge-silent', env, timeoutMs: 4000 });
  expect(detailOf(answer, 'SSH')).toContain('Connection timed out');
});

test('no ssh on this machine', async () => {
  const env = { ...server.env, PATH: '/nowhere' };
  expect(await there(['id'], '', { env })).toEqual({ kind: 'no-answer', code: 'NOT_FOUND', detail: 'ssh' });
});

test.each(['partnerctl-nobody', '-c'])('no program %s over there', async (program) => {
  expect(await there([program])).toEqual({ kind: 'no-answer', code: 'NOT_FOUND', detail: program });
});

test("255 is ssh's own word, unless the program says it", async () => {
  expect(await there(['sh', '-c', 'echo x; echo y >&2; exit 255'])).toEqual({
    ...{ kind: 'ended', exitCode: 255, stdout: 'x\n', stderr: 'y\n' },
  });
});

test('the connection breaks: what was begun may go on', async () => {
  const answer = await there(['sh', '-c', 'kill -9 $PPID; sleep 1000']);
  expect(detailOf(answer, 'LOST')).toContain('closed by remote host');
});

test.each(['TIMEOUT', 'ABORTED', 'TOO_LARGE'] as const)('%s: ssh is ended, and says so over there', async (code) => {
  const file = join(await folder(), 'pid');
  const controller = new AbortController();
  // reads: ends when nobody is there any more
  const text = `require('node:fs').writeFileSync(process.argv[1], String(process.pid)); process.stdin.resume();
    if (process.argv[2] === 'loud') setInterval(() => process.stdout.write('x'.repeat(1000)), 1);
    // as it does without us, once it finds nobody there
    process.stdin.on('end', () => setInterval(() => process.stdout.write('x'), 10));`;
  const limits = { timeoutMs: code === 'TIMEOUT' ? 2500 : 30_000, maxBytes: 100_000 };
  const loud = code === 'TOO_LARGE' ? 'loud' : 'quiet';
  const answer = there([node, '-e', text, file, loud], '', limits, controller.signal);
  const pids = await pidsIn(file, 1);
  if (code === 'ABORTED') controller.abort();
  expect(await answer).toEqual({ kind: 'no-answer', code, detail: '' });
  await untilGone(pids);
});

test('output that is no text', async () => {
  const answer = await there([node, '-e', 'process.stdout.write(Buffer.of(0xff))']);
  expect(answer).toEqual({ kind: 'no-answer', code: 'NOT_TEXT', detail: '' });
});

test('a configuration that would have us be careless', async () => {
  const place = await folder();
  const config = join(place, 'config');
  const careless = [
    'StrictHostKeyChecking no',
    `ControlMaster auto\nControlPath ${join(place, 'shared-%C')}\nControlPersist yes`,
    'ForwardAgent yes\nForwardX11 yes\nRemoteForward 127.0.0.1:1 127.0.0.1:1\nExitOnForwardFailure yes',
    `PermitLocalCommand yes\nLocalCommand touch ${join(place, 'local-command')}`,
    'RemoteCommand echo another\nRequestTTY force\nLogLevel QUIET',
  ];
  writeFileSync(config, `${careless.join('\n')}\n${readFileSync(server.configFile, 'utf8')}`);
  const env = { ...server.env, PARTNERCTL_SSH_CONFIG: config, SSH_AUTH_SOCK: join(place, 'agent') };
  const text = 'echo "$SSH_AUTH_SOCK$DISPLAY"; tty';
  expect(await there(['sh', '-c', text], '', { env })).toMatchObject({ stdout: '\nnot a tty\n' });
  expect(await there(['id'], '', { env, host: server.unknown })).toMatchObject({ code: 'SSH' });
  expect(readdirSync(place)).toEqual(['config']);
});

test('a banner is no part of what the program says, but stands before its complaints', async () => {
  const strict = await startSshServer({ banner: 'Keep out!\n', env: { GREETING: "it's you" } });
  onTestFinished(strict.close);
  const answer = await there(['sh', '-c', 'echo "$GREETING"; echo y >&2'], '', { env: strict.env });
  expect(answer).toEqual({ kind: 'ended', exitCode: 0, stdout: "it's you\n", stderr: 'Keep out!\ny\n' });
});

test('a session: several questions, one login', async () => {
  const text = `require('node:readline').createInterface({ input: process.stdin })
    .on('line', (line) => console.log('noise\\nBEGIN\\n' + line + process.pid + '\\nEND'));`;
  const session = openSession([node, '-e', text], options());
  onTestFinished(session.close);
  const marks = { begin: 'BEGIN', end: 'END' };
  const ask = async (question: string): Promise<string> => {
    const answer = await session.exchange(question, marks, never);
    return answer.kind === 'answer' ? answer.text : answer.code;
  };
  const first = await ask('');
  expect(await ask('two ')).toBe(`two ${first}`);
  expect(await ask('three ')).toBe(`three ${first}`);
  await session.close();
  await untilGone([Number(first)]);
});

test('a session that cannot begin', async () => {
  const session = openSession(['id'], options({ host: server.refusing }));
  const answer = await session.exchange('x', { begin: 'BEGIN', end: 'END' }, never);
  expect(answer).toMatchObject({ kind: 'no-answer', code: 'SSH' });
});
