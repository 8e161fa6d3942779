/** What the script's functions make of the cmdlets' objects: JSON in ASCII, every property named, lists sorted. */
import { createHash } from 'node:crypto';
import { CmdletProblem } from './cmdlets.ts';
import type { Stored } from './store.ts';

export function quote(text: unknown): string {
  const units = Array.from({ length: String(text).length }, (_, at) => String(text).charAt(at));
  return `"${units.map((unit) => (/[ !#-[\]-~]/.test(unit) ? unit : escaped(unit))).join('')}"`;
}

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

export function quoteList(texts: readonly unknown[]): string {
  return `[${texts.map(quote).join(',')}]`;
}

function plain(name: unknown): string {
  return String(name).toLowerCase().replace(/\.$/, '');
}

function property(partner: Stored, name: string): unknown {
  if (Object.hasOwn(partner, name)) return partner[name];
  throw new CmdletProblem(
    `Get-CsXmppAllowedPartner gives objects without the property ${name}`,
    'RuntimeException',
    'OperationStopped',
  );
}

function textOrNull(value: unknown): string {
  return value === null || value === '' ? 'null' : quote(value);
}

function truth(value: unknown): string {
  if (typeof value === 'boolean') return String(value);
  throw new CmdletProblem(
    'a value that should be true or false is neither',
    'a value that should be true or false is neither',
    'OperationStopped',
  );
}

function numberOrNull(value: unknown): string {
  if (value === null) return 'null';
  if (Number.isInteger(Number(value)) && Number(value) >= 0 && Number(value) <= 4_294_967_295)
    return String(Number(value));
  throw new CmdletProblem(
    'Cannot convert value to type "System.UInt32".',
    'InvalidCastIConvertible',
    'InvalidArgument',
  );
}

/** `@($value)`: null is a list with nothing in it that counts, one text a list of one. */
function list(value: unknown): readonly unknown[] {
  return (Array.isArray(value) ? (value as readonly unknown[]) : [value]).filter((each) => each !== null);
}

export function project(partner: Stored): string {
  const ordinal = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
  const domains = list(property(partner, 'AdditionalDomains')).map(plain).sort(ordinal);
  const proxy = property(partner, 'ProxyFqdn');
  const members = [
    ['identity', quote(property(partner, 'Identity'))],
    ['domain', quote(plain(partner['Domain'] || property(partner, 'Identity')))],
    ['description', textOrNull(property(partner, 'Description'))],
    ['additionalDomains', quoteList(domains)],
    ['partnerType', quote(property(partner, 'PartnerType'))],
    ['tlsNegotiation', quote(property(partner, 'TlsNegotiation'))],
    ['saslNegotiation', quote(property(partner, 'SaslNegotiation'))],
    ['dialbackNegotiation', truth(property(partner, 'SupportDialbackNegotiation'))],
    ['connectionLimit', numberOrNull(property(partner, 'ConnectionLimit'))],
    ['keepAlive', truth(property(partner, 'EnableKeepAlive'))],
    ['proxyFqdn', textOrNull(proxy === null ? null : plain(proxy))],
  ];
  return `{${members.map(([name, value]) => `"${name}":${value}`).join(',')}}`;
}

export function stateOf(texts: readonly string[]): string {
  return createHash('sha256').update(texts.join(','), 'latin1').digest('hex');
}
