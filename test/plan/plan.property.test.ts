/** What holds of every plan, whatever the two sides are. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EFFECTS } from '../../src/model/change.ts';
import { compareText, hasErrors } from '../../src/model/diagnostic.ts';
import type { Method } from '../../src/model/negotiation.ts';
import type { PartnerSettings } from '../../src/model/partner.ts';
import { sameSettings } from '../../src/model/partner-fields.ts';
import type { Plan } from '../../src/model/plan.ts';
import { makePlan } from '../../src/plan/plan.ts';
import { declared } from '../support/declared.ts';
import { ROWS } from './rows.ts';
import { ALL_ENDED, POOL, setArbitrary, setsArbitrary, situationArbitrary } from './sets-arbitrary.ts';
import { applied, inputOf, planOf, settingsAt } from './situation.ts';

/** The state after an apply, worked out from the changes alone. */
function after(live: readonly PartnerSettings[], { changes }: Plan): readonly PartnerSettings[] {
  const partners = new Map(live.map((partner) => [partner.domain, partner]));
  for (const change of changes) {
    expect(partners.get(change.domain) ?? null).toEqual(change.before);
    if (change.after === null) partners.delete(change.domain);
    else partners.set(change.domain, change.after);
  }
  return sorted([...partners.values()]);
}

function sorted(partners: readonly PartnerSettings[]): readonly PartnerSettings[] {
  return [...partners].sort((a, b) => compareText(a.domain, b.domain));
}

function covering(partners: readonly PartnerSettings[], domain: string): readonly PartnerSettings[] {
  return partners.filter((partner) => partner.domain === domain || partner.additionalDomains.includes(domain));
}

/** By whom a domain gets in, and how; undefined where nobody does. */
function access(partners: readonly PartnerSettings[], domain: string) {
  const [partner] = covering(partners, domain);
  const methods = ROWS.find(
    ({ settings }) =>
      settings.tlsNegotiation === partner?.tlsNegotiation &&
      settings.saslNegotiation === partner.saslNegotiation &&
      settings.dialbackNegotiation === partner.dialbackNegotiation,
  )?.methods;
  return partner === undefined || methods === undefined || methods.length === 0 ? undefined : { partner, methods };
}

function rank(method: Method | undefined): number {
  return ['sasl-tls', 'tls-dialback', 'tcp-dialback'].indexOf(method ?? '');
}

describe('where every file is there and every end has its commit', () => {
  it('applying the changes makes the live side what the files say, and the next plan empty', () => {
    fc.assert(
      fc.property(setsArbitrary, ({ live, desired }) => {
        const plan = planOf({ live, desired, ended: ALL_ENDED });
        expect(hasErrors(plan.diagnostics)).toBe(false);
        const reached = after(live, plan);
        expect(reached).toEqual(sorted(desired));
        const next = planOf({ live: reached, desired });
        expect(next).toMatchObject({ changes: [], unmanaged: [], diagnostics: [], refusals: [] });
        expect(next.digest).toBe(planOf({}).digest);
      }),
    );
  });

  it('there are as many changes as partners differ', () => {
    fc.assert(
      fc.property(setsArbitrary, ({ live, desired }) => {
        const { summary } = planOf({ live, desired, ended: ALL_ENDED });
        const find = (set: readonly PartnerSettings[], domain: string) => set.find((each) => each.domain === domain);
        const pairs = desired.map((wanted) => ({ wanted, there: find(live, wanted.domain) }));
        expect(summary).toEqual({
          add: pairs.filter(({ there }) => there === undefined).length,
          update: pairs.filter(({ wanted, there }) => there !== undefined && !sameSettings(wanted, there)).length,
          unchanged: pairs.filter(({ wanted, there }) => there !== undefined && sameSettings(wanted, there)).length,
          remove: live.filter(({ domain }) => find(desired, domain) === undefined).length,
          unmanaged: 0,
          blocked: 0,
        });
      }),
    );
  });
});

