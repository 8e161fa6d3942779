/** What is said to ssh, and what is understood of it; test/shell/remote.ssh.test.ts asks a real one. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { run } from '../../src/shell/run.ts';
import { lastLines } from '../../src/shell/said.ts';
import { remoteWord, sshArguments, sshEnd } from '../../src/shell/ssh.ts';
import { HOSTILE_WORDS } from './words.ts';

const options = { env: { PATH: process.env['PATH'] }, timeoutMs: 30_000, maxBytes: 10_000_000 };

/** What a shell makes of words, as the program gets them. */
async function through(shell: string, words: readonly string[]): Promise<unknown> {
  const text = 'process.stdout.write(JSON.stringify(process.argv.slice(1)))';
  const line = [process.execPath, '-e', text, '--', ...words].map(remoteWord).join(' ');
  const answer = await run([shell, '-c', line], '', options, new AbortController().signal);
  return answer.kind === 'ended' ? JSON.parse(answer.stdout) : answer;
}

describe.each(['sh', 'bash'])('a word for %s', (shell) => {
  test('arrives as it is', async () => {
    expect(await through(shell, HOSTILE_WORDS)).toEqual(HOSTILE_WORDS);
    const word = fc.string({ unit: 'grapheme', maxLength: 30 }).filter((text) => !text.includes('\0'));
    const words = fc.array(word, { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(words, async (some) => {
        expect(await through(shell, some)).toEqual(some);
      }),
      { numRuns: 20 },
    );
  });
});

test.each(['powershell.exe', '-NoLogo', '-File', '/usr/sbin/ejabberdctl', 'reload_config', '--no-timeout', 'a=b'])(
  '%s is plain, to every shell',
  (word) => {
    expect(remoteWord(word)).toBe(word);
  },
);

test('asks nothing, trusts no unknown key, shares no connection, and forwards nothing', () => {
  const said = sshArguments({ host: 'edge-1', argv: ['true'], env: {}, timeoutMs: 30_000, log: '/tmp/log' }).join(' ');
  // without agent, X11 and GSSAPI: ClearAllForwardings=yes is only for ports and sockets (ssh_config(5))
  expect(said).toMatch(/^ssh -T -a -x -k /);
  for (const option of [
    'BatchMode=yes',
    'StrictHostKeyChecking=yes',
    'UpdateHostKeys=no',
    'ControlMaster=no',
    'ControlPath=none',
    'ClearAllForwardings=yes',
    'Tunnel=no',
    'PermitLocalCommand=no',
    'RemoteCommand=none',
  ])
    expect(said).toContain(` -o ${option} `);
});

test('the person’s configuration says where; ours comes first, and one command comes last', () => {
  const command = { host: 'edge-1', argv: ['id', '-u x'], timeoutMs: 60_000, log: '/l' };
  const found = sshArguments({ ...command, env: {} });
  expect(found.slice(0, 2)).toEqual(['ssh', '-T']);
  expect(found.slice(-4)).toEqual(['ConnectTimeout=10', '--', 'edge-1', "id '-u x'"]);
  expect(found).toContain('StrictHostKeyChecking=yes');
  expect(sshArguments({ ...command, env: { PARTNERCTL_SSH_CONFIG: '/c' } }).slice(0, 3)).toEqual(['ssh', '-F', '/c']);
  expect(sshArguments({ ...command, env: { PARTNERCTL_SSH_CONFIG: '' } })).toEqual(found);
  expect(sshArguments({ ...command, env: {}, timeoutMs: 1000 })).toContain('ConnectTimeout=1');
});

const IN = 'Authenticated to edge-1 ([192.0.2.1]:22) using "publickey".\r\n';
const BYE =
  'Transferred: sent 3000, received 2900 bytes, in 0.1 seconds\r\nBytes per second: sent 1.0, received 1.0\r\n';

test.each([
  ['any other code', 1, '', '', { kind: 'program' }],
  ['a program that says 255', 255, IN + BYE, 'oops\n', { kind: 'program' }],
  ['nobody logged in', 255, 'no route\r\n', '', { kind: 'never-began', detail: 'no route' }],
  ['nobody logged in, and ssh wrote no log', 255, '', 'usage: ssh\n', { kind: 'never-began', detail: 'usage: ssh' }],
  [
    'a broken pipe',
    255,
    `${IN}client_loop: send disconnect: Broken pipe\r\n`,
    '',
    { kind: 'lost', detail: 'client_loop: send disconnect: Broken pipe' },
  ],
  [
    'a server that went',
    255,
    IN,
    'x\nConnection to h closed by remote host.\r\n',
    { kind: 'lost', detail: 'Connection to h closed by remote host.' },
  ],
] as const)('%s', (_, exitCode, log, stderr, end) => {
  expect(sshEnd(exitCode, log, stderr)).toEqual(end);
});

test.each([
  ['', ''],
  ['one\n', 'one'],
  ['a\r\n\r\n b \nc\n', 'b / c'],
  ['x\u001b[31m\u202ey', 'x\\u{1b}[31m\\u{202e}y'],
  [`${'long '.repeat(100)}end`, expect.stringMatching(/^….{300}$/)],
])('the last lines of %j', (text, said) => {
  expect(lastLines(text)).toEqual(said);
});
