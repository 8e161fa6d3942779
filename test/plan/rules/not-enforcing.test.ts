/** `not-enforcing`: a plan says aloud where a server does not do what it is told. */
import { expect, it } from 'vitest';
import type { Health } from '../../../src/model/health.ts';
import { planOf } from '../situation.ts';

const WELL: Health = { enforcing: true, mode: 'enforce', revision: 'r1', reasons: [], limits: [], departures: [] };

function told(change: Partial<Health>): readonly string[] {
  return planOf({ health: { ...WELL, ...change } }).diagnostics.map(
    ({ code, severity, message, hint }) => `${severity} ${code}: ${message} | ${hint}`,
  );
}

it.each<readonly [string, Partial<Health>, readonly string[]]>([
  ['all is well', {}, []],
  [
    'it observes',
    { enforcing: false, mode: 'observe', reasons: ['its mode is observe'] },
    [
      'warning not-enforcing: edge-eu (memory) only observes and refuses nobody: its mode is observe | see what it has seen with `partnerctl import --deployment edge-eu --from-observed`, then let it enforce; until then no apply is verified',
    ],
  ],
  [
    'some hosts are left out',
    { enforcing: false, reasons: ['muc.contoso.com is not covered', 'the record of a.example cannot be read'] },
    [
      'warning not-enforcing: edge-eu (memory) does not enforce its partners: muc.contoso.com is not covered; the record of a.example cannot be read | mend that on the server: until then no apply is verified',
    ],
  ],
  [
    'it does not say why',
    { enforcing: false },
    [
      'warning not-enforcing: edge-eu (memory) does not enforce its partners: it gives no reason | mend that on the server: until then no apply is verified',
    ],
  ],
])('%s', (_, change, expected) => {
  expect(told(change)).toEqual(expected);
});

it('is drift where something stands written that is not in force, and an apply settles it', () => {
  const health: Health = { ...WELL, enforcing: false, reasons: ['the file was edited'] };
  const plan = planOf({ health, unsettled: true });
  expect(plan).toMatchObject({ changes: [], drift: true });
  expect(plan.diagnostics).toMatchObject([{ hint: expect.stringContaining('an apply settles that') as unknown }]);
  expect(planOf({ health })).toMatchObject({ drift: false });
});

it('says nothing where the server says nothing', () => {
  expect(planOf({}).diagnostics).toEqual([]);
});
