/** What partners agree on: the mix of types, rows of the matrix and optional fields of a large organisation. */
import type { PartnerSettings } from '../src/model/partner.ts';
import { PARTNER_DEFAULTS } from '../src/model/partner.ts';
import type { Random } from './random.ts';

type Row = Pick<PartnerSettings, 'tlsNegotiation' | 'saslNegotiation' | 'dialbackNegotiation'>;

const CERTIFICATES: Row = { tlsNegotiation: 'Required', saslNegotiation: 'Required', dialbackNegotiation: true };
const CERTIFICATES_ONLY: Row = { ...CERTIFICATES, dialbackNegotiation: false };
const EITHER: Row = { ...CERTIFICATES, saslNegotiation: 'Optional' };
const ENCRYPTED_DIALBACK: Row = { ...CERTIFICATES, saslNegotiation: 'NotSupported' };
const ANYTHING: Row = { tlsNegotiation: 'Optional', saslNegotiation: 'Optional', dialbackNegotiation: true };
const PLAINTEXT: Row = { tlsNegotiation: 'NotSupported', saslNegotiation: 'NotSupported', dialbackNegotiation: true };

/** The usual ones more often. */
const ROWS = [
  ...[CERTIFICATES, CERTIFICATES, CERTIFICATES, CERTIFICATES],
  ...[CERTIFICATES_ONLY, CERTIFICATES_ONLY, EITHER, EITHER, ENCRYPTED_DIALBACK],
] as const satisfies readonly Row[];
const WEAK_ROWS = [ANYTHING, PLAINTEXT] as const;

const TYPES = ['Federated', 'Federated', 'Federated', 'PublicVerified', 'PublicUnverified'] as const;
const COMPONENTS = ['corp', 'it', 'upload', 'pubsub', 'eu', 'hq'] as const;
const DESCRIPTIONS = [
  'Corporate XMPP service',
  'Logistics: order updates and the night shift',
  'Büro Köln, Ansprechpartner: Jürgen Müller',
  'Shared engineering rooms # see the wiki',
  "The customer's help desk",
  '株式会社 – 東京',
  'Merger in progress; "two" domains until then',
] as const;

export function partnerSettings(domain: string, random: Random): PartnerSettings {
  return {
    ...PARTNER_DEFAULTS,
    domain,
    description: random.chance(70) ? `${random.pick(DESCRIPTIONS)}, noc@${domain}` : null,
    additionalDomains: random.chance(75) ? componentsOf(domain, random) : [],
    partnerType: random.pick(TYPES),
    ...(random.chance(3) ? random.pick(WEAK_ROWS) : random.pick(ROWS)),
    connectionLimit: random.chance(30) ? random.integer(10, 60) : null,
    keepAlive: !random.chance(8),
    proxyFqdn: random.chance(8) ? `xmpp-edge.${domain}` : null,
  };
}

/** Group chats first of all. */
function componentsOf(domain: string, random: Random): readonly string[] {
  const rooms = random.pick(['conference', 'muc', 'rooms', 'conference']);
  const others = random.shuffled(COMPONENTS).slice(0, random.integer(0, 3));
  return [rooms, ...others].map((component) => `${component}.${domain}`).sort();
}

/** The same partner before somebody's change. */
export function earlierSettings(now: PartnerSettings, random: Random): PartnerSettings {
  return random.chance(50)
    ? { ...now, connectionLimit: (now.connectionLimit ?? 0) + 20 }
    : { ...now, partnerType: now.partnerType === 'Federated' ? 'PublicUnverified' : 'Federated' };
}
