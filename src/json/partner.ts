/**
 * A partner in JSON, as state files and servers state it. Every field is there: a missing one is more likely a slip
 * than a wish for the default. Pure; the text is hostile.
 */
import { compareText } from '../model/diagnostic.ts';
import { checkDomain } from '../model/domain-name.ts';
import { NEGOTIATIONS } from '../model/negotiation.ts';
import { MAX_CONNECTION_LIMIT, PARTNER_TYPES, type PartnerSettings } from '../model/partner.ts';
import { PARTNER_FIELDS, type PartnerField } from '../model/partner-fields.ts';
import { isObject, keyProblem, type Problem, quote } from './problem.ts';

const FIELDS: readonly PartnerField[] = PARTNER_FIELDS.map(({ field }) => field);

/** `index` is the partner's place in the list; undefined: it stands in none. */
export function partnerProblem(value: unknown, index?: number): Problem | undefined {
  const listed = index === undefined ? 'the partner' : `partners[${index}]`;
  if (!isObject(value)) return { message: `${listed} is ${quote(value)}`, hint: 'a partner is an object: remove it' };
  const { domain } = value;
  const place = (): string => (typeof domain === 'string' ? `${listed} (${quote(domain).slice(1, -1)})` : listed);
  const keys = keyProblem(value, FIELDS, place);
  if (keys !== undefined) return keys;
  for (const field of FIELDS) {
    const wrong = CHECKS[field](value[field]);
    if (wrong === undefined) continue;
    return { message: `${place()}: "${field}" is ${quote(wrong.value ?? value[field])}`, hint: wrong.hint };
  }
  return undefined;
}

/** The partner with its keys in the order of the field table (and nothing else), its set of domains sorted. */
export function inFieldOrder(partner: PartnerSettings): PartnerSettings {
  const { domain, description, additionalDomains, partnerType } = partner;
  const { tlsNegotiation, saslNegotiation, dialbackNegotiation, connectionLimit, keepAlive, proxyFqdn } = partner;
  return {
    domain,
    description,
    additionalDomains: additionalDomains.length < 2 ? additionalDomains : [...additionalDomains].sort(compareText),
    partnerType,
    tlsNegotiation,
    saslNegotiation,
    dialbackNegotiation,
    connectionLimit,
    keepAlive,
    proxyFqdn,
  };
}

interface Wrong {
  readonly hint: string;
  /** The part that is wrong, where it is not the whole value. */
  readonly value?: unknown;
}

type Check = (value: unknown) => Wrong | undefined;

function oneOf(values: readonly string[]): Check {
  return (value) => (values.some((each) => each === value) ? undefined : { hint: `write ${values.join(' or ')}` });
}

const isBoolean: Check = (value) =>
  typeof value === 'boolean' ? undefined : { hint: 'write true or false, without quotes' };

export const isDomain: Check = (value) => {
  if (typeof value !== 'string') return { hint: 'write a domain, in quotes' };
  const check = checkDomain(value);
  if (check.kind === 'ok') return undefined;
  const instead = check.kind === 'form' ? `write ${check.canonical}` : check.hint;
  return { hint: `${check.reason}; ${instead}` };
};

const areDomains: Check = (value) => {
  if (!Array.isArray(value)) return { hint: 'write a list of domains, [] for none' };
  for (const item of value as readonly unknown[]) {
    const wrong = isDomain(item);
    if (wrong !== undefined) return { ...wrong, value: item };
  }
  return undefined;
};

/** As in partner files; and no half of a surrogate pair, which UTF-8 cannot carry (RFC 3629 §3). */
const UNFIT = /[\x00-\x08\x0b-\x1f\x7f-\x9f]|\p{Surrogate}/u;

const isText: Check = (value) =>
  typeof value === 'string' && value !== '' && !UNFIT.test(value)
    ? undefined
    : { hint: 'write a text without control characters' };

function orNull(check: Check): Check {
  return (value) => {
    const wrong = value === null ? undefined : check(value);
    return wrong === undefined ? undefined : { ...wrong, hint: `${wrong.hint}, or null` };
  };
}

const isLimit: Check = (value) =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MAX_CONNECTION_LIMIT
    ? undefined
    : { hint: `write a whole number from 1 to ${MAX_CONNECTION_LIMIT}, without quotes` };

const CHECKS: Readonly<Record<PartnerField, Check>> = {
  domain: isDomain,
  description: orNull(isText),
  additionalDomains: areDomains,
  partnerType: oneOf(PARTNER_TYPES),
  tlsNegotiation: oneOf(NEGOTIATIONS),
  saslNegotiation: oneOf(NEGOTIATIONS),
  dialbackNegotiation: isBoolean,
  connectionLimit: orNull(isLimit),
  keepAlive: isBoolean,
  proxyFqdn: orNull(isDomain),
};
