/** Which live sessions a change ends. */
import { describe, expect, it } from 'vitest';
import type { Session } from '../../src/model/adapter.ts';
import type { Method } from '../../src/model/negotiation.ts';
import type { PartnerSettings } from '../../src/model/partner.ts';
import { partner } from '../support/partners.ts';
import { rowWith } from './rows.ts';
import { changeOf, deletion, planOf, type Situation } from './situation.ts';

function inbound(domain: string, method: Method | null = 'sasl-tls'): Session {
  return { domain, direction: 'inbound', method };
}
function outbound(domain: string, method: Method | null = 'sasl-tls'): Session {
  return { domain, direction: 'outbound', method };
}

/** `inbound fabrikam.com sasl-tls`, for each session that the change of this partner ends. */
function ending(domain: string, situation: Situation): readonly string[] | undefined {
  const ends = changeOf(planOf(situation), domain).endsSessions;
  return ends?.map((session) => `${session.direction} ${session.domain} ${session.method}`);
}

const DOMAIN = 'fabrikam.com';
const update = (before: Partial<PartnerSettings>, after: Partial<PartnerSettings>, sessions: readonly Session[]) =>
  ending(DOMAIN, { live: [partner(DOMAIN, before)], desired: [partner(DOMAIN, after)], sessions });

describe('where the deployment lists none', () => {
  it('nothing is said', () => {
    expect(changeOf(planOf({ desired: [partner(DOMAIN)] }), DOMAIN)).not.toHaveProperty('endsSessions');
  });
});

describe('a session ends', () => {
  const all = [inbound(DOMAIN, 'sasl-tls'), inbound(DOMAIN, 'tls-dialback'), outbound(DOMAIN, 'tcp-dialback')];

  it('where its method is no longer permitted', () => {
    expect(update(rowWith('stc'), rowWith('st'), all)).toEqual(['outbound fabrikam.com tcp-dialback']);
    expect(update(rowWith('stc'), rowWith('s'), all)).toEqual([
      'inbound fabrikam.com tls-dialback',
      'outbound fabrikam.com tcp-dialback',
    ]);
    expect(update(rowWith('stc'), rowWith('tc'), all)).toEqual(['inbound fabrikam.com sasl-tls']);
    expect(update(rowWith('stc'), rowWith(''), all)).toHaveLength(3);
  });

  it('not where more is permitted, or something else changes', () => {
    expect(update(rowWith('s'), rowWith('stc'), [inbound(DOMAIN)])).toEqual([]);
    expect(update({}, { keepAlive: false, connectionLimit: 1 }, [inbound(DOMAIN), outbound(DOMAIN)])).toEqual([]);
  });

  it('with its partner', () => {
    const live = [partner(DOMAIN, { additionalDomains: ['corp.fabrikam.com'] })];
    const sessions = [outbound('corp.fabrikam.com'), inbound(DOMAIN), inbound('other.example')];
    expect(ending(DOMAIN, { live, ended: { [DOMAIN]: deletion(DOMAIN) }, sessions })).toEqual([
      'outbound corp.fabrikam.com sasl-tls',
      'inbound fabrikam.com sasl-tls',
    ]);
  });

  it('with its domain', () => {
    const additionalDomains = ['corp.fabrikam.com'];
    const sessions = [inbound('corp.fabrikam.com'), inbound(DOMAIN)];
    expect(update({ additionalDomains }, {}, sessions)).toEqual(['inbound corp.fabrikam.com sasl-tls']);
  });

  it('not while it is unauthenticated: it has yet to prove anything', () => {
    expect(update(rowWith('stc'), rowWith(''), [inbound(DOMAIN, null), outbound(DOMAIN, null)])).toEqual([]);
  });
});

describe('a proxy', () => {
  const sessions = [inbound(DOMAIN), outbound(DOMAIN)];

  it.each([
    [null, 'a.example'],
    ['a.example', 'b.example'],
    ['a.example', null],
  ])('%s → %s ends the outbound streams to the old target', (before, after) => {
    expect(update({ proxyFqdn: before }, { proxyFqdn: after }, sessions)).toEqual(['outbound fabrikam.com sasl-tls']);
  });
});

describe('a domain that moves', () => {
  const moved = 'x.example';
  const sessions = [
    inbound(moved, 'tls-dialback'),
    outbound(moved),
    inbound('giver.example'),
    outbound('taker.example'),
  ];
  const move = (giver: Partial<PartnerSettings>, taker: Partial<PartnerSettings>): Situation => ({
    live: [partner('giver.example', { ...giver, additionalDomains: [moved] }), partner('taker.example', taker)],
    desired: [partner('giver.example', giver), partner('taker.example', { ...taker, additionalDomains: [moved] })],
    sessions,
  });

  it('keeps its sessions where its new partner permits them', () => {
    const situation = move(rowWith('st'), rowWith('st'));
    expect(ending('giver.example', situation)).toEqual([]);
    expect(ending('taker.example', situation)).toEqual([]);
  });

  it('loses the others; the change of its new partner says so', () => {
    const situation = move(rowWith('st'), rowWith('s'));
    expect(ending('giver.example', situation)).toEqual([]);
    expect(ending('taker.example', situation)).toEqual(['inbound x.example tls-dialback']);
  });

  it('loses the outbound ones where its new partner has another proxy than its old one', () => {
    const situation = move({ ...rowWith('st') }, { ...rowWith('st'), proxyFqdn: 'p.example' });
    expect(ending('taker.example', situation)).toEqual(['outbound x.example sasl-tls']);
  });

  it('keeps them under a new name', () => {
    const live = [partner('old.example', { additionalDomains: [moved] })];
    const desired = [partner(moved, { additionalDomains: ['old.example'] })];
    const situation = { live, desired, sessions: [outbound(moved), inbound('old.example'), outbound('old.example')] };
    expect(ending(moved, situation)).toEqual([]);
    expect(ending('old.example', situation)).toEqual([]);
  });
});

describe('the list', () => {
  it('is sorted by domain, direction and method, whatever order the server gives', () => {
    const sessions = [
      outbound(DOMAIN, 'tls-dialback'),
      outbound(DOMAIN, 'sasl-tls'),
      inbound(DOMAIN, 'tls-dialback'),
      inbound(DOMAIN, 'sasl-tls'),
      outbound('a.fabrikam.com'),
    ];
    const live = [partner(DOMAIN, { additionalDomains: ['a.fabrikam.com'] })];
    const ended = { [DOMAIN]: deletion(DOMAIN) };
    const expected = [
      'outbound a.fabrikam.com sasl-tls',
      'inbound fabrikam.com sasl-tls',
      'inbound fabrikam.com tls-dialback',
      'outbound fabrikam.com sasl-tls',
      'outbound fabrikam.com tls-dialback',
    ];
    expect(ending(DOMAIN, { live, ended, sessions })).toEqual(expected);
    expect(ending(DOMAIN, { live, ended, sessions: [...sessions].reverse() })).toEqual(expected);
  });

  it('names two alike twice', () => {
    const sessions = [inbound(DOMAIN), inbound(DOMAIN)];
    expect(update(rowWith('s'), rowWith(''), sessions)).toHaveLength(2);
  });
});
