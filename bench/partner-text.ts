/** Settings → a partner file as people write it: their order, quotes, lists, comments and editors. */

import { newPartnerText } from '../src/adopt/new-partner-text.ts';
import type { PartnerSettings } from '../src/model/partner.ts';
import { PARTNER_DEFAULTS } from '../src/model/partner.ts';
import { FILE_KEYS } from '../src/model/partner-fields.ts';
import type { Random } from './random.ts';

const MODELINE = '# yaml-language-server: $schema=../schemas/partner.schema.json';
const HEADERS = [
  '# Agreed with their network team, ticket FED-4711.',
  '# Reviewed by security. Ask before you weaken anything here.',
  '#\n# Contact: see the CMDB; out of hours call the duty desk\n#',
] as const;
const REMARKS = [
  'agreed 2024-03',
  'see FED-1203',
  "their firewall can't do more",
  'temporary',
  'wegen Zertifikat',
] as const;
const OWNERS = ['uc-team', 'linux-desktop', 'procurement', 'security', 'customer-care'] as const;

export function partnerText(settings: PartnerSettings, random: Random): string {
  return asSaved(random.chance(25) ? begunWithNew(settings, random) : byHand(settings, random), random);
}

/** What `partnerctl new` wrote, filled in, its comments kept. */
function begunWithNew(settings: PartnerSettings, random: Random): string {
  const { domain, partnerType, tlsNegotiation, saslNegotiation, dialbackNegotiation } = settings;
  const always = { tlsNegotiation, saslNegotiation, dialbackNegotiation: String(dialbackNegotiation) };
  const values = { ...statedSettings(settings, random), ...recorded(random), ...always, partnerType };
  const template = newPartnerText({ domain, partnerType, deployments: ['local'] }).trimEnd();
  return Object.entries(values).reduce((text, [key, value]) => {
    if (value === undefined || key === 'domain') return text;
    const place = new RegExp(`^(?:# )?${key}:.*(?:\\n# {3}- .*)?`, 'm');
    return place.test(text) ? text.replace(place, () => entry(key, value)) : `${text}\n${entry(key, value)}`;
  }, template);
}

function byHand(settings: PartnerSettings, random: Random): string {
  const values: Readonly<Record<string, string | undefined>> = {
    ...statedSettings(settings, random),
    ...recorded(random),
    deployments: random.chance(3) ? '[local]' : undefined,
  };
  const keys = random.chance(10) ? random.shuffled(FILE_KEYS) : FILE_KEYS;
  const lines = [
    ...(random.chance(3) ? ['---'] : []),
    ...(random.chance(60) ? [MODELINE] : []),
    ...(random.chance(20) ? [random.pick(HEADERS)] : []),
    ...keys.flatMap((key) => keyLines(key, values[key], random)),
    ...(random.chance(2) ? ['# partnerctl-allow no-component-domain: no group chats are agreed'] : []),
  ];
  return lines.join('\n');
}

/** What stays in the repository. */
function recorded(random: Random): { readonly owner: string | undefined; readonly expires: string | undefined } {
  return {
    owner: random.chance(75) ? random.pick(OWNERS) : undefined,
    expires: random.chance(50) ? `20${random.integer(90, 99)}-${random.pick(['03-31', '06-30', '12-31'])}` : undefined,
  };
}

/** What is not stated is undefined; defaults are stated now and then. */
function statedSettings(settings: PartnerSettings, random: Random): Record<string, string | undefined> {
  // people do not state what lint says is without effect
  const certificatesOnly = settings.tlsNegotiation === 'Required' && settings.saslNegotiation === 'Required';
  const states = (key: keyof typeof PARTNER_DEFAULTS): boolean =>
    settings[key] !== PARTNER_DEFAULTS[key] ||
    random.chance(key === 'dialbackNegotiation' && certificatesOnly ? 2 : 25);
  const plain = (
    key: 'tlsNegotiation' | 'saslNegotiation' | 'dialbackNegotiation' | 'keepAlive',
  ): string | undefined => (states(key) ? String(settings[key]) : undefined);
  return {
    domain: quoted(settings.domain, random),
    description: settings.description === null ? undefined : described(settings.description, random),
    additionalDomains: listed(settings.additionalDomains, random),
    partnerType: quoted(settings.partnerType, random),
    tlsNegotiation: plain('tlsNegotiation'),
    saslNegotiation: plain('saslNegotiation'),
    dialbackNegotiation: plain('dialbackNegotiation'),
    connectionLimit: settings.connectionLimit === null ? undefined : String(settings.connectionLimit),
    keepAlive: plain('keepAlive'),
    proxyFqdn: settings.proxyFqdn === null ? undefined : quoted(settings.proxyFqdn, random),
  };
}

function quoted(text: string, random: Random): string {
  if (random.chance(88)) return text;
  return random.chance(60) ? `"${text}"` : `'${text}'`;
}

function described(text: string, random: Random): string {
  if (random.chance(5)) return `>-\n  ${text.replace(' ', '\n  ')}`;
  const needsQuotes = /: | #|^["']/.test(text);
  if (!needsQuotes && random.chance(75)) return text;
  return random.chance(60) ? JSON.stringify(text) : `'${text.replaceAll("'", "''")}'`;
}

function listed(items: readonly string[], random: Random): string | undefined {
  if (items.length === 0) return random.chance(5) ? '[]' : undefined;
  const inTheirOrder = random.shuffled(items);
  if (random.chance(20)) return `[${inTheirOrder.map((item) => quoted(item, random)).join(', ')}]`;
  const indent = random.chance(70) ? '  ' : '';
  return inTheirOrder
    .map((item) => `\n${indent}- ${quoted(item, random)}${random.chance(5) ? ` # ${random.pick(REMARKS)}` : ''}`)
    .join('');
}

function keyLines(key: string, value: string | undefined, random: Random): readonly string[] {
  if (value === undefined) return [];
  const above = random.chance(4) ? [`# ${random.pick(REMARKS)}`] : [];
  const between = random.chance(2) ? [''] : [];
  const line = entry(key, value);
  const remark =
    !line.includes('\n') && random.chance(7) ? `${random.chance(50) ? ' ' : '      '}# ${random.pick(REMARKS)}` : '';
  return [...between, ...above, `${line}${remark}`];
}

function entry(key: string, value: string): string {
  return value.startsWith('\n') ? `${key}:${value}` : `${key}: ${value}`;
}

/** Editors differ about the end of lines and files, and about a byte order mark. */
function asSaved(text: string, random: Random): string {
  const ended = random.chance(97) ? `${text}\n` : text;
  const lines = random.chance(2) ? ended.replaceAll('\n', '\r\n') : ended;
  return random.chance(1) ? `\ufeff${lines}` : lines;
}
