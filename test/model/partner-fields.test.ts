/** The one table of a partner's fields: complete, in order, and true to equality and defaults. */
import { describe, expect, it } from 'vitest';
import { PARTNER_DEFAULTS, type PartnerSettings } from '../../src/model/partner.ts';
import {
  ALL_FIELDS,
  differingFields,
  FILE_KEYS,
  PARTNER_FIELDS,
  sameSettings,
} from '../../src/model/partner-fields.ts';
import { partner } from '../support/partners.ts';

const one: PartnerSettings = partner('fabrikam.com', { additionalDomains: ['a.example', 'b.example'] });

/** For each field a value that `one` does not have. */
const OTHERS: { readonly [Field in keyof PartnerSettings]: PartnerSettings[Field] } = {
  domain: 'fabrikam.org',
  description: 'another',
  additionalDomains: ['a.example'],
  partnerType: 'PublicVerified',
  tlsNegotiation: 'Optional',
  saslNegotiation: 'Optional',
  dialbackNegotiation: false,
  connectionLimit: 1,
  keepAlive: false,
  proxyFqdn: 'proxy.example',
};

describe('the table', () => {
  it('has every field of a partner, in the order of files', () => {
    expect(PARTNER_FIELDS.map(({ field }) => field)).toEqual(Object.keys(OTHERS));
    expect(ALL_FIELDS).toEqual(new Set(Object.keys(OTHERS)));
    expect(FILE_KEYS).toEqual([...Object.keys(OTHERS), 'owner', 'expires', 'deployments']);
  });

  it('has the defaults that a file may rely on, and no others', () => {
    const defaults = PARTNER_FIELDS.filter((info) => 'default' in info).map((info) => [info.field, info.default]);
    expect(Object.fromEntries(defaults)).toEqual(PARTNER_DEFAULTS);
    expect(PARTNER_DEFAULTS).toEqual({
      description: null,
      additionalDomains: [],
      tlsNegotiation: 'Required',
      saslNegotiation: 'Required',
      dialbackNegotiation: true,
      connectionLimit: null,
      keepAlive: true,
      proxyFqdn: null,
    });
  });

  it('names the parameters of New-CsXmppAllowedPartner', () => {
    expect(PARTNER_FIELDS.map(({ cmdlet }) => cmdlet)).toEqual([
      'Identity',
      'Description',
      'AdditionalDomains',
      'PartnerType',
      'TlsNegotiation',
      'SaslNegotiation',
      'SupportDialbackNegotiation',
      'ConnectionLimit',
      'EnableKeepAlive',
      'ProxyFqdn',
    ]);
  });
});

describe('differences', () => {
  it.each(Object.keys(OTHERS) as (keyof PartnerSettings)[])('%s is seen', (field) => {
    const other = { ...one, [field]: OTHERS[field] };
    expect(differingFields(one, other)).toEqual([field]);
    expect(sameSettings(one, other)).toBe(false);
  });

  it('are in the order of the table, all of them', () => {
    expect(differingFields(one, OTHERS)).toEqual(Object.keys(OTHERS));
  });

  it('are none between equal values of different objects', () => {
    const copy = { ...one, additionalDomains: [...one.additionalDomains] };
    expect(differingFields(one, copy)).toEqual([]);
    expect(sameSettings(one, copy)).toBe(true);
  });

  it.each([[['a.example', 'b.example', 'c.example']], [['a.example', 'c.example']], [[]]])(
    'additional domains %j are others',
    (additionalDomains) => {
      expect(sameSettings(one, { ...one, additionalDomains })).toBe(false);
      expect(sameSettings({ ...one, additionalDomains }, one)).toBe(false);
    },
  );
});
