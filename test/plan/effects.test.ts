/** What a change means for security: every pair of negotiation rows, types, proxies, and domains that come, go and move. */
import { describe, expect, it } from 'vitest';
import type { Effect } from '../../src/model/change.ts';
import type { Method } from '../../src/model/negotiation.ts';
import { partner } from '../support/partners.ts';
import { type Letters, ROWS, rowWith } from './rows.ts';
import { changeOf, deletion, planOf, told } from './situation.ts';

/** Written without the code's ranks: how two sets of methods compare. */
function oracle(before: readonly Method[], after: readonly Method[]): Effect {
  if (before.length === 0 && after.length === 0) return 'neutral';
  if (before.length === 0) return 'opens';
  if (after.length === 0) return 'closes';
  const weakerPermitted =
    (after.includes('tcp-dialback') && !before.includes('tcp-dialback')) ||
    (after.includes('tls-dialback') && before.join() === 'sasl-tls');
  const strongestLost = before[0] !== undefined && !after.includes(before[0]);
  const onlyBetterThanStrongest =
    after[0] === 'sasl-tls' || (after[0] === 'tls-dialback' && before[0] === 'tcp-dialback');
  if (weakerPermitted || (strongestLost && !onlyBetterThanStrongest)) return 'weakens';
  return before.some((method) => !after.includes(method)) ? 'tightens' : 'neutral';
}

describe('all 324 pairs of negotiation rows', () => {
  const pairs = ROWS.flatMap((before) => ROWS.map((after) => ({ before, after })));
  const desired = new Map(ROWS.map((row) => [row, partner('fabrikam.com', row.settings)]));

  it.each(ROWS)('from $name', (before) => {
    const live = [partner('fabrikam.com', before.settings)];
    const found = [...desired].map(([after, wanted]) => {
      const plan = planOf({ live, desired: [wanted] });
      return `${after.name} ${plan.changes[0]?.effects.join() ?? 'nothing'}`;
    });
    expect(found).toEqual(
      ROWS.map((after) => `${after.name} ${after === before ? 'nothing' : oracle(before.methods, after.methods)}`),
    );
  });

  it('the oracle itself, counted', () => {
    const counts = new Map<Effect, number>();
    for (const { before, after } of pairs) {
      const effect = oracle(before.methods, after.methods);
      counts.set(effect, (counts.get(effect) ?? 0) + 1);
    }
    // 13 rows permit something, 5 nothing: 13 × 5 pairs open and as many close
    expect(counts.get('opens')).toBe(65);
    expect(counts.get('closes')).toBe(65);
    expect([...counts.values()].reduce((sum, count) => sum + count)).toBe(324);
  });
});

describe('by the sets of methods, in words', () => {
  it.each<readonly [Letters, Letters, Effect, string]>([
    ['s', 'st', 'weakens', 'a weaker method is permitted beside the strong one'],
    ['st', 's', 'tightens', 'the weaker one is taken away'],
    ['st', 't', 'weakens', 'the strongest is lost: streams must use a weaker one'],
    ['st', 'stc', 'weakens', 'in the clear'],
    ['stc', 's', 'tightens', 'both kinds of dialback are taken away'],
    ['stc', 'tc', 'weakens', 'nobody can prove itself by certificate any more'],
    ['t', 'st', 'neutral', 'a stronger one is offered, the weaker one stays'],
    ['t', 's', 'tightens', 'certificates instead of dialback'],
    ['s', 't', 'weakens', 'dialback instead of certificates'],
    ['tc', 'st', 'tightens', 'no more plain text'],
    ['c', 'tc', 'neutral', 'TLS is offered, plain text stays'],
    ['tc', 'c', 'weakens', 'TLS is lost'],
    ['c', 's', 'tightens', 'plain text gives way to certificates'],
    ['s', 'c', 'weakens', 'certificates give way to plain text'],
  ])('%s → %s %s: %s', (before, after, effect) => {
    const plan = planOf({
      live: [partner('fabrikam.com', rowWith(before))],
      desired: [partner('fabrikam.com', rowWith(after))],
    });
    expect(told(plan)).toEqual([`update fabrikam.com ${effect}`]);
  });
});

