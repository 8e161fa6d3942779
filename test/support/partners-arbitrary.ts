/** fast-check: partners and sets of partners as they can really be, every field, all 18 rows, no domain twice. */
import fc from 'fast-check';
import { NEGOTIATIONS } from '../../src/model/negotiation.ts';
import {
  MAX_CONNECTION_LIMIT,
  PARTNER_DEFAULTS,
  PARTNER_TYPES,
  type PartnerSettings,
} from '../../src/model/partner.ts';
import { ALL_FIELDS, PARTNER_FIELDS, type PartnerField } from '../../src/model/partner-fields.ts';

/** What a deployment can hold, and what it does for every partner alike. */
export interface Expressible {
  readonly fields: ReadonlySet<PartnerField>;
  readonly fixed: Readonly<Partial<PartnerSettings>>;
}

const EVERYTHING: Expressible = { fields: ALL_FIELDS, fixed: {} };

const label = fc.oneof(
  { weight: 8, arbitrary: fc.stringMatching(/^[a-z][a-z0-9]{0,10}$/) },
  fc.constantFrom('xn--bcher-kva', 'xn--p1ai', 'xn--fiqs8s', 'a-b', 'a'.repeat(63), 'constructor', '1und1'),
);
const suffix = fc.constantFrom('com', 'org', 'example', 'co.uk', 'xn--p1ai');

export const domainArbitrary: fc.Arbitrary<string> = fc
  .tuple(fc.array(label, { minLength: 1, maxLength: 3 }), suffix)
  .map(([labels, top]) => `${labels.join('.')}.${top}`);

/** Whatever the schema lets through: anything but control characters other than tab and line feed. */
const description = fc.oneof(
  fc.constantFrom(
    'Corporate XMPP, noc@fabrikam.com',
    'Grüße, 你好 👋',
    '‮evil',
    'a\nb\tc',
    '"quoted" \\ {json}',
    '__proto__',
  ),
  fc
    .string({ minLength: 1, maxLength: 40, unit: 'grapheme' })
    .filter((text) => !/[\x00-\x08\x0b-\x1f\x7f-\x9f]/.test(text)),
);

const settingsArbitrary = fc.record({
  description: fc.option(description),
  partnerType: fc.constantFrom(...PARTNER_TYPES),
  tlsNegotiation: fc.constantFrom(...NEGOTIATIONS),
  saslNegotiation: fc.constantFrom(...NEGOTIATIONS),
  dialbackNegotiation: fc.boolean(),
  connectionLimit: fc.option(fc.oneof(fc.integer({ min: 1, max: 100 }), fc.constant(MAX_CONNECTION_LIMIT))),
  keepAlive: fc.boolean(),
  proxyFqdn: fc.option(domainArbitrary),
});

/** A partner with the given domains, the first of them its primary one. */
function partnerWith(domains: readonly string[], expressible: Expressible): fc.Arbitrary<PartnerSettings> {
  const [domain = '', ...others] = domains;
  return settingsArbitrary.map((settings) =>
    held({ domain, ...settings, additionalDomains: others.sort() }, expressible),
  );
}

/** Fields that the deployment lacks become what they are there for everybody. */
export function held(partner: PartnerSettings, { fields, fixed }: Expressible): PartnerSettings {
  const everybody: Partial<PartnerSettings> = { ...PARTNER_DEFAULTS, partnerType: 'Federated', ...fixed };
  const lacking = PARTNER_FIELDS.filter(({ field }) => !fields.has(field)).map(({ field }) => field);
  return { ...partner, ...Object.fromEntries(lacking.map((field) => [field, everybody[field]])) };
}

export interface PartnersOptions {
  readonly maxPartners?: number;
  readonly expressible?: Expressible;
}

/** A set of partners in which no domain occurs twice, in any order. */
export function partnersArbitrary(options: PartnersOptions = {}): fc.Arbitrary<readonly PartnerSettings[]> {
  const { maxPartners = 8, expressible = EVERYTHING } = options;
  const group = fc.integer({ min: 1, max: expressible.fields.has('additionalDomains') ? 4 : 1 });
  return fc
    .tuple(
      fc.uniqueArray(domainArbitrary, { maxLength: maxPartners * 2 }),
      fc.array(group, { minLength: maxPartners, maxLength: maxPartners }),
    )
    .chain(([domains, sizes]) => {
      const groups: string[][] = [];
      for (let at = 0; at < domains.length && groups.length < maxPartners; ) {
        const size = sizes[groups.length] ?? 1;
        groups.push(domains.slice(at, at + size));
        at += size;
      }
      return fc.tuple(...groups.map((each) => partnerWith(each, expressible)));
    });
}

/** Several versions of one partner: the same primary domain, everything else anew. */
export function versionsArbitrary(expressible: Expressible = EVERYTHING): fc.Arbitrary<readonly PartnerSettings[]> {
  const maxLength = expressible.fields.has('additionalDomains') ? 4 : 1;
  const version = fc
    .uniqueArray(domainArbitrary, { minLength: 0, maxLength: maxLength - 1 })
    .chain((others) =>
      partnerWith(['primary.example', ...others.filter((each) => each !== 'primary.example')], expressible),
    );
  return fc.array(version, { minLength: 2, maxLength: 4 });
}
