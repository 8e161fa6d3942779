/** What the fragment can say of a partner: both forms of its domains, as far as ejabberd leaves them alone; nothing else. */
import { describe, expect, test } from 'vitest';
import { decodeAccess } from '../../../src/adapters/ejabberd/access-codec.ts';
import { ejabberdCapabilities, inexpressible } from '../../../src/adapters/ejabberd/capabilities.ts';
import { domainOfForm, formsOf } from '../../../src/adapters/ejabberd/domain-forms.ts';
import { partner } from '../../support/partners.ts';

describe('the forms of a domain', () => {
  test.each<readonly [string, readonly string[]]>([
    ['fabrikam.com', ['fabrikam.com']],
    ['xn--bcher-kva.example', ['xn--bcher-kva.example', 'bücher.example']],
    ['xn--e1afmkfd.xn--p1ai', ['xn--e1afmkfd.xn--p1ai', 'пример.рф']],
    // all of it from right to left
    ['xn--4dbrk0ce.xn--4dbrk0ce', ['xn--4dbrk0ce.xn--4dbrk0ce', 'ישראל.ישראל']],
    // both directions in one name
    ['xn--4dbrk0ce.example', ['xn--4dbrk0ce.example']],
    // Nameprep makes fass.example of it
    ['xn--fa-hia.example', ['xn--fa-hia.example']],
    ['xn--n3h.example', ['xn--n3h.example']],
  ])('of %s', (domain, forms) => {
    expect(formsOf(domain)).toEqual(forms);
    for (const form of forms) expect(domainOfForm(form)).toBe(domain);
  });

  test.each(['BÜCHER.example', 'fabrikam.com.', '*.example', ''])('%j is none', (form) => {
    expect(domainOfForm(form)).toBeUndefined();
  });
});

describe('an access rule', () => {
  const of = (sections: object) => {
    const access = decodeAccess({ acl: undefined, access_rules: undefined, shaper_rules: undefined, ...sections });
    return 'problem' in access ? access.problem.message : access;
  };
  const RULE = { partnerctl: [{ allow: 'partnerctl_a.example' }, { deny: 'all' }] };
  const acl = { 'partnerctl_a.example': { server: ['a.example'] } };
  const streams = (rules: object) => {
    const access = of({ acl, access_rules: RULE, shaper_rules: rules });
    return typeof access === 'string' ? access : access.allowed.map((each) => each.streams);
  };

  test('an empty map is dumped as an empty list, and allows nobody', () => {
    const empty = { acl: [], access_rules: [], shaper_rules: [] };
    expect(of(empty)).toEqual({ allowed: [], hasRule: false });
    expect(of({ ...empty, access_rules: [RULE] })).toContain('access_rules is');
  });

  test.each<readonly [object, unknown]>([
    [{}, [1]],
    [{ max_s2s_connections: 1 }, [1]],
    [{ max_s2s_connections: [{ 1: 'all' }, { 7: 'partnerctl_a.example' }] }, [1]],
    [{ max_s2s_connections: [{ 7: 'partnerctl_a.example' }] }, [1]],
    [{ max_s2s_connections: { 7: 'partnerctl_a.example' }, max_s2s_connections_per_node: 1 }, [1]],
    [
      {
        max_s2s_connections: { 7: 'partnerctl_a.example' },
        max_s2s_connections_per_node: { 3: 'partnerctl_a.example' },
      },
      [3],
    ],
    [{ max_s2s_connections: { 7: 'admins' } }, expect.stringContaining('did not write')],
    [{ max_s2s_connections: { many: 'partnerctl_a.example' } }, expect.stringContaining('did not write')],
    [{ max_s2s_connections: { 1: 'admins' } }, expect.stringContaining('did not write')],
    [{ max_s2s_connections: { 7: 'all' } }, expect.stringContaining('did not write')],
  ])('streams by %j', (rules, told) => {
    expect(streams(rules)).toEqual(told);
  });
});

describe('what a partner asks for', () => {
  const ENFORCES = { tlsNegotiation: 'Required', saslNegotiation: 'Required', dialbackNegotiation: false } as const;
  const asks = (settings: object, enforces: typeof ENFORCES | null = ENFORCES) =>
    inexpressible(partner('a.example', settings), enforces)?.message;

  test('is written where it agrees with what is done for all, in whatever words', () => {
    expect(asks({ ...ENFORCES })).toBeUndefined();
    expect(asks({ dialbackNegotiation: true })).toBeUndefined();
    expect(asks({ partnerType: 'PublicVerified' })).toBeUndefined();
    expect(asks({ saslNegotiation: 'Optional' }, null)).toBeUndefined();
  });

  test.each<readonly [object, string]>([
    [{ proxyFqdn: 'edge.a.example' }, 'proxyFqdn (edge.a.example)'],
    [{ partnerType: 'PublicUnverified' }, 'partnerType (PublicUnverified)'],
    [{ saslNegotiation: 'Optional' }, 'other methods than `enforces` declares (sasl-tls, tls-dialback)'],
  ])('%j is not', (settings, what) => expect(asks(settings)).toBe(`ejabberd has no place for ${what}`));

  test('open sessions end as the option says', () => {
    expect(ejabberdCapabilities(ENFORCES, 'end-all').openSessions).toBe('all-ended');
    expect(ejabberdCapabilities(ENFORCES, 'keep').openSessions).toBe('kept');
  });
});