describe('the partner type', () => {
  it.each([
    ['PublicUnverified', 'Federated', 'weakens'],
    ['PublicUnverified', 'PublicVerified', 'weakens'],
    ['Federated', 'PublicUnverified', 'tightens'],
    ['PublicVerified', 'PublicUnverified', 'tightens'],
    ['Federated', 'PublicVerified', 'neutral'],
    ['PublicVerified', 'Federated', 'neutral'],
  ] as const)('%s → %s %s', (before, after, effect) => {
    const plan = planOf({
      live: [partner('fabrikam.com', { partnerType: before })],
      desired: [partner('fabrikam.com', { partnerType: after })],
    });
    expect(told(plan)).toEqual([`update fabrikam.com ${effect}`]);
  });
});

describe('the proxy decides who is believed, where dialback is permitted', () => {
  it.each<readonly [string | null, string | null, string]>([
    [null, 'a.example.org', 'set'],
    ['a.example.org', 'b.example.org', 'changed'],
    ['a.example.org', null, 'removed'],
  ])('%s → %s (%s)', (before, after) => {
    const effectWith = (letters: 's' | 'st' | 't') =>
      told(
        planOf({
          live: [partner('fabrikam.com', { ...rowWith(letters), proxyFqdn: before })],
          desired: [partner('fabrikam.com', { ...rowWith(letters), proxyFqdn: after })],
        }),
      );
    expect(effectWith('st')).toEqual(['update fabrikam.com weakens']);
    expect(effectWith('t')).toEqual(['update fabrikam.com weakens']);
    expect(effectWith('s')).toEqual(['update fabrikam.com neutral']);
  });

  it('together with dialback ending, it is believed by nobody', () => {
    const plan = planOf({
      live: [partner('fabrikam.com', rowWith('st'))],
      desired: [partner('fabrikam.com', { ...rowWith('s'), proxyFqdn: 'a.example.org' })],
    });
    expect(told(plan)).toEqual(['update fabrikam.com tightens']);
  });
});

describe('settings that are no matter of security', () => {
  it.each([{ description: 'another' }, { connectionLimit: 3 }, { connectionLimit: null }, { keepAlive: false }])(
    '%j is neutral',
    (settings) => {
      const plan = planOf({
        live: [partner('fabrikam.com', { connectionLimit: 2 })],
        desired: [partner('fabrikam.com', { connectionLimit: 2, ...settings })],
      });
      expect(told(plan)).toEqual(['update fabrikam.com neutral']);
    },
  );
});

describe('domains', () => {
  it('a partner comes: it opens; a partner goes: it closes', () => {
    const plan = planOf({
      live: [partner('old.example.org')],
      desired: [partner('new.example.org')],
      ended: { 'old.example.org': deletion('old.example.org') },
    });
    expect(told(plan)).toEqual(['remove old.example.org closes', 'add new.example.org opens']);
  });

  it('a partner whose row permits nothing neither opens by coming nor closes by going', () => {
    const plan = planOf({
      live: [partner('old.example.org', rowWith(''))],
      desired: [partner('new.example.org', rowWith(''))],
      ended: { 'old.example.org': deletion('old.example.org') },
    });
    expect(told(plan)).toEqual(['add new.example.org neutral', 'remove old.example.org neutral']);
  });

  it('an additional domain comes or goes', () => {
    const one = partner('fabrikam.com');
    const two = partner('fabrikam.com', { additionalDomains: ['corp.fabrikam.com'] });
    expect(told(planOf({ live: [one], desired: [two] }))).toEqual(['update fabrikam.com opens']);
    expect(told(planOf({ live: [two], desired: [one] }))).toEqual(['update fabrikam.com closes']);
  });

  it('one comes while another goes: both, in the order of the effects', () => {
    const plan = planOf({
      live: [partner('fabrikam.com', { additionalDomains: ['a.fabrikam.com'] })],
      desired: [partner('fabrikam.com', { additionalDomains: ['b.fabrikam.com'] })],
    });
    expect(told(plan)).toEqual(['update fabrikam.com closes,opens']);
  });

  it('everything at once', () => {
    const plan = planOf({
      live: [partner('fabrikam.com', { ...rowWith('s'), additionalDomains: ['a.fabrikam.com'] })],
      desired: [
        partner('fabrikam.com', {
          ...rowWith('st'),
          additionalDomains: ['b.fabrikam.com'],
          partnerType: 'PublicUnverified',
          keepAlive: false,
        }),
      ],
    });
    expect(told(plan)).toEqual(['update fabrikam.com weakens,closes,opens,tightens']);
  });
});