describe('whatever history knows, the policy says and the selection leaves out', () => {
  const planned = ({ sets, ended, unmanaged, only }: SituationOf) =>
    planOf({ ...sets, ended, deployment: { unmanaged }, ...(only !== null && { only }) });
  type SituationOf = typeof situationArbitrary extends fc.Arbitrary<infer S> ? S : never;

  it('a partner is removed only for a reason', () => {
    fc.assert(
      fc.property(situationArbitrary, (situation) => {
        const { sets, ended, unmanaged } = situation;
        for (const { action, domain, before, evidence } of planned(situation).changes) {
          if (action !== 'remove' || before === null) continue;
          expect(sets.desired.some((each) => each.domain === domain)).toBe(false);
          if (evidence?.kind === 'commit') expect(evidence).toBe(ended[domain]);
          else if (evidence?.kind === 'replaced')
            for (const own of [domain, ...before.additionalDomains])
              expect(covering(sets.desired, own)).toHaveLength(1);
          else expect([unmanaged, ended[domain]]).toEqual(['remove', 'never-declared']);
        }
      }),
    );
  });

  it('afterwards a domain is covered once, by a declared partner or by one that was kept', () => {
    fc.assert(
      fc.property(situationArbitrary, (situation) => {
        const plan = planned(situation);
        fc.pre(!hasErrors(plan.diagnostics));
        const { live, desired } = situation.sets;
        const changed = new Set(plan.changes.map(({ domain }) => domain));
        const kept = live.filter(({ domain }) => !changed.has(domain));
        for (const domain of POOL) {
          const owners = covering(after(live, plan), domain);
          expect(owners.length).toBeLessThanOrEqual(1);
          for (const owner of owners) expect([...desired, ...kept]).toContainEqual(owner);
        }
      }),
    );
  });

  it('a domain that is live and declared keeps its place: no half of a move, no half of a replacement', () => {
    fc.assert(
      fc.property(situationArbitrary, (situation) => {
        const plan = planned(situation);
        fc.pre(!hasErrors(plan.diagnostics));
        const { live, desired } = situation.sets;
        const reached = after(live, plan);
        for (const domain of POOL)
          if (covering(live, domain).length > 0 && covering(desired, domain).length > 0)
            expect([domain, covering(reached, domain).length]).toEqual([domain, 1]);
      }),
    );
  });

  it('no domain gains, loses or weakens in silence', () => {
    fc.assert(
      fc.property(situationArbitrary, (situation) => {
        const plan = planned(situation);
        fc.pre(!hasErrors(plan.diagnostics));
        const { live } = situation.sets;
        const reached = after(live, plan);
        for (const domain of POOL) {
          const told = plan.changes
            .filter(
              (change) =>
                covering(
                  [change.before, change.after].flatMap((each) => each ?? []),
                  domain,
                ).length > 0,
            )
            .flatMap(({ effects }) => effects);
          const was = access(live, domain);
          const is = access(reached, domain);
          if (was === undefined && is !== undefined) expect(told).toContain('opens');
          if (was !== undefined && is === undefined) expect(told).toContain('closes');
          if (was === undefined || is === undefined) continue;
          const weaker = rank(is.methods.at(-1)) > rank(was.methods.at(-1));
          const strongestLost = rank(is.methods[0]) > rank(was.methods[0]);
          if (weaker || strongestLost) expect(told).toContain('weakens');
          const dialback = rank(is.methods.at(-1)) > 0;
          if (dialback && was.partner.proxyFqdn !== is.partner.proxyFqdn) expect(told).toContain('weakens');
          if (was.partner.partnerType === 'PublicUnverified' && is.partner.partnerType !== 'PublicUnverified')
            expect(told).toContain('weakens');
        }
      }),
    );
  });

  it('a selection changes nothing but what is in the whole plan, too', () => {
    fc.assert(
      fc.property(situationArbitrary, (situation) => {
        const whole = new Set(planned({ ...situation, only: null }).changes.map(({ digest }) => digest));
        const some = planned(situation);
        for (const { digest } of some.changes) expect(whole).toContain(digest);
        expect(some.partial).toBe(some.changes.length < whole.size);
      }),
    );
  });

  it('changes are sorted by their first effect, then by domain; effects by their order', () => {
    fc.assert(
      fc.property(situationArbitrary, (situation) => {
        const { changes } = planned(situation);
        const keys = changes.map(({ effects, domain }) => `${EFFECTS.indexOf(effects[0] ?? 'neutral')} ${domain}`);
        expect(keys).toEqual([...keys].sort(compareText));
        expect(new Set(changes.map(({ domain }) => domain)).size).toBe(changes.length);
        for (const { effects } of changes) expect(effects).toEqual(EFFECTS.filter((each) => effects.includes(each)));
      }),
    );
  });
});

describe('the order of anything that comes in', () => {
  const shuffles = fc.array(fc.nat(), { minLength: 32, maxLength: 32 });

  it('makes no difference: of partners, files, list items, sessions, blocks', () => {
    const sessions = POOL.flatMap((domain) =>
      (['inbound', 'outbound'] as const).flatMap((direction) =>
        (['tls-dialback', 'sasl-tls'] as const).map((method) => ({ domain, direction, method })),
      ),
    );
    const blocks = POOL.slice(0, 3).map((domain) => ({ domain, reason: 'r', actor: 'a', at: 'now', until: null }));
    fc.assert(
      fc.property(situationArbitrary, setArbitrary, shuffles, ({ sets, ended, unmanaged, only }, last, keys) => {
        const mixed = <T>(items: readonly T[]): readonly T[] =>
          items
            .map((item, index) => ({ item, key: keys[index] ?? 0 }))
            .sort((a, b) => a.key - b.key)
            .map(({ item }) => item);
        const build = (order: <T>(items: readonly T[]) => readonly T[]) =>
          makePlan(
            inputOf({
              live: order(sets.live),
              desired: order(sets.desired).map((each) =>
                declared({ ...each, additionalDomains: order(each.additionalDomains) }),
              ),
              ended,
              deployment: { unmanaged },
              sessions: order(sessions),
              blocks: order(blocks),
              lastApplied: applied({ workspace: 'other' }),
              history: { atLastApplied: settingsAt(...last), lastAppliedIs: 'not-ancestor' },
              ...(only !== null && { only: order(only) }),
            }),
          );
        const plan = build((items) => items);
        const again = build(mixed);
        expect({ ...again, diagnostics: withoutPlaces(again) }).toEqual({ ...plan, diagnostics: withoutPlaces(plan) });
      }),
    );
  });
});

/** Where a domain stands in a file does depend on the order in it, and findings are sorted by place. */
function withoutPlaces({ diagnostics }: Plan) {
  return diagnostics
    .map(({ range, ...rest }) => ({ ...rest, file: range?.file }))
    .sort((a, b) => compareText(a.message, b.message));
}
