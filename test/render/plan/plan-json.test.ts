import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PlanResult } from '../../../src/model/plan.ts';
import { parsePlanFile } from '../../../src/render/plan/plan-file.ts';
import { renderPlansJson } from '../../../src/render/plan/plan-json.ts';
import { expectGolden } from '../support/golden.ts';
import { UNSAFE } from '../support/hostile.ts';
import { resultArbitrary } from '../support/plan-arbitrary.ts';
import * as scenes from '../support/scenes.ts';
import { expectValid, schemaText } from '../support/schema.ts';

const POLICY = [{ path: 'weakestMethod', before: null, after: 'tls-dialback' }];

test('a plan of everything keeps to the schema', async () => {
  const text = renderPlansJson([scenes.mixedPlan, scenes.failedPlan], { policyChanges: POLICY });
  expectValid('plan', text);
  await expectGolden('plan-mixed.json', text);
});

test('policy changes are there exactly when they were asked for', () => {
  expect(renderPlansJson([], {})).not.toContain('policyChanges');
  expect(renderPlansJson([], { policyChanges: [] })).toContain('"policyChanges": []');
});

test('an adapter’s own members of a partner are not published', () => {
  const { nothingButUnmanaged } = scenes;
  const unmanaged = nothingButUnmanaged.unmanaged.map((each) => ({
    ...each,
    settings: { ...each.settings, secret: 'x' },
  }));
  expect(renderPlansJson([{ ...nothingButUnmanaged, unmanaged }])).not.toContain('secret');
});

describe('whatever files and servers say', () => {
  test('the output keeps to the schema, is printable, and is read back as it was', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(resultArbitrary, { selector: ({ deployment }) => deployment, maxLength: 3 }),
        (results) => {
          const text = renderPlansJson(results, { policyChanges: POLICY });
          expectValid('plan', text);
          expect(text).not.toMatch(UNSAFE);
          const parsed = parsePlanFile(text);
          expect(parsed).toEqual({ kind: 'plans', file: { plans: results, policyChanges: POLICY } });
        },
      ),
    );
  });
});

test('the definitions that several schemas share are the same', () => {
  const defs = (['plan', 'ledger', 'diagnostics', 'explain', 'import', 'probe'] as const).map(
    (name) => (JSON.parse(schemaText(name)) as { $defs: Record<string, unknown> }).$defs,
  );
  for (const name of [
    'settings',
    'diagnostic',
    'position',
    'error',
    'session',
    'refusal',
    'method',
    'field',
    'digest',
    'outcome',
    'basis',
  ]) {
    const found = defs.flatMap((each) => (Object.hasOwn(each, name) ? [each[name]] : []));
    expect(found.length).toBeGreaterThan(1);
    for (const definition of found) expect(definition).toEqual(found[0]);
  }
});

test('a large plan is one valid document', () => {
  const results: readonly PlanResult[] = [scenes.largePlan];
  const text = renderPlansJson(results);
  expect(parsePlanFile(text)).toEqual({ kind: 'plans', file: { plans: results, policyChanges: [] } });
});