describe('a domain that moves is judged by whom it leaves and whom it joins', () => {
  const moved = 'chat.example.org';
  const strict = (domains: readonly string[] = []) =>
    partner('strict.example.org', { ...rowWith('s'), additionalDomains: domains });
  const lenient = (domains: readonly string[] = []) =>
    partner('lenient.example.org', { ...rowWith('stc'), additionalDomains: domains });

  it('from a strict partner to a lenient one it weakens, told where it arrives', () => {
    const plan = planOf({ live: [strict([moved]), lenient()], desired: [strict(), lenient([moved])] });
    expect(told(plan)).toEqual(['update lenient.example.org weakens', 'update strict.example.org neutral']);
  });

  it('from a lenient partner to a strict one it tightens', () => {
    const plan = planOf({ live: [strict(), lenient([moved])], desired: [strict([moved]), lenient()] });
    expect(told(plan)).toEqual(['update strict.example.org tightens', 'update lenient.example.org neutral']);
  });

  it('under a new name it is no other partner', () => {
    const plan = planOf({
      live: [partner('old.example.org', { additionalDomains: [moved] })],
      desired: [partner(moved, { additionalDomains: ['old.example.org'] })],
    });
    expect(told(plan)).toEqual(['add chat.example.org neutral', 'remove old.example.org neutral']);
  });

  it('under a new name and weaker: the addition says so', () => {
    const plan = planOf({
      live: [partner('old.example.org', { ...rowWith('s'), additionalDomains: [moved] })],
      desired: [partner(moved, { ...rowWith('st'), additionalDomains: ['old.example.org'] })],
    });
    expect(told(plan)).toEqual(['add chat.example.org weakens', 'remove old.example.org neutral']);
  });

  it('to another proxy, where dialback is permitted, it weakens', () => {
    const via = (proxyFqdn: string, domain: string, domains: readonly string[] = []) =>
      partner(domain, { ...rowWith('st'), proxyFqdn, additionalDomains: domains });
    const plan = planOf({
      live: [via('p1.example.net', 'a.example.org', [moved]), via('p2.example.net', 'b.example.org')],
      desired: [via('p1.example.net', 'a.example.org'), via('p2.example.net', 'b.example.org', [moved])],
    });
    expect(told(plan)).toEqual(['update b.example.org weakens', 'update a.example.org neutral']);
  });

  it('from a partner without access to one with it: it opens', () => {
    const plan = planOf({
      live: [partner('dead.example.org', { ...rowWith(''), additionalDomains: [moved] }), strict()],
      desired: [partner('dead.example.org', rowWith('')), strict([moved])],
    });
    expect(told(plan)).toEqual(['update strict.example.org opens', 'update dead.example.org neutral']);
  });

  it('to a partner without access: it closes', () => {
    const plan = planOf({
      live: [strict([moved])],
      desired: [strict(), partner('dead.example.org', { ...rowWith(''), additionalDomains: [moved] })],
    });
    expect(told(plan)).toEqual(['add dead.example.org closes', 'update strict.example.org neutral']);
  });

  it('two partners that swap domains are each judged by what they get', () => {
    const [one, other] = ['one.example.net', 'other.example.net'];
    const plan = planOf({
      live: [strict([one]), lenient([other])],
      desired: [strict([other]), lenient([one])],
    });
    expect(told(plan)).toEqual(['update lenient.example.org weakens', 'update strict.example.org tightens']);
  });
});

describe('a server that lists a domain twice', () => {
  it('what one partner gives up to another that stays as it is, is told where it is given up', () => {
    const plan = planOf({
      live: [
        partner('strict.example.org', { ...rowWith('s'), additionalDomains: ['x.example.org'] }),
        partner('wide.example.org', { ...rowWith('stc'), additionalDomains: ['x.example.org'] }),
      ],
      desired: [
        partner('strict.example.org', rowWith('s')),
        partner('wide.example.org', { ...rowWith('stc'), additionalDomains: ['x.example.org'] }),
      ],
    });
    expect(changeOf(plan, 'strict.example.org').effects).toEqual(['weakens']);
  });
});
