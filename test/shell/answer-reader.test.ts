/** The answer between two marks, however it comes in pieces, and whatever stands around it. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Answer, AnswerReader } from '../../src/shell/answer-reader.ts';

const MARKERS = { begin: 'begin 1', end: 'end 1' };

function heard(pieces: readonly (string | Buffer)[]): Answer | undefined {
  const reader = new AnswerReader(MARKERS);
  for (const piece of pieces) {
    const answer = reader.read(Buffer.from(piece));
    if (answer !== undefined) return answer;
  }
  return undefined;
}

test.each([
  ['nothing', 'begin 1\nend 1\n', ''],
  ['one line', 'begin 1\n{}\nend 1\n', '{}'],
  ['several, as Windows ends them', 'begin 1\r\na\r\n\r\nb\r\nend 1\r\n', 'a\n\nb'],
  ['a byte order mark in front', '\ufeffbegin 1\n{}\n\ufeffend 1\n', '{}'],
  [
    'noise around, and marks that are longer, shorter or of somebody else',
    'x\nbegin 12\nbegin 1 \n begin 1\nbegin 1\nend 12\nend 1x\nend 1\nrest',
    'end 12\nend 1x',
  ],
])('%s', (_, said, text) => {
  expect(heard([said])).toEqual({ kind: 'answer', text });
  expect(heard(Array.from(Buffer.from(said), (_, at) => Buffer.from(said).subarray(at, at + 1)))).toEqual({
    kind: 'answer',
    text,
  });
});

test('is the same in whatever pieces it comes', () => {
  const line = fc.stringMatching(/^[a-z é\r]{0,20}$/);
  fc.assert(
    fc.property(fc.array(line), fc.array(fc.nat(300)), (lines, cuts) => {
      const said = Buffer.from(`begin 1\n${lines.map((each) => `${each}\n`).join('')}end 1\n`);
      const at = [0, ...cuts.map((cut) => Math.min(cut, said.length)).sort((a, b) => a - b), said.length];
      const pieces = at.slice(1).map((end, index) => said.subarray(at[index], end));
      const text = lines.map((each) => each.replace(/\r$/, '')).join('\n');
      expect(heard(pieces)).toEqual({ kind: 'answer', text });
    }),
  );
});

test('that is no text is none', () => {
  expect(heard(['begin 1\n', Buffer.from([0xc3, 0x0a]), 'end 1\n'])).toEqual({ kind: 'not-text' });
  // what is said before it may be in any encoding
  expect(heard([Buffer.from([0xff, 0x0a]), 'begin 1\nend 1\n'])).toEqual({ kind: 'answer', text: '' });
});

test('millions of empty lines take no more room than they have bytes, a few times over', () => {
  const reader = new AnswerReader(MARKERS);
  reader.read(Buffer.from('begin 1\n'));
  const before = process.memoryUsage();
  const lines = Buffer.alloc(1024 * 1024, '\n');
  for (let count = 0; count < 8; count += 1) reader.read(lines);
  const after = process.memoryUsage();
  const grown = after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers;
  // a piece of memory for each was 230 times as many
  expect(grown).toBeLessThan(600 * 1024 * 1024);
  expect(reader.read(Buffer.from('end 1\n'))).toMatchObject({ kind: 'answer' });
});
