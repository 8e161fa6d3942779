/** Planning takes time in proportion to the partners: counted in looks at them, not in seconds. */
import { describe, expect, it } from 'vitest';
import type { DeclaredPartner } from '../../src/model/declared-partner.ts';
import type { PartnerSettings } from '../../src/model/partner.ts';
import { makePlan } from '../../src/plan/plan.ts';
import { declared } from '../support/declared.ts';
import { partner } from '../support/partners.ts';
import { applied, deletion, inputOf, settingsAt } from './situation.ts';

/** How often a plan looks at a partner, where a fifth each is new, changed, gone, renamed and as it was. */
function looks(count: number): number {
  let seen = 0;
  const watched = (settings: PartnerSettings): PartnerSettings =>
    new Proxy(settings, {
      get: (target, key, receiver): unknown => {
        seen += 1;
        return Reflect.get(target, key, receiver);
      },
    });
  const { source } = declared(partner('any.example'));
  const live: PartnerSettings[] = [];
  const desired: DeclaredPartner[] = [];
  const wanted = (settings: PartnerSettings) =>
    desired.push({ settings: watched(settings), owner: null, expires: null, deployments: null, source });
  for (let index = 0; index < count; index++) {
    const domain = `p${String(index).padStart(6, '0')}.example`;
    const settings = partner(domain, { additionalDomains: [`chat.${domain}`, `muc.${domain}`] });
    const kind = index % 5;
    if (kind !== 0) live.push(watched(settings));
    if (kind === 0 || kind === 4) wanted(settings);
    if (kind === 1) wanted({ ...settings, saslNegotiation: 'Optional' });
    if (kind === 3) wanted(partner(`chat.${domain}`, { additionalDomains: [domain, `muc.${domain}`] }));
  }
  const input = inputOf({
    live: [],
    lastApplied: applied({ workspace: 'other' }),
    history: {
      endings: new Map(live.map(({ domain }) => [domain, deletion(domain)])),
      atBase: settingsAt(),
      atLastApplied: settingsAt(),
    },
    sessions: live.map(({ domain }) => ({ domain, direction: 'inbound', method: 'sasl-tls' })),
  });
  seen = 0;
  const plan = makePlan({ ...input, desired, live: { ...input.live, partners: live } });
  expect(plan.summary).toMatchObject({ add: (count / 5) * 2, update: count / 5, remove: (count / 5) * 2 });
  return seen;
}

describe('four times the partners', () => {
  it('are looked at four times as often', () => {
    expect(looks(2_000) / looks(500)).toBeLessThan(4.5);
  });
});
