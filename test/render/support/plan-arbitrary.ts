/** fast-check: plans of every shape, with hostile text wherever text is free. */
import fc from 'fast-check';
import { CAUSES, type Change, EFFECTS, type Evidence } from '../../../src/model/change.ts';
import type { Diagnostic } from '../../../src/model/diagnostic.ts';
import { GUARDS } from '../../../src/model/guard.ts';
import { METHODS } from '../../../src/model/negotiation.ts';
import type { PartnerSettings } from '../../../src/model/partner.ts';
import type { FailedPlan, Plan, PlanResult } from '../../../src/model/plan.ts';
import { partner } from '../../support/partners.ts';
import { partnersArbitrary } from '../../support/partners-arbitrary.ts';
import { hostileText } from './hostile.ts';
import { add, plan, remove, update } from './plans.ts';

/** No digest can be made of anything else. */
const wellFormed = hostileText.map((text) => text.replace(/\p{Cs}/gu, ''));

const settings: fc.Arbitrary<PartnerSettings> = fc
  .tuple(partnersArbitrary({ maxPartners: 1 }), fc.option(wellFormed), fc.option(wellFormed), fc.boolean())
  .map(([[some = partner('a.example')], description, proxyFqdn, hostile]) =>
    hostile ? { ...some, description, proxyFqdn } : some,
  );

const evidence: fc.Arbitrary<Evidence> = fc.oneof(
  fc.record({ kind: fc.constant('replaced' as const), files: fc.array(hostileText, { maxLength: 3 }) }),
  fc.record({
    kind: fc.constant('commit' as const),
    commit: fc.oneof(fc.constant('1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d'), hostileText),
    author: hostileText,
    date: fc.constantFrom('2026-11-20T09:14:03+01:00', '\u001b[1m'),
    subject: hostileText,
    ended: fc.constantFrom('deleted' as const, 'narrowed' as const, 'redeclared' as const),
    file: hostileText,
  }),
);

const session = fc.record({
  domain: hostileText,
  direction: fc.constantFrom('inbound' as const, 'outbound' as const),
  method: fc.option(fc.constantFrom(...METHODS)),
});

const given = fc.record(
  {
    effects: fc.subarray([...EFFECTS], { minLength: 1 }),
    causes: fc.subarray([...CAUSES]),
    evidence,
    endsSessions: fc.array(session, { maxLength: 8 }),
  },
  { requiredKeys: ['effects', 'causes'] },
);

const change: fc.Arbitrary<Change> = fc
  .tuple(fc.constantFrom('add', 'update', 'remove'), settings, settings, given)
  .map(([action, before, after, others]) => {
    if (action === 'add') return add(after, others);
    return action === 'remove' ? remove(before, others) : update(before, { ...after, domain: before.domain }, others);
  });

export const diagnosticArbitrary: fc.Arbitrary<Diagnostic> = fc.record(
  {
    code: fc.constantFrom('domain-conflict', 'unsupported-field', 'guard-history'),
    severity: fc.constantFrom('error' as const, 'warning' as const, 'info' as const),
    message: hostileText,
    hint: hostileText,
    range: hostileText.map((file) => ({ file, start: { line: 2, column: 1 }, end: { line: 2, column: 7 } })),
  },
  { requiredKeys: ['code', 'severity', 'message'] },
);

export const planArbitrary: fc.Arbitrary<Plan> = fc
  .tuple(
    fc.array(change, { maxLength: 6 }),
    fc.record({
      unmanaged: fc.array(
        fc.record({
          domain: hostileText,
          reason: fc.constantFrom('never-declared' as const, 'uncommitted' as const, 'outside-git' as const),
          settings,
        }),
        { maxLength: 3 },
      ),
      blocked: fc.array(
        fc.record({
          domain: hostileText,
          partner: fc.option(hostileText),
          reason: hostileText,
          actor: hostileText,
          at: fc.constant('2026-11-21T22:03:00Z'),
          until: fc.option(hostileText),
        }),
        { maxLength: 3 },
      ),
      diagnostics: fc.array(diagnosticArbitrary, { maxLength: 3 }),
      refusals: fc.array(
        fc.record({
          guard: fc.constantFrom(...GUARDS),
          message: hostileText,
          override: fc.oneof(hostileText, fc.constant('partnerctl apply --deployment a --override 0123456789ab')),
        }),
        { maxLength: 2 },
      ),
      only: fc.uniqueArray(fc.constantFrom('a.example', 'b.example', 'xn--bcher-kva.example'), { maxLength: 2 }),
      partial: fc.boolean(),
      advances: fc.boolean(),
      drift: fc.boolean(),
    }),
  )
  .map(([changes, others]) => plan(changes, others));

const failed: fc.Arbitrary<FailedPlan> = fc.record({
  deployment: hostileText,
  error: fc.record({ code: fc.constant('read-failed'), message: hostileText, hint: hostileText }),
});

export const resultArbitrary: fc.Arbitrary<PlanResult> = fc.oneof({ weight: 4, arbitrary: planArbitrary }, failed);
