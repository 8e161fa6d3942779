/** Each way in which a deployment can fall short of what was wanted is told in words; nothing else is. */
import { describe, expect, it } from 'vitest';
import { healthShortfalls, partnerShortfalls, sessionShortfalls } from '../../src/apply/shortfalls.ts';
import type { Session } from '../../src/model/adapter.ts';
import type { Health } from '../../src/model/health.ts';
import { ALL_FIELDS, type PartnerField } from '../../src/model/partner-fields.ts';
import { partner } from '../support/partners.ts';

const everything = { fields: ALL_FIELDS };
const fabrikam = partner('fabrikam.com', { additionalDomains: ['corp.fabrikam.com'] });
const litware = partner('litware.com', { saslNegotiation: 'Optional' });

describe('partners', () => {
  it.each([
    { case: 'as wanted, in another order', there: [litware, fabrikam], told: [] },
    { case: 'one is missing', there: [litware], told: ['fabrikam.com: it should be there, and is not'] },
    {
      case: 'one too many',
      there: [fabrikam, litware, partner('evil.example')],
      told: ['evil.example: it is there, and should not be'],
    },
    {
      case: 'one differs',
      there: [{ ...fabrikam, keepAlive: false, additionalDomains: [] }, litware],
      told: ['fabrikam.com: it differs from what was wanted: additionalDomains, keepAlive'],
    },
    {
      case: 'one differs in what it permits, too: the fields say more',
      there: [fabrikam, { ...litware, saslNegotiation: 'NotSupported' } as const],
      told: ['litware.com: it differs from what was wanted: saslNegotiation'],
    },
    {
      case: 'everything at once, sorted',
      there: [partner('a.example'), { ...litware, connectionLimit: 1 }],
      told: [
        'a.example: it is there, and should not be',
        'fabrikam.com: it should be there, and is not',
        'litware.com: it differs from what was wanted: connectionLimit',
      ],
    },
  ])('$case', ({ there, told }) => {
    const found = partnerShortfalls(everything, [fabrikam, litware], there);
    expect(found.map(({ domain, reason }) => `${domain}: ${reason}`)).toEqual(told);
  });

  it('a field that the deployment cannot hold is not missed', () => {
    const fields: ReadonlySet<PartnerField> = new Set(['domain', 'additionalDomains']);
    expect(partnerShortfalls({ fields }, [fabrikam], [{ ...fabrikam, connectionLimit: 5 }])).toEqual([]);
  });

  it('what a fixed setting permits is missed where it differs', () => {
    const fields: ReadonlySet<PartnerField> = new Set(['domain', 'additionalDomains']);
    const there = { ...fabrikam, saslNegotiation: 'NotSupported' } as const;
    expect(partnerShortfalls({ fields }, [fabrikam], [there])).toEqual([
      { domain: 'fabrikam.com', reason: 'it differs from what was wanted: the methods that it permits' },
    ]);
  });
});

describe('live sessions', () => {
  const session = (domain: string, method: Session['method'], direction: Session['direction'] = 'inbound') => ({
    domain,
    direction,
    method,
  });

  it.each([
    { case: 'a permitted method', sessions: [session('fabrikam.com', 'sasl-tls')], told: [] },
    { case: 'on an additional domain', sessions: [session('corp.fabrikam.com', 'sasl-tls', 'outbound')], told: [] },
    { case: 'not authenticated yet, whoever it is', sessions: [session('stranger.example', null)], told: [] },
    {
      case: 'a method that the partner does not permit',
      sessions: [session('corp.fabrikam.com', 'tls-dialback')],
      told: [
        'corp.fabrikam.com: a live inbound session by Server Dialback over TLS, which fabrikam.com does not permit',
      ],
    },
    {
      case: 'a domain that nobody covers, twice and in both directions',
      sessions: [
        session('it.fabrikam.com', 'sasl-tls', 'outbound'),
        session('it.fabrikam.com', 'sasl-tls'),
        session('it.fabrikam.com', 'tcp-dialback'),
      ],
      told: [
        'it.fabrikam.com: a live inbound session, although no partner covers the domain',
        'it.fabrikam.com: a live outbound session, although no partner covers the domain',
      ],
    },
  ])('$case', ({ sessions, told }) => {
    const found = sessionShortfalls([fabrikam, litware], sessions);
    expect(found.map(({ domain, reason }) => `${domain}: ${reason}`)).toEqual(told);
  });
});

describe('health', () => {
  const told = (change: Partial<Health>) =>
    healthShortfalls(
      { enforcing: true, mode: 'enforce', revision: 'r1', reasons: [], limits: [], departures: [], ...change },
      'r1',
    ).map(({ reason }) => reason);

  it('an enforcing server gives no reason, whatever else it says', () => {
    expect(told({ reasons: ['an old note'] })).toEqual([]);
  });

  it('each reason of one that is not is told', () => {
    const reasons = ['the module is not loaded on muc.contoso.com', 'it holds an older revision'];
    expect(told({ enforcing: false, reasons })).toEqual([
      'the server says that it is not enforcing: the module is not loaded on muc.contoso.com',
      'the server says that it is not enforcing: it holds an older revision',
    ]);
  });

  it('what it does otherwise than is declared is told', () => {
    const departures = [{ setting: 'tlsNegotiation', declared: 'Required', live: 'Optional', where: 'contoso.com' }];
    expect(told({ departures })).toEqual([
      'contoso.com does tlsNegotiation: Optional, and `enforces` declares Required',
    ]);
  });

  it('one without reasons is told all the same', () => {
    expect(told({ enforcing: false })).toEqual(['the server says that it is not enforcing: it gives no reason']);
  });

  it.each([
    ['r2', 'the server enforces the revision r2, and r1 was read again'],
    [null, 'the server enforces no revision that it knows, and r1 was read again'],
  ])('enforcing %s is not enforcing what was read', (revision, reason) => {
    expect(told({ revision })).toEqual([reason]);
  });
});
