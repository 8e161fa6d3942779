/** A program that stays: questions, answers, and everything that can come in between. */
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { ProgramOptions } from '../../src/shell/launch.ts';
import { openSession, type Session } from '../../src/shell/session.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';
import { isAlive, pidsIn, untilGone } from './processes.ts';

const folder = temporaryFolders();
const never = new AbortController().signal;
const options: ProgramOptions = { env: { PATH: process.env['PATH'] }, timeoutMs: 30_000, maxBytes: 100_000 };
const marks = { begin: 'BEGIN', end: 'END' };

/** A program that runs each line it reads as JavaScript; `answer` puts its words between the marks. */
const PROGRAM = `
  const say = (text) => process.stdout.write(text);
  const answer = (text) => say('BEGIN\\n' + text + '\\nEND\\n');
  if (process.argv[1]) {
    const child = require('node:child_process').spawn('sleep', ['1000'], { stdio: 'inherit' });
    require('node:fs').writeFileSync(process.argv[1], process.pid + ' ' + child.pid);
  }
  require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => eval(line));
`;

function open(more: Partial<ProgramOptions> = {}, ...args: readonly string[]): Session {
  const session = openSession([process.execPath, '-e', PROGRAM, ...args], { ...options, ...more });
  onTestFinished(session.close);
  return session;
}

test('several questions to one process', async () => {
  const session = open();
  expect(await session.exchange('globalThis.n = 0; answer(process.pid)', marks, never)).toMatchObject({
    kind: 'answer',
  });
  const answers = ['a', 'b', 'c'].map(async (word) => await session.exchange(`answer('${word}' + ++n)`, marks, never));
  expect(await Promise.all(answers)).toEqual(['a1', 'b2', 'c3'].map((text) => ({ kind: 'answer', text })));
});

test.each([
  ['noise around it', "say('\\nWARNING: hm\\nEND\\n'); answer('x'); say('BEGINNING\\nBEGIN\\nfalse\\nEND\\n')", 'x'],
  ['the ends of lines that Windows has', "say('\\ufeffBEGIN\\r\\nx\\r\\ny\\r\\nEND\\r\\n')", 'x\ny'],
  ['nothing', "say('BEGIN\\nEND\\n')", ''],
  ['marks within lines', "say('BEGIN\\n BEGIN\\nthe END\\nEND\\n')", ' BEGIN\nthe END'],
  ['noise that is no text', "say(Buffer.of(0xff, 0x0a)); answer('\u00fc')", '\u00fc'],
  ['pieces', "say('BEG'); setTimeout(() => { say('IN\\nx'); setTimeout(() => say('\\nEND\\n'), 5) }, 5)", 'x'],
  ['much that is bounded', "answer('y'.repeat(99000))", 'y'.repeat(99_000)],
])('the answer in %s', async (_, question, text) => {
  const session = open();
  expect(await session.exchange(question, marks, never)).toEqual({ kind: 'answer', text });
  expect(await session.exchange("say('MORE\\nand on\\nEND\\n')", { ...marks, begin: 'MORE' }, never)).toEqual({
    kind: 'answer',
    text: 'and on',
  });
});

test.each([
  [
    'it ends before it answers',
    "say('BEGIN\\nhalf'); console.error('oh\\u001b no'); process.exit(7)",
    'ENDED',
    'exit 7: oh\\u{1b} no',
  ],
  ['it is killed', "process.kill(process.pid, 'SIGKILL')", 'KILLED', 'SIGKILL'],
  ['it never answers', '', 'TIMEOUT', ''],
  ['it never says that the answer is over', "say('BEGIN\\nhalf\\n')", 'TIMEOUT', ''],
  ['it says too much', "say('x'.repeat(200000))", 'TOO_LARGE', ''],
  ['its answer is no text', 'say(Buffer.from("BEGIN\\n\\xff\\nEND\\n", "latin1"))', 'NOT_TEXT', ''],
])('%s: no answer, and the session is over', async (_, question, code, detail) => {
  const file = join(await folder(), 'pids');
  const session = open({ timeoutMs: code === 'TIMEOUT' ? 1000 : 30_000 }, file);
  const answers = [session.exchange(question, marks, never), session.exchange("answer('late')", marks, never)];
  const pids = await pidsIn(file, 2);
  expect(await Promise.all(answers)).toEqual([
    { kind: 'no-answer', code, detail },
    { kind: 'no-answer', code: 'CLOSED', detail: 'it had given no answer before' },
  ]);
  await untilGone(pids);
});

test('it ends between two questions', async () => {
  const session = open();
  await session.exchange("answer('bye'); process.stdin.destroy()", marks, never);
  expect(await session.exchange('', marks, never)).toEqual({ kind: 'no-answer', code: 'ENDED', detail: 'exit 0' });
});

test('aborted while it is waited for: it is ended', async () => {
  const file = join(await folder(), 'pids');
  const session = open({}, file);
  const controller = new AbortController();
  const answer = session.exchange('', marks, controller.signal);
  const pids = await pidsIn(file, 2);
  controller.abort();
  expect(await answer).toEqual({ kind: 'no-answer', code: 'ABORTED', detail: '' });
  await untilGone(pids);
});

test('aborted before it was asked: nothing is asked, and the session goes on', async () => {
  const session = open();
  const reason = new Error('no more');
  await expect(session.exchange('process.exit()', marks, AbortSignal.abort(reason))).rejects.toBe(reason);
  expect(await session.exchange("answer('x')", marks, never)).toEqual({ kind: 'answer', text: 'x' });
});

test('a question is one line, or it is a mistake of ours', async () => {
  await expect(open().exchange('a\nb', marks, never)).rejects.toThrow(TypeError);
});

test('closed: the process and what it started are gone', async () => {
  const file = join(await folder(), 'pids');
  const session = open({}, file);
  await session.exchange("answer('x')", marks, never);
  const pids = await pidsIn(file, 2);
  expect(pids.map(isAlive)).toEqual([true, true]);
  await session.close();
  await session.close();
  await untilGone(pids);
  expect(await session.exchange('', marks, never)).toEqual({ kind: 'no-answer', code: 'CLOSED', detail: '' });
});

test('a program that is not there', async () => {
  const session = openSession(['partnerctl-nobody'], options);
  expect(await session.exchange('', marks, never)).toEqual({
    kind: 'no-answer',
    code: 'NOT_FOUND',
    detail: 'partnerctl-nobody',
  });
});
