/** docs/probe.md says what the code does: its example, its options, what is proved. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { KINDS } from '../probe/servers/kinds.ts';
import { cli } from '../support/cli.ts';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const PAGE = read('docs/probe.md');

test('the example is what people see', () => {
  const [, example = ''] = /```text\n([\s\S]*?)```/.exec(PAGE) ?? [];
  const shown = new Set(read('test/golden/render/probe-mixed.txt').split('\n'));
  expect(
    example
      .trimEnd()
      .split('\n')
      .filter((line) => !shown.has(line)),
  ).toEqual([]);
});

test('every option that it names exists', async () => {
  const pages = await Promise.all(
    ['probe', 'plan', 'new'].map(async (name) => (await cli([name, '--help'], { cwd: '/' })).stdout),
  );
  const named = new Set([...PAGE.matchAll(/(?<![\w-])--[a-z][a-z-]+/g)].map(([option]) => option));
  expect([...named].filter((option) => !pages.some((page) => page.includes(option)))).toEqual([]);
});

test('it counts the kinds of servers that the proof has', () => {
  expect(PAGE).toContain(`For ${KINDS.length} kinds of partner servers`);
});
