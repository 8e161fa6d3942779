/** Peers that do what real servers do not: each transcript says what happens and what the evidence must hold. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { probeScript, SHORT } from './support/probing.ts';
import { parseTranscript } from './support/scripted-peer.ts';

const folder = new URL('transcripts/', import.meta.url);
const scripts = readdirSync(folder)
  .filter((name) => name.endsWith('.txt'))
  .map((name) => ({ name: name.replace('.txt', ''), text: readFileSync(new URL(name, folder), 'utf8') }));

test.concurrent.each(scripts)('$name', async ({ text }) => {
  const { expected } = parseTranscript(text);
  expect(expected).not.toEqual([]);
  const { attempt } = await probeScript(text);
  for (const part of expected) expect(attempt).toMatchObject(part as object);
  expect(attempt.milliseconds.total).toBeLessThan(SHORT.attemptMs + 300);
});
