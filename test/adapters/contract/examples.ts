/** Partners that between them have everything that a partner can have. */
import { NEGOTIATIONS } from '../../../src/model/negotiation.ts';
import { MAX_CONNECTION_LIMIT, PARTNER_TYPES, type PartnerSettings } from '../../../src/model/partner.ts';
import { partner } from '../../support/partners.ts';

export const fabrikam = partner('fabrikam.com', {
  description: 'Corporate XMPP service of Fabrikam, noc@fabrikam.com',
  additionalDomains: ['corp.fabrikam.com', 'it.fabrikam.com'],
  dialbackNegotiation: false,
  connectionLimit: 10,
  proxyFqdn: 'xmpp-edge.fabrikam.com',
});

export const litware = partner('litware.example', { partnerType: 'PublicVerified', saslNegotiation: 'Optional' });
export const plain = partner('plain.example');

/** The 18 rows of the negotiation matrix, also those that permit nothing. */
const rows: readonly PartnerSettings[] = NEGOTIATIONS.flatMap((tlsNegotiation) =>
  NEGOTIATIONS.flatMap((saslNegotiation) =>
    [true, false].map((dialbackNegotiation) =>
      partner(`${tlsNegotiation}-${saslNegotiation}-${dialbackNegotiation}.example`.toLowerCase(), {
        tlsNegotiation,
        saslNegotiation,
        dialbackNegotiation,
      }),
    ),
  ),
);

const types = PARTNER_TYPES.map((partnerType) => partner(`${partnerType.toLowerCase()}.example`, { partnerType }));

const texts = [
  'Grüße aus Köln: 你好 👋🏽',
  'two\nlines and\ta tab',
  '"quoted", \'quoted\', back\\slash, {json: true}, <b>&amp;',
  ' white space around ',
  '\u202eright to left\u2028',
  'null',
  'x'.repeat(5000),
].map((description, index) => partner(`text-${index}.example`, { description }));

const domains = [
  partner('xn--bcher-kva.example', { additionalDomains: ['chat.xn--bcher-kva.example', 'xn--fiqs8s.xn--fiqs8s'] }),
  partner(`${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(61)}`),
  partner('many.example', { additionalDomains: Array.from({ length: 100 }, (_, n) => `d${n + 100}.many.example`) }),
  partner('constructor.example', { proxyFqdn: 'xn--bcher-kva.example' }),
];

const limits = [1, 65_536, MAX_CONNECTION_LIMIT].map((connectionLimit) =>
  partner(`limit-${connectionLimit}.example`, { connectionLimit, keepAlive: connectionLimit !== 1 }),
);

export const EXAMPLES: readonly PartnerSettings[] = [
  fabrikam,
  litware,
  plain,
  ...rows,
  ...types,
  ...texts,
  ...domains,
  ...limits,
];
