/** The server does otherwise than is declared of it: told, counted as drift, and nothing may be opened meanwhile. */
import { describe, expect, it } from 'vitest';
import type { Health } from '../../../src/model/health.ts';
import { partner } from '../../support/partners.ts';
import { planOf } from '../situation.ts';

const health: Health = {
  enforcing: true,
  mode: 'enforce',
  revision: 'r1',
  reasons: [],
  limits: [],
  departures: [
    {
      setting: 'tlsNegotiation',
      declared: 'Required',
      live: 'Optional (s2s_use_starttls: optional)',
      where: 'contoso.com',
    },
  ],
};
const WORDS =
  'contoso.com does tlsNegotiation: Optional (s2s_use_starttls: optional), and `enforces` declares Required';
const there = partner('fabrikam.com');

it('is a warning that says what is where, and what to do', () => {
  expect(planOf({ live: [there], desired: [there], health }).diagnostics).toEqual([
    {
      code: 'declaration-differs',
      severity: 'warning',
      message: `edge-eu (memory): ${WORDS}`,
      hint: 'set the server back, or declare in `enforces` of edge-eu what it does; until then no apply is verified, and none may open anything',
    },
  ]);
});

it('is drift, although no partner has changed', () => {
  expect(planOf({ live: [there], desired: [there], health }).drift).toBe(true);
  expect(planOf({ live: [there], desired: [there], health: { ...health, departures: [] } }).drift).toBe(false);
});

describe('guard-declaration', () => {
  const refusals = (situation: Parameters<typeof planOf>[0]) =>
    planOf({ ...situation, health }).refusals.map(({ guard, message }) => `${guard}: ${message}`);

  it('holds back what opens', () => {
    expect(refusals({ desired: [there] })).toEqual([
      `declaration: nothing may be opened while the server does otherwise than is declared: ${WORDS}`,
    ]);
  });

  it('holds back what weakens', () => {
    const strict = partner('fabrikam.com', { partnerType: 'PublicUnverified' });
    expect(refusals({ live: [strict], desired: [there] })).toHaveLength(1);
  });

  it('lets go on what closes, tightens or changes nothing of importance', () => {
    const others = ['a.example', 'b.example', 'c.example'].map((domain) => partner(domain));
    const live = [partner('fabrikam.com', { additionalDomains: ['it.fabrikam.com'] }), ...others];
    expect(refusals({ live, desired: [partner('fabrikam.com', { description: 'noc' }), ...others] })).toEqual([]);
  });
});
