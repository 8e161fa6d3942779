/** docs/rules.md says what the code does: names, severities, configurability, and examples that were run. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { RULES } from '../../src/lint/rules.ts';
import { LOAD_RULES } from '../../src/load/rules.ts';
import type { RuleInfo } from '../../src/model/rule.ts';
import { PLAN_RULES } from '../../src/plan/rules.ts';
import { PROBE_RULES } from '../../src/verdict/rules.ts';
import { lintTexts, type Texts } from './lint-texts.ts';

const PAGE = readFileSync(new URL('../../docs/rules.md', import.meta.url), 'utf8');
const SECTIONS = new Map(
  PAGE.split(/^## /m)
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf('\n')), section]),
);
const ALL: readonly RuleInfo[] = [...LOAD_RULES, ...RULES, ...PLAN_RULES, ...PROBE_RULES];

test('there is one heading for each rule of every stage', () => {
  expect([...SECTIONS.keys()].sort()).toEqual(ALL.map(({ code }) => code).sort());
});

test('the table at the top leads to each of them', () => {
  const linked = [...(PAGE.split(/^## /m)[0] ?? '').matchAll(/\[([a-z-]+)\]\(#\1\)/g)].map(([, code]) => String(code));
  expect(linked.sort()).toEqual(ALL.map(({ code }) => code).sort());
});

test.each(ALL.map((rule) => [rule.code, rule] as const))('%s: severity and configurability', (code, rule) => {
  const [, , facts] = SECTIONS.get(code)?.split('\n') ?? [];
  const milder = 'milder' in rule ? `, below a local domain \`${String(rule.milder)}\`` : '';
  expect(facts).toBe(`\`${rule.severity}\`${milder} · ${rule.configurable ? 'configurable' : 'not configurable'}`);
});

test.each([...SECTIONS])('%s: what violates it, and what to write instead', (_, section) => {
  const [bad = '', good = ''] = section.split(/^Instead/m);
  expect(bad).toMatch(/^```(?:yaml|text)$/m);
  expect(good).toMatch(/^[,:]/);
});

describe('the examples', () => {
  const examples = [...SECTIONS].filter(([, section]) => section.includes('```yaml\n'));

  test.each(examples)('%s', (code, section) => {
    const [bad = '', good = ''] = section.split(/^Instead/m);
    expect(lintTexts(filesIn(bad)).map((found) => found.code)).toContain(code);
    const left = lintTexts(filesIn(good)).filter((found) => found.code === code || found.severity === 'error');
    expect(left).toEqual([]);
  });
});

/** A block that does not name its file is fabrikam.com's. */
function filesIn(text: string): Texts {
  const blocks = [...text.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map((match) => match[1] ?? '');
  return Object.fromEntries(
    blocks.map((block) => {
      const file = /^# (\S+\.ya?ml)\n/.exec(block)?.[1];
      return [file ?? 'partners/fabrikam.com.yaml', block];
    }),
  );
}
