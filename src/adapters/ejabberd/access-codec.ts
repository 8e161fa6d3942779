/**
 * The access rule, its acl's and the stream limits ↔ who is allowed. Pure; what a configuration says is hostile.
 *
 * Whoever the rule allows is a partner. What stands in it and is not understood is a problem, never a shorter list.
 */
import { isObject, type Problem, quote } from '../../json/problem.ts';
import { compareText } from '../../model/diagnostic.ts';
import { domainOfForm } from './domain-forms.ts';
import { aclName, isAclName, RULE, STREAM_RULES } from './names.ts';

/** Values of the top level of a configuration, as YAML has them; undefined where there is none. */
export interface Sections {
  readonly acl: unknown;
  readonly access_rules: unknown;
  readonly shaper_rules: unknown;
}

export interface Allowed {
  readonly domain: string;
  readonly additionalDomains: readonly string[];
  /** To each of its domains from each of ours: one, where nobody says otherwise by hand. */
  readonly streams: number;
}

export type Access =
  | { readonly allowed: readonly Allowed[]; readonly hasRule: boolean }
  | { readonly problem: Problem };

/** Never leaves this module. */
class Foreign extends Error {
  readonly hint: string;
  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}

export function decodeAccess(sections: Sections): Access {
  try {
    const rules = mapOf(sections.access_rules, 'access_rules');
    const names = allowedNames(rules[RULE]);
    const acl = mapOf(sections.acl, 'acl');
    const limits = streamLimits(mapOf(sections.shaper_rules, 'shaper_rules'));
    const allowed = names.map((name) => ({ ...allowedBy(name, acl[name]), streams: limits.get(name) ?? 1 }));
    noDomainTwice(allowed);
    return { allowed, hasRule: rules[RULE] !== undefined };
  } catch (error) {
    if (!(error instanceof Foreign)) throw error;
    return { problem: { message: error.message, hint: error.hint } };
  }
}

/** Own members only; an empty map is dumped as an empty list. */
function mapOf(value: unknown, place: string): Readonly<Record<string, unknown>> {
  if (value === undefined || value === null || (Array.isArray(value) && value.length === 0))
    return Object.create(null) as Record<string, unknown>;
  if (!isObject(value)) throw new Foreign(`${place} is ${quote(value)}`, 'it is a map of names');
  return value;
}

const OURS = 'move what you need to rules of your own: this one is written by partnerctl alone';

/** No rule allows nobody. */
function allowedNames(rule: unknown): readonly string[] {
  if (rule === undefined) return [];
  const place = `access_rules: ${RULE}`;
  if (!Array.isArray(rule)) throw new Foreign(`${place} is ${quote(rule)}, not a list`, OURS);
  const items: readonly unknown[] = rule;
  if (
    items.some((item) => isObject(item) && Object.values(item).includes('all') && !Object.keys(item).includes('deny'))
  )
    throw new Foreign(
      `${place} has "allow: all", which lets everybody in`,
      'remove that line, and run `ejabberdctl reload_config` and `ejabberdctl stop_s2s_connections`',
    );
  const last = items.at(-1);
  if (!isObject(last) || Object.keys(last).join() !== 'deny' || last['deny'] !== 'all')
    throw new Foreign(`${place} does not end with "deny: all", so part of it may be missing`, OURS);
  const names = items.slice(0, -1).map((item) => {
    const name = isObject(item) && Object.keys(item).join() === 'allow' ? item['allow'] : undefined;
    if (typeof name === 'string' && isAclName(name)) return name;
    throw new Foreign(`${place} has ${quote(item)}, which partnerctl did not write`, OURS);
  });
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) throw new Foreign(`${place} allows ${quote(name)} twice`, 'remove one of the two');
    seen.add(name);
  }
  return names;
}

function allowedBy(name: string, acl: unknown): Omit<Allowed, 'streams'> {
  const place = `acl: ${quote(name)}`;
  if (!isObject(acl) || Object.keys(acl).join() !== 'server')
    throw new Foreign(`${place} is ${quote(acl)}, not a list of servers`, OURS);
  const { server } = acl;
  const forms: readonly unknown[] = Array.isArray(server) ? server : [server];
  const domains = new Set<string>();
  for (const form of forms) {
    const domain = typeof form === 'string' ? domainOfForm(form) : undefined;
    if (domain === undefined) throw new Foreign(`${place} has ${quote(form)}, which is no domain`, OURS);
    // the A-label form comes first: the other one alone would allow less than it seems
    if (domain !== form && !domains.has(domain))
      throw new Foreign(`${place} has ${quote(form)} without ${domain}`, `add "${domain}" above it`);
    if (domain === form && domains.has(domain)) throw new Foreign(`${place} has ${quote(form)} twice`, OURS);
    domains.add(domain);
  }
  const [domain, ...additionalDomains] = domains;
  if (domain === undefined || aclName(domain) !== name)
    throw new Foreign(`${place} does not begin with the domain that it is named after`, OURS);
  return { domain, additionalDomains: additionalDomains.sort(compareText) };
}

function noDomainTwice(allowed: readonly Allowed[]): void {
  const owners = new Map<string, string>();
  for (const { domain, additionalDomains } of allowed)
    for (const each of [domain, ...additionalDomains]) {
      const other = owners.get(each);
      if (other !== undefined)
        throw new Foreign(`${each} belongs to both ${other} and ${domain}`, 'a domain belongs to one partner');
      owners.set(each, domain);
    }
}

/** By acl, where it is not one. The smaller number of the two rules counts; what one of them does not tell is 1. */
function streamLimits(rules: Readonly<Record<string, unknown>>): ReadonlyMap<string, number> {
  const [total, perNode] = STREAM_RULES.map((rule) => limitsOf(rule, rules[rule]));
  const names = new Set([...(total?.keys() ?? []), ...(perNode?.keys() ?? [])]);
  return new Map([...names].map((name) => [name, Math.min(total?.get(name) ?? 1, perNode?.get(name) ?? 1)]));
}

/** A number for everybody, or a list of which the first that matches counts. */
function limitsOf(rule: string, value: unknown): ReadonlyMap<string, number> {
  const limits = new Map<string, number>();
  const items: readonly unknown[] = value === undefined ? [] : Array.isArray(value) ? value : [value];
  for (const item of items) {
    if (isOneForAll(item)) break;
    const [number, name] = isObject(item) ? (Object.entries(item)[0] ?? []) : [];
    if (typeof name !== 'string' || !isAclName(name) || number === undefined || !/^[1-9]\d{0,9}$/.test(number))
      throw new Foreign(
        `shaper_rules: ${rule} has ${quote(item)}, which partnerctl did not write`,
        `remove ${rule} from the main file, and reload: partnerctl writes it`,
      );
    if (!limits.has(name)) limits.set(name, Number(number));
  }
  return limits;
}

function isOneForAll(item: unknown): boolean {
  return item === 1 || (isObject(item) && Object.keys(item).join() === '1' && item['1'] === 'all');
}
