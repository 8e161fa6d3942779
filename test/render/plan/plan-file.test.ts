import fc from 'fast-check';
import { expect, test } from 'vitest';
import { renderErrorJson } from '../../../src/render/error-json.ts';
import { parsePlanFile } from '../../../src/render/plan/plan-file.ts';
import { renderPlansJson } from '../../../src/render/plan/plan-json.ts';
import { UNSAFE } from '../support/hostile.ts';
import { failedPlan, mixedPlan, nothingPlan } from '../support/scenes.ts';
import { problems } from '../support/schema.ts';

type Json = Record<string, unknown>;
const saved = renderPlansJson([mixedPlan]);

/** The saved plan with something changed. */
function edited(edit: (plan: Json, file: Json) => void): string {
  const file = JSON.parse(saved) as { plans: [Json] } & Json;
  edit(file.plans[0], file);
  return JSON.stringify(file);
}

const first = (plan: Json, list: string) => (plan[list] as [Json])[0];

test.each<[string, string, string]>([
  ['nothing', '', 'it is not JSON, or not all of it'],
  ['half a file', saved.slice(0, -20), 'it is not JSON, or not all of it'],
  ['something else', '[]', 'it has no formatVersion'],
  ['null', 'null', 'it has no formatVersion'],
  ['another version', '{"formatVersion": 2, "plans": []}', 'its formatVersion is not 1'],
  ['no plans', '{"formatVersion": 1}', 'it has no plans'],
  ['a failed planning', renderErrorJson({ code: 'usage', message: 'm', hint: 'h' }), 'the planning had failed (usage)'],
  ['one deployment twice', renderPlansJson([nothingPlan, nothingPlan]), 'a deployment occurs twice'],
  ['an unknown member', edited((plan) => (plan['extra'] = 1)), 'plans[0] has an unknown member "extra"'],
  ['a selection that is no domain', edited((plan) => (plan['only'] = ['; rm'])), 'plans[0].only[0] is no domain'],
  ['a missing member', edited((plan) => delete plan['partial']), 'plans[0] has no partial'],
  ['a number for text', edited((plan) => (plan['adapter'] = 5)), 'plans[0].adapter is no text'],
  ['a shortened digest', edited((plan) => (plan['digest'] = 'sha256:abc')), 'plans[0].digest is no digest'],
  ['a list that is none', edited((plan) => (plan['changes'] = {})), 'plans[0].changes is no list'],
  [
    'a negative count',
    edited((plan) => ((plan['summary'] as Json)['add'] = -1)),
    'plans[0].summary.add is no whole number from 0 up',
  ],
  [
    'a summary that hides a removal',
    edited((plan) => ((plan['summary'] as Json)['remove'] = 0)),
    'plans[0].summary does not agree with the lists',
  ],
  [
    'an update called an addition',
    edited((plan) => {
      first(plan, 'changes')['action'] = 'add';
      Object.assign(plan['summary'] as Json, { add: 2, update: 4 });
    }),
    'plans[0].changes[0] does not agree with its action',
  ],
  [
    'fields that tell another story',
    edited((plan) => (first(first(plan, 'changes'), 'fields')['after'] = 'Required')),
    'plans[0].changes[0].fields does not agree with before and after',
  ],
  [
    'an unknown value',
    edited((plan) => ((first(plan, 'changes')['before'] as Json)['partnerType'] = 'Friend')),
    'plans[0].changes[0].before.partnerType is none of Federated, PublicVerified, PublicUnverified',
  ],
  ['no effect', edited((plan) => (first(plan, 'changes')['effects'] = [])), 'plans[0].changes[0].effects is empty'],
  [
    'a place without an end',
    edited((plan) => delete (plan['diagnostics'] as [Json, Json])[1]['end']),
    'plans[0].diagnostics[1] has a place that is not complete',
  ],
])('%s is refused', (_, text, message) => {
  expect(parsePlanFile(text)).toMatchObject({ kind: 'problem', message });
});

test('a byte order mark is no problem, and a deployment that failed is kept as that', () => {
  const parsed = parsePlanFile(`\ufeff${renderPlansJson([nothingPlan, failedPlan])}`);
  expect(parsed).toEqual({ kind: 'plans', file: { plans: [nothingPlan, failedPlan], policyChanges: [] } });
});

test('the prototype of nothing can be changed', () => {
  const text = saved.replace('"adapter": "http"', '"adapter": "http", "__proto__": { "partial": true }');
  expect(parsePlanFile(text)).toMatchObject({ message: 'plans[0] has an unknown member "__proto__"' });
});

test('any text at all is a plan or a problem that can be printed', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.json().map((json) => `{"formatVersion":1,"plans":${json}}`),
      ),
      (text) => {
        const parsed = parsePlanFile(text);
        if (parsed.kind === 'problem') expect(parsed.message).not.toMatch(UNSAFE);
      },
    ),
  );
});

test('whatever is read keeps to the published schema', () => {
  const paths = pathsOf(JSON.parse(saved));
  fc.assert(
    fc.property(
      fc.constantFrom(...paths),
      fc.constantFrom(null, 0, -1, 1.5, '', 'x', true, [], {}, [null]),
      (path, value) => {
        const text = JSON.stringify(replaced(JSON.parse(saved), path, value));
        if (parsePlanFile(text).kind === 'plans') expect(problems('plan', text)).toEqual([]);
      },
    ),
    { numRuns: 500 },
  );
});

type Path = readonly (string | number)[];

function pathsOf(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return [path, ...keys.flatMap((key) => pathsOf((value as Json)[key], [...path, key]))];
}

function replaced(value: unknown, [key, ...rest]: Path, by: unknown): unknown {
  if (key === undefined) return by;
  const copy = (Array.isArray(value) ? Array.from<unknown>(value) : { ...(value as Json) }) as Json;
  copy[key] = replaced(copy[key], rest, by);
  return copy;
}
