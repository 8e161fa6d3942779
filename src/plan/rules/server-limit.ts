/**
 * `server-limit`: a partner whose row permits more than the server's own options let through. Its file would promise
 * what does not happen: the option in the way is named, and what to write instead.
 */
import type { DeclaredPartner } from '../../model/declared-partner.ts';
import type { Deployment } from '../../model/deployment.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { displayDomain } from '../../model/domain-name.ts';
import { type ServerLimit, touches } from '../../model/health.ts';
import { NEGOTIATION_KEYS, nearestSettings } from '../../model/nearest-settings.ts';
import { METHOD_LABELS, type Method, permittedMethods } from '../../model/negotiation.ts';
import { domainsOf } from '../../model/partner.ts';
import { domainRange, isStated, valueRange } from '../../model/partner-source.ts';
import type { RuleInfo } from '../../model/rule.ts';

export const serverLimitInfo: RuleInfo = {
  code: 'server-limit',
  severity: 'error',
  configurable: false,
  summary: 'A partner permits a method that an option of the server rules out.',
};

type Place = Pick<Deployment, 'name' | 'adapter'>;

export function serverLimits(
  desired: readonly DeclaredPartner[],
  place: Place,
  limits: readonly ServerLimit[],
): readonly Diagnostic[] {
  if (limits.length === 0) return [];
  return desired.flatMap((declared) => {
    const permitted = permittedMethods(declared.settings);
    const inTheWay = limits.flatMap((limit) => {
      const methods = permitted.filter((method) => limit.excludes.includes(method));
      const domains = methods.length === 0 ? [] : domainsOf(declared.settings).filter((each) => touches(limit, each));
      return domains.length === 0 ? [] : [{ limit, methods, domains }];
    });
    const excluded = new Set(inTheWay.flatMap(({ limit }) => limit.excludes));
    return inTheWay.map((found) => diagnostic(declared, place, found, excluded));
  });
}

interface InTheWay {
  readonly limit: ServerLimit;
  readonly methods: readonly Method[];
  readonly domains: readonly string[];
}

function diagnostic(
  { settings, source }: DeclaredPartner,
  { name, adapter }: Place,
  { limit, methods, domains }: InTheWay,
  excluded: ReadonlySet<Method>,
): Diagnostic {
  const [domain = settings.domain] = domains;
  const everywhere = domains.length === 1 + settings.additionalDomains.length;
  const where = everywhere ? '' : ` for ${displayDomain(domain)}`;
  const stated = NEGOTIATION_KEYS.find((key) => isStated(source, key));
  return {
    code: serverLimitInfo.code,
    severity: 'error',
    message: `${name} (${adapter}) has ${limit.option} = ${limit.value}, which rules out ${labels(methods)}${where}: ${settings.domain} permits it`,
    hint: `${onTheServer(limit, domain)}, or ${inTheFile(settings, excluded, domain)}`,
    range: everywhere && stated !== undefined ? valueRange(source, stated) : domainRange(source, domain),
  };
}

function labels(methods: readonly Method[]): string {
  return methods.map((method) => METHOD_LABELS[method]).join(' and ');
}

/** An option that is on for chosen domains is changed by taking the domain out of the list. */
function onTheServer({ option, value, only }: ServerLimit, domain: string): string {
  if (only !== null) return `take ${domain} out of what ${option} holds`;
  if (value === 'true') return `set ${option} = false on the server`;
  return value === 'false' ? `set ${option} = true on the server` : `change ${option} on the server`;
}

function inTheFile(settings: DeclaredPartner['settings'], excluded: ReadonlySet<Method>, domain: string): string {
  const instead = nearestSettings(settings, (methods) => methods.every((method) => !excluded.has(method)));
  const write = instead.length === 0 ? '' : `write ${instead.join(', ')} in the file, or `;
  const whom = domain === settings.domain ? 'this partner' : `a partner with ${domain}`;
  return `${write}keep ${whom} off that deployment with \`deployments:\``;
}
