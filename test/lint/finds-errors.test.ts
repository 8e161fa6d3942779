/** Who only asks for errors gets the answer that all findings would give, whatever the policy makes an error. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { findsErrors, lint } from '../../src/lint/lint.ts';
import { RULES } from '../../src/lint/rules.ts';
import { load } from '../../src/load/load.ts';
import { hasErrors } from '../../src/model/diagnostic.ts';
import type { RuleSeverity } from '../../src/model/rule.ts';

const FIXTURES = fileURLToPath(new URL('../fixtures/lint', import.meta.url));
const CONFIGURABLE = RULES.filter(({ configurable }) => configurable).map(({ code }) => code);
const EVERY: Readonly<Record<string, RuleSeverity>> = Object.fromEntries(CONFIGURABLE.map((code) => [code, 'error']));
const POLICIES: readonly Readonly<Record<string, RuleSeverity>>[] = [
  {},
  EVERY,
  ...CONFIGURABLE.flatMap((code) => [{ [code]: 'error' as const }, { [code]: 'off' as const }]),
];

describe.each(readdirSync(FIXTURES))('%s', (code) => {
  test.each(['violates', 'fine'])('%s', (kind) => {
    const { workspace, faulty, configBroken } = load({ root: join(FIXTURES, code, kind), rules: RULES });
    for (const policy of POLICIES) {
      const config = { ...workspace.config, rules: { ...workspace.config.rules, ...policy } };
      const context = { workspace: { ...workspace, config }, today: '2030-06-01', faulty, configBroken };
      expect(findsErrors(context), JSON.stringify(policy)).toBe(hasErrors(lint(context)));
    }
  });
});

test('a warning is no error, and one that the policy makes an error is', () => {
  const { workspace } = load({ root: join(FIXTURES, 'unused-allow/violates'), rules: RULES });
  const withRules = (rules: Readonly<Record<string, RuleSeverity>>) => ({
    workspace: { ...workspace, config: { ...workspace.config, rules } },
    today: '2030-06-01',
  });
  expect(findsErrors(withRules({}))).toBe(false);
  expect(findsErrors(withRules({ 'unused-allow': 'error' }))).toBe(true);
});
